"""Heaps of texts are looked at before HDF5, which does not come back from some."""

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, saving
from kerasish.base.errors import DamagedFileError
from kerasish.saving.files.h5_reader import H5Reader

FORMS = ({}, {"libver": "latest"})


def written(tmp_path, form, **attributes):
    path = tmp_path / "m.h5"
    with h5py.File(path, "w", **form) as f:
        f.attrs.update(attributes)
    return path


def zero_heaps(path, kept: int = 16):
    """All but the head of each heap, as lost blocks of a disk leave them."""
    data = bytearray(path.read_bytes())
    start = data.find(b"GCOL")
    assert start >= 0
    while start >= 0:
        size = int.from_bytes(data[start + 8 : start + 16], "little")
        data[start + kept : start + size] = bytes(size - kept)
        start = data.find(b"GCOL", start + size)
    path.write_bytes(data)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", [1, 5, 30])
def test_texts_are_read(tmp_path, form, number):
    texts = {f"a{i}": "word " * i for i in range(1, number + 1)}
    path = written(tmp_path, form, **texts)
    with H5Reader(path) as reader:
        assert {n: reader.text(reader.root, n) for n in texts} == texts


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", [1, 30])
def test_empty_spaces_of_no_size_are_found(tmp_path, form, number):
    path = written(tmp_path, form, **{f"a{i}": "word" for i in range(number)})
    zero_heaps(path)
    with (
        H5Reader(path) as reader,
        pytest.raises(DamagedFileError, match="empty space of no size"),
    ):
        reader.text(reader.root, "a0")


@pytest.mark.parametrize("form", FORMS)
def test_empty_spaces_behind_one_that_is_too_short_are_found(tmp_path, form):
    path = written(tmp_path, form, a="word")
    data = bytearray(path.read_bytes())
    start = data.find(b"GCOL") + 16
    start += 16 + (int.from_bytes(data[start + 8 : start + 16], "little") + 7) // 8 * 8
    assert data[start : start + 2] == b"\0\0"
    data[start + 8 : start + 16] = (64).to_bytes(8, "little")
    path.write_bytes(data)
    with (
        H5Reader(path) as reader,
        pytest.raises(DamagedFileError, match="empty space of no size"),
    ):
        reader.text(reader.root, "a")


def test_texts_that_claim_more_than_the_heap_are_refused(tmp_path):
    path = written(tmp_path, {}, a="some words")
    data = bytearray(path.read_bytes())
    address = data.find(b"GCOL").to_bytes(8, "little")
    start = data.find((10).to_bytes(4, "little") + address)
    data[start + 3] = 0x40  # 2**30 bytes more
    path.write_bytes(data)
    with (
        H5Reader(path) as reader,
        pytest.raises(DamagedFileError, match="a text claims 1073741834 bytes of 10"),
    ):
        reader.text(reader.root, "a")


@pytest.mark.parametrize("which", [0, 1, 2])
def test_texts_that_are_in_no_heap_are_refused(tmp_path, which):
    """HDF5 takes as much memory as they claim, and looks then."""
    path = written(tmp_path, {}, a=["some", "words", "here"])
    data = bytearray(path.read_bytes())
    address = data.find(b"GCOL").to_bytes(8, "little")
    first = data.find((4).to_bytes(4, "little") + address)
    place = first + 16 * which
    data[place : place + 12] = (1 << 30).to_bytes(4, "little") + bytes(8)
    path.write_bytes(data)
    with (
        H5Reader(path) as reader,
        pytest.raises(DamagedFileError, match="where there is no heap"),
    ):
        reader.names(reader.root, "a")


def test_empty_texts_are_in_no_heap(tmp_path):
    path = written(tmp_path, {}, a=["some", "", "words"])
    with H5Reader(path) as reader:
        assert reader.names(reader.root, "a") == ["some", "", "words"]


def test_models_with_such_heaps_are_told(tmp_path):
    path = tmp_path / "m.h5"
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    model.save(path)
    zero_heaps(path)
    with pytest.raises(DamagedFileError):
        saving.load_model(path, verify=False)


def test_texts_that_refer_to_one_long_text_are_refused(tmp_path):
    words = np.array(["y" * (1 << 19)] + ["z"] * 999, object)
    path = tmp_path / "m.h5"
    with h5py.File(path, "w") as f:
        f.attrs.create("layer_names", words, dtype=h5py.string_dtype())
    with (
        H5Reader(path) as reader,
        pytest.raises(DamagedFileError, match="1000 texts of up to"),
    ):
        reader.names(reader.root, "layer_names")
