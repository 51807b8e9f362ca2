"""Arrays in files are read by batches, and train as arrays in memory do."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

import kerasish
from kerasish.data.stored_rows import StoredRows

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(40, 3))
TARGETS = RNG.normal(size=(40, 1)).astype("float32")


class Counted:
    """An array in chunks that notes how many rows are read at once."""

    chunks = (4, 3)

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype
        self.read = []

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("all of it was read")

    def __getitem__(self, rows):
        self.read.append(rows.stop - rows.start)
        return self.array[rows]


@pytest.fixture(params=["h5py", "memmap", "chunks"])
def stored(request, tmp_path):
    if request.param == "chunks":
        yield Counted(ROWS)
    elif request.param == "memmap":
        path = tmp_path / "rows.npy"
        np.save(path, ROWS)
        yield np.load(path, mmap_mode="r")
    else:
        with h5py.File(tmp_path / "rows.h5", "w") as file:
            yield file.create_dataset("rows", data=ROWS, chunks=(8, 3))


def model():
    kerasish.utils.set_random_seed(1)
    made = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_training_is_the_same_as_from_memory(stored, shuffle):
    runs = [
        model().fit(
            x, TARGETS, batch_size=8, epochs=2, shuffle=shuffle, verbose=0,
            validation_split=0.2,
        ).history
        for x in (ROWS, stored)
    ]  # fmt: skip
    assert runs[0] == runs[1]


@pytest.mark.parametrize("batch_size", [7, 64])
def test_predictions_are_the_same(stored, batch_size):
    plain = model()
    got = plain.predict(stored, batch_size=batch_size, verbose=0)
    want = plain.predict(ROWS, batch_size=batch_size, verbose=0)
    np.testing.assert_array_equal(got, want)


def test_no_more_than_a_batch_is_read_at_once():
    counted = Counted(ROWS)
    model().fit(counted, TARGETS, batch_size=8, shuffle=False, verbose=0)
    assert max(counted.read) == 8


def test_rows_in_any_order():
    counted = Counted(np.arange(1000.0)[:, None])
    rows = StoredRows(counted)
    places = [3, 999, 5, 3, 500]
    assert rows.take(places)[:, 0].tolist() == places
    assert sum(counted.read) == 5  # 3 to 5, 500 and 999
    assert rows.take([]).shape == (0, 1)
    half = rows.part(slice(500, 600))
    assert half.take([1, 0])[:, 0].tolist() == [501.0, 500.0]
    assert half[98:].ravel().tolist() == [598.0, 599.0]
    assert half.dtype == "float32" and half.nbytes == 400
    assert np.asarray(half).shape == (100, 1)
