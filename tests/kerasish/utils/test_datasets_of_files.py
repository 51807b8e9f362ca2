"""Datasets of the files in directories; numbers as Keras 3.15 gives them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.io import wavfile

import graph
from kerasish import ops, utils
from kerasish.base.errors import DataError


@pytest.fixture
def texts(tmp_path):
    for folder, names in (("cats", "bac"), ("dogs", "ed"), (".git", "x")):
        for name in names:
            path = tmp_path / folder / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{folder} {name} é")
    (tmp_path / "cats" / "notes.md").write_text("no text file")
    return tmp_path


def read(directory, **kwargs):
    return utils.text_dataset_from_directory(directory, verbose=False, **kwargs)


def test_files_come_by_class_and_name(texts):
    dataset = read(texts, shuffle=False, batch_size=3)
    (first, labels), (second, more) = dataset
    assert first.tolist() == ["cats a é", "cats b é", "cats c é"]
    assert second.tolist() == ["dogs d é", "dogs e é"]
    assert labels.dtype == np.int32 and labels.numpy().tolist() == [0, 0, 0]
    assert more.numpy().tolist() == [1, 1]
    assert dataset.class_names == ["cats", "dogs"]
    assert [p[-10:] for p in dataset.file_paths[:1]] == ["cats/a.txt"]


@pytest.mark.parametrize(
    "mode, expected",
    [
        ("int", [0, 1]),
        ("binary", [[0.0], [1.0]]),
        ("categorical", [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_label_modes(texts, mode, expected):
    ((_, labels),) = read(texts, shuffle=False, label_mode=mode)
    assert labels.numpy()[[0, 4]].tolist() == expected


def test_without_labels_folders_are_no_classes(texts):
    (texts / "loose.txt").write_text("of no folder")
    (found,) = read(texts, label_mode=None, shuffle=False)
    assert found.tolist()[:3] == ["of no folder", ".git x é", "cats a é"]
    assert len(found) == 7


def test_orders_splits_and_labels(texts):
    names = ["dogs", "cats"]
    ((_, labels),) = read(texts, class_names=names, shuffle=False)
    assert labels.numpy().tolist() == [0, 0, 1, 1, 1]
    ((_, labels),) = read(texts, labels=[4, 5, 6, 7, 8, 9], shuffle=False)
    assert labels.numpy().tolist() == [4, 5, 6, 7, 8, 9]  # hidden folders too
    (only,) = read(texts, labels=None, shuffle=False, max_length=6)
    assert only.tolist()[1:3] == ["cats a", "cats b"]
    train, test = read(texts, validation_split=0.4, subset="both", seed=3)
    assert (len(train.file_paths), len(test.file_paths)) == (3, 2)
    same = read(texts, validation_split=0.4, subset="validation", seed=3)
    assert same.file_paths == test.file_paths
    # np.random.RandomState(3) shuffles five paths into this order, in Keras too
    assert [p[-5] for p in train.file_paths + test.file_paths] == list("debac")


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"labels": 3}, "labels must be"),
        ({"labels": [1, 2]}, "one label for each file"),
        ({"label_mode": "ints"}, "label_mode must be"),
        ({"class_names": ["birds"]}, "not the names of folders"),
        ({"labels": [1] * 5, "class_names": ["a"]}, "class_names need"),
        ({"labels": None, "class_names": ["a"]}, "class_names need labels"),
        ({"validation_split": 1.5, "subset": "both"}, "between 0 and 1"),
        ({"validation_split": 0.5}, "go together"),
        ({"validation_split": 0.5, "subset": "test"}, "subset must be"),
        ({"validation_split": 0.5, "subset": "both"}, "needs a seed"),
        ({"class_names": ["cats"], "label_mode": "binary"}, "needs two classes"),
    ],
)
def test_wrong_arguments(texts, arguments, message):
    with pytest.raises(graph.ArgumentError, match=message):
        read(texts, **arguments)


def test_no_files(tmp_path):
    with pytest.raises(DataError, match="there is no directory"):
        read(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"must end in \.txt"):
        read(tmp_path, labels=None)


def test_messages(texts, capsys):
    utils.text_dataset_from_directory(
        texts, validation_split=0.4, subset="training", shuffle=False
    )
    out = capsys.readouterr().out
    assert "Found 5 files belonging to 2 classes." in out
    assert "Using 3 files for training." in out


def test_sounds_are_filled_up(tmp_path):
    for name, length, dtype in (("a", 4, np.int16), ("b", 6, np.int16)):
        (tmp_path / name).mkdir()
        wavfile.write(tmp_path / name / "s.wav", 8, np.full(length, 16384, dtype))
    dataset = utils.audio_dataset_from_directory(tmp_path, shuffle=False, verbose=False)
    ((sounds, labels),) = dataset
    assert sounds.shape == (2, 6, 1) and sounds.dtype == np.float32
    assert sounds.numpy()[0, :, 0].tolist() == [0.5] * 4 + [0.0] * 2
    assert labels.numpy().tolist() == [0, 1]
    (cut,) = utils.audio_dataset_from_directory(
        tmp_path, None, shuffle=False, output_sequence_length=5, verbose=False
    )
    assert cut.shape == (2, 5, 1)
    (twice,) = utils.audio_dataset_from_directory(
        tmp_path, None, shuffle=False, sampling_rate=16, verbose=False
    )
    assert twice.shape == (2, 12, 1)


def test_sounds_that_are_none(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"no sound")
    dataset = utils.audio_dataset_from_directory(tmp_path, None, verbose=False)
    with pytest.raises(DataError, match="no sound"):
        list(dataset)
    with pytest.raises(NotImplementedError, match="ragged"):
        utils.audio_dataset_from_directory(tmp_path, ragged=True)
    with pytest.raises(graph.ArgumentError, match="sampling_rate"):
        utils.audio_dataset_from_directory(tmp_path, sampling_rate=0.5)


@pytest.fixture
def images(tmp_path):
    pillow = pytest.importorskip("PIL.Image")
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        pillow.fromarray(pixels).save(tmp_path / name / "i.png")
    return tmp_path, pixels


def test_images(images):
    folder, pixels = images
    dataset = utils.image_dataset_from_directory(
        folder, image_size=(4, 6), shuffle=False, verbose=False
    )
    ((x, y),) = dataset
    np.testing.assert_array_equal(x, np.stack([pixels, pixels]))
    assert x.dtype == np.float32 and y.numpy().tolist() == [0, 1]
    (grey,) = utils.image_dataset_from_directory(
        folder, None, color_mode="grayscale", image_size=(2, 2), verbose=False,
        data_format="channels_first", crop_to_aspect_ratio=True,
    )  # fmt: skip
    assert grey.shape == (2, 1, 2, 2)
    # the middle 4 x 4 pixels; each output is the mean of the four around its centre
    luma = pixels[:, 1:5] @ np.array([0.299, 0.587, 0.114])
    expected = luma.reshape(2, 2, 2, 2).mean((1, 3))
    np.testing.assert_allclose(grey.numpy()[0, 0], expected, atol=1)


@pytest.mark.parametrize("method", ["area", "gaussian", "mitchellcubic"])
def test_one_number_is_rows_and_columns_and_tensorflow_has_more_kernels(images, method):
    folder, pixels = images
    (found,) = utils.image_dataset_from_directory(
        folder, None, image_size=2, interpolation=method, verbose=False
    )
    expected = ops.image.resize(pixels.astype("float32"), (2, 2), method)
    np.testing.assert_array_equal(found[0], expected)


def test_images_in_the_middle_of_zeros(images):
    folder, pixels = images
    (whole,) = utils.image_dataset_from_directory(
        folder, None, image_size=(6, 6), pad_to_aspect_ratio=True, verbose=False,
        interpolation="nearest",
    )  # fmt: skip
    assert whole.dtype == np.uint8
    np.testing.assert_array_equal(whole[0, 1:5], pixels)
    assert not whole.numpy()[:, [0, 5]].any()


def test_images_that_are_none(images):
    folder, _ = images
    (folder / "a" / "z.png").write_bytes(b"no image")
    with pytest.raises(DataError, match="no image"):
        list(utils.image_dataset_from_directory(folder, verbose=False))
    for arguments in ({"color_mode": "cmyk"}, {"interpolation": "best"}):
        with pytest.raises(graph.ArgumentError, match=next(iter(arguments))):
            utils.image_dataset_from_directory(folder, **arguments)
    with pytest.raises(graph.ArgumentError, match="not both"):
        utils.image_dataset_from_directory(
            folder, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True
        )
