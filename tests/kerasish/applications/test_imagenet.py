"""Preparing images and reading predictions."""

from __future__ import annotations

import json

import numpy as np
import pytest

import graph
import kerasish
from kerasish.applications import imagenet_utils, mobilenet_v3, resnet50
from kerasish.base.errors import FileError

MEAN = np.array([103.939, 116.779, 123.68])
PIXELS = np.arange(24.0).reshape(2, 2, 2, 3) * 10


def expected(x, mode):
    if mode == "tf":
        return x / 127.5 - 1.0
    if mode == "caffe":
        return x[..., ::-1] - MEAN
    return (x / 255.0 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]


@pytest.mark.parametrize("mode", ["caffe", "tf", "torch"])
@pytest.mark.parametrize("kind", ["batch", "image", "tensor", "integers", "symbolic"])
@pytest.mark.parametrize("first", [False, True])
def test_pixels_are_prepared(mode, kind, first):
    x = PIXELS[0] if kind == "image" else PIXELS
    wanted = expected(x, mode)
    given = np.moveaxis(x, -1, -3) if first else x
    before = given.copy()
    options = {"data_format": "channels_first" if first else "channels_last"}
    if kind == "tensor":
        given = kerasish.ops.convert_to_tensor(given, "float32")
    if kind == "integers":
        given = given.astype("uint8")
    if kind == "symbolic":
        start = kerasish.Input(given.shape[1:])
        end = imagenet_utils.preprocess_input(start, mode=mode, **options)
        found = kerasish.Model(start, end)(given.astype("float32"))
    else:
        found = imagenet_utils.preprocess_input(given, mode=mode, **options)
        np.testing.assert_array_equal(before, given)  # nobody wrote to it
    found = np.asarray(found)
    assert found.dtype == ("float64" if kind in ("batch", "image") else "float32")
    found = np.moveaxis(found, -3, -1) if first else found
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-4)


def test_each_family_has_its_mode():
    np.testing.assert_allclose(
        resnet50.preprocess_input(PIXELS), expected(PIXELS, "caffe")
    )
    assert mobilenet_v3.preprocess_input(PIXELS) is PIXELS


def test_unknown_mode_and_layout():
    with pytest.raises(graph.ArgumentError, match="unknown mode"):
        imagenet_utils.preprocess_input(PIXELS, mode="theano")
    with pytest.raises(graph.ArgumentError, match="data_format is unknown"):
        imagenet_utils.preprocess_input(PIXELS, "middle")


@pytest.fixture
def index(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    path = tmp_path / "models" / "imagenet_class_index.json"
    names = {str(i): [f"n{i:08d}", f"thing {i}"] for i in range(1000)}
    path.write_text(json.dumps(names))
    return path


def test_predictions_are_decoded_best_first(index):
    scores = np.zeros((2, 1000), "float32")
    scores[0, [7, 3]] = [0.9, 0.1]
    scores[1, 999] = 1.0
    found = resnet50.decode_predictions(scores, top=2)
    assert found[0] == [
        ("n00000007", "thing 7", np.float32(0.9)),
        ("n00000003", "thing 3", np.float32(0.1)),
    ]
    assert found[1][0] == ("n00000999", "thing 999", 1.0)
    assert [len(row) for row in found] == [2, 2]
    assert len(imagenet_utils.decode_predictions(scores, class_index=index)[0]) == 5


def test_predictions_of_another_kind_and_files_that_are_not_there(index):
    with pytest.raises(graph.ArgumentError, match="the 1000 ImageNet classes"):
        imagenet_utils.decode_predictions(np.zeros((2, 10)))
    other = index.with_name("other.json")
    other.write_text('{"0": ["n0", "x"]}')
    with pytest.raises(FileError, match="is another file"):
        imagenet_utils.decode_predictions(np.zeros((1, 1000)), class_index=other)
    index.unlink()
    with pytest.raises(FileError, match="download https://storage"):
        imagenet_utils.decode_predictions(np.zeros((1, 1000)))
