"""Public data sets from files of their formats; nothing is downloaded."""

from __future__ import annotations

import gzip
import os
import pickle
import urllib.error

import numpy as np
import pytest

import graph
from kerasish import datasets
from kerasish.base.errors import DataError, FileError


def lists(*texts):
    array = np.empty(len(texts), object)
    array[:] = texts
    return array


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    def refuse(*args, **kwargs):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))


def test_every_data_set_is_a_module():
    assert {"imdb", "cifar10", "mnist", "digits"} <= set(dir(datasets))
    with pytest.raises(AttributeError, match="no 'nothing'"):
        _ = datasets.nothing


@pytest.mark.parametrize("name", ["boston_housing", "california_housing"])
def test_housing(tmp_path, name):
    path = tmp_path / "h.npz"
    np.savez(path, x=np.arange(20.0).reshape(10, 2), y=np.arange(10.0))
    load = getattr(datasets, name).load_data
    (x_train, y_train), (x_test, y_test) = load(path=path)
    # np.random.RandomState(113) shuffles ten numbers into this order, in Keras too
    assert [*y_train, *y_test] == [9, 3, 6, 1, 0, 7, 4, 8, 2, 5]
    np.testing.assert_array_equal(x_train[:, 0], y_train * 2)
    assert x_test.shape == (2, 2)
    with pytest.raises(graph.ArgumentError, match="test_split"):
        load(path=path, test_split=1.0)


def test_versions_of_california(tmp_path):
    np.savez(tmp_path / "h.npz", x=np.zeros((700, 8)), y=np.zeros(700))
    load = datasets.california_housing.load_data
    (x_train, _), (x_test, _) = load("small", tmp_path / "h.npz")
    assert len(x_train) + len(x_test) == 600
    with pytest.raises(graph.ArgumentError, match="'small' or 'large'"):
        load("tiny")


def test_imdb(tmp_path):
    texts = lists([1, 2, 3], [4, 5], [6])
    np.savez(tmp_path / "i.npz", x_train=texts, y_train=[0, 1, 0], x_test=texts[:2],
             y_test=[1, 0])  # fmt: skip
    load = datasets.imdb.load_data
    (x_train, y_train), (x_test, y_test) = load(tmp_path / "i.npz", num_words=8)
    got = {tuple(text): int(label) for text, label in zip(x_train, y_train)}
    assert got == {(1, 4, 5, 6): 0, (1, 7, 2): 1, (1, 2): 0}
    assert x_train.dtype == object and len(x_test) == len(y_test) == 2
    (x_train, _), _ = load(tmp_path / "i.npz", maxlen=4, start_char=None, oov_char=None,
                           index_from=0, num_words=6, skip_top=2)  # fmt: skip
    assert sorted(map(tuple, x_train)) == [(), (2, 3), (4, 5)]
    with pytest.raises(DataError, match="less than 2 words"):
        load(tmp_path / "i.npz", maxlen=2)


def test_reuters(tmp_path):
    np.savez(tmp_path / "r.npz", x=lists(*[[i, i + 1] for i in range(10)]),
             y=np.arange(10))  # fmt: skip
    train, (x_test, y_test) = datasets.reuters.load_data(tmp_path / "r.npz")
    assert train[1].tolist() + y_test.tolist() == [9, 3, 6, 1, 0, 7, 4, 8, 2, 5]
    assert x_test[0] == [1, 5, 6]
    (tmp_path / "w.json").write_text('{"the": 1}')
    assert datasets.reuters.get_word_index(tmp_path / "w.json") == {"the": 1}
    assert datasets.imdb.get_word_index(tmp_path / "w.json") == {"the": 1}


def cifar_file(path, labels, protocol=2):
    data = np.arange(2 * 3072, dtype=np.uint32).astype(np.uint8).reshape(2, 3072)
    content = {b"data": data, **{k.encode(): v for k, v in labels.items()}}
    path.write_bytes(pickle.dumps(content, protocol))


def test_cifar(tmp_path):
    for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
        cifar_file(tmp_path / name, {"labels": [3, 4]})
    (x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data(tmp_path)
    assert x_train.shape == (10, 32, 32, 3) and x_train.dtype == np.uint8
    assert y_test.tolist() == [[3], [4]] and y_train.dtype == np.uint8
    assert x_test[0, 0, 1].tolist() == [1, 1, 1]  # each plane has 4 * 256 pixels
    for name in ("train", "test"):
        cifar_file(tmp_path / name, {"fine_labels": [7, 8], "coarse_labels": [1, 2]}, 4)
    (_, fine), _ = datasets.cifar100.load_data(path=tmp_path)
    (_, coarse), _ = datasets.cifar100.load_data("coarse", tmp_path)
    assert fine.tolist() == [[7], [8]] and coarse.tolist() == [[1], [2]]
    with pytest.raises(graph.ArgumentError, match="label_mode"):
        datasets.cifar100.load_data("all")


class Hostile:
    def __reduce__(self):
        return os.system, ("false",)


@pytest.mark.parametrize(
    "content, message",
    [
        (pickle.dumps(Hostile()), "names posix.system"),
        (pickle.dumps({b"data": np.zeros((2, 4))}), "another file"),
        (pickle.dumps([1]), "another file"),
        (b"no pickle", "not a file of plain data"),
    ],
)
def test_pickles_of_anything_else_are_refused(tmp_path, content, message):
    (tmp_path / "train").write_bytes(content)
    with pytest.raises(FileError, match=message):
        datasets.cifar100.load_data(path=tmp_path)


def test_object_arrays_of_anything_else_are_refused(tmp_path):
    texts = lists([1], Hostile())
    np.savez(tmp_path / "r.npz", x=texts, y=[0, 1])
    with pytest.raises(FileError, match=r"names posix\.system"):
        datasets.reuters.load_data(tmp_path / "r.npz")
    (tmp_path / "no.npz").write_bytes(b"nothing")
    with pytest.raises(FileError, match=r"not an \.npz file"):
        datasets.reuters.load_data(tmp_path / "no.npz")


def idx(array):
    sizes = np.array(array.shape, ">u4").tobytes()
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())


def test_fashion_mnist(tmp_path):
    images = np.arange(2 * 784, dtype=np.uint32).astype(np.uint8).reshape(2, 28, 28)
    for part in ("train", "t10k"):
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(images))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(
            idx(np.array([9, 1], np.uint8))
        )
    (x_train, y_train), (x_test, _) = datasets.fashion_mnist.load_data(tmp_path)
    np.testing.assert_array_equal(x_train, images)
    np.testing.assert_array_equal(x_test, images)
    assert y_train.tolist() == [9, 1]
    place = tmp_path / "train-images-idx3-ubyte.gz"
    for content in (gzip.compress(b"\0\0\x08\x03"), idx(images)[:50]):
        place.write_bytes(content)
        with pytest.raises(FileError, match=r"another file|damaged"):
            datasets.fashion_mnist.load_data(tmp_path)


@pytest.mark.parametrize(
    "load, name",
    [
        (datasets.mnist.load_data, "mnist.npz"),
        (datasets.imdb.load_data, "imdb.npz"),
        (datasets.cifar10.load_data, "cifar-10-batches-py-target_archive"),
        (datasets.fashion_mnist.load_data, "train-labels-idx1-ubyte.gz"),
        (datasets.reuters.get_word_index, "reuters_word_index.json"),
    ],
)
def test_what_is_missing_is_told(no_network, tmp_path, load, name):
    with pytest.raises(FileError, match=rf"get http.*home.*{name}"):
        load()


def test_paths_that_are_missing_are_told(tmp_path):
    with pytest.raises(FileError, match="there is no file"):
        datasets.mnist.load_data(tmp_path / "mnist.npz")
