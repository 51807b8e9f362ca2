"""What a worker process does, without a process."""

from __future__ import annotations

import pickle
from multiprocessing import Pipe

import numpy as np
import pytest

from kerasish.base.errors import DataError, WorkerError
from kerasish.data.pickled_data import pickle_dataset
from kerasish.data.shared_memory import SharedMemory
from kerasish.data.worker_errors import raise_from_worker
from kerasish.data.worker_process import BatchMaker


class Items:
    """A dataset of what it is given."""

    def __init__(self, *items):
        self.items = items

    def __getitem__(self, index):
        item = self.items[index]
        return item() if callable(item) else item


class TensorOnMars:
    """A tensor that cannot be read here."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError("too far")


class Unlike(Exception):
    """An error that cannot be made again from its arguments."""

    def __init__(self, code, text):
        super().__init__(text)


def unlike():
    raise Unlike(1, "c")


def functions():
    return np.array([lambda: 1])


def leave():
    raise SystemExit(3)


def press():
    raise KeyboardInterrupt("b")


def miss():
    raise KeyError("a")


@pytest.fixture
def made():
    ours, theirs = Pipe()

    def make(dataset, index, memory=None):
        maker = BatchMaker(theirs, [memory])
        main, buffers = pickle_dataset(dataset)
        for buffer in buffers:
            ours.send_bytes(buffer)
        maker.answer(("dataset", main, [None] * len(buffers)))
        assert ours.recv() == ("ready",)
        maker.answer(("batch", 0, index, 1))
        return ours.recv()

    yield make
    ours.close()
    theirs.close()


def test_arrays_are_sent_beside_the_message(made):
    kind, main, buffers = made(Items([np.arange(3.0), {"y": np.arange(2)}]), 0)
    x, y = pickle.loads(main, buffers=buffers)
    assert (kind, x.dtype, list(y)) == ("batch", "float32", ["y"])
    assert x.tolist() == [0, 1, 2]


@pytest.mark.skipif(not SharedMemory.is_available(),
                    reason="memory without names")  # fmt: skip
def test_memory_grows_and_what_is_read_is_a_copy(made):
    memory = SharedMemory()
    for size in (3, 5000, 0, 20):
        _, main, places = made(Items([np.ones(size), np.zeros(2)]), 0, memory)
        x, y = pickle.loads(main, buffers=memory.read(places))
        assert x.shape == (size,) and y.tolist() == [0, 0]
        x += 1  # may be changed
    assert x.tolist() == [2] * 20
    memory.close()


@pytest.mark.parametrize(
    ("item", "kind", "text"),
    [
        (miss, KeyError, "a"),
        (press, KeyboardInterrupt, "b"),
        (leave, WorkerError, r"cannot make its batch.*\n.*SystemExit: 3"),
        (unlike, WorkerError, r"cannot make its batch.*\n.*Unlike: c"),
        (functions, WorkerError, "batch 0 cannot be sent"),
        ((TensorOnMars(),), DataError, r"no array.*\n.*TensorOnMars: too far"),
    ],
)
def test_errors_are_sent(made, item, kind, text):
    told, *parts = made(Items(item), 0)
    assert told == "error"
    with pytest.raises(kind, match=text) as caught:
        raise_from_worker(*parts)
    assert "Traceback" in str(caught.value.__cause__)


def test_a_dataset_that_cannot_be_made_is_told():
    ours, theirs = Pipe()
    BatchMaker(theirs, [None]).answer(("dataset", b"cnowhere\nNothing\n.", []))
    _, *parts = ours.recv()
    with pytest.raises(WorkerError, match="cannot be made in a worker process"):
        raise_from_worker(*parts)
