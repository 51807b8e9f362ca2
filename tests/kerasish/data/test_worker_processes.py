"""PyDataset with processes: order, hooks, faults, and that nothing is left over."""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import threading
import time
import zlib

import numpy as np
import pytest

import kerasish
from kerasish.base.errors import WorkerError
from kerasish.data.shared_memory import SharedMemory
from kerasish.data.source import make_source
from kerasish.data.worker_errors import WorkerTraceback, fail_ended
from tests.kerasish.data.numbered_batches import NumberedBatches

PROCESSES = {"use_multiprocessing": True}


@pytest.fixture(autouse=True)
def nothing_is_left_over():
    files, threads = open_files(), threading.active_count()
    yield
    assert multiprocessing.active_children() == []
    assert threading.active_count() == threads
    gc.collect()
    assert open_files() <= files + 1  # one of Python's own that watches for leaks


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def fit(dataset, **arguments):
    kerasish.utils.set_random_seed(4)
    model = kerasish.Sequential([kerasish.Input((1,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(dataset, verbose=0, **arguments)
    return [*history.history["loss"], *model.get_weights()[0].ravel().tolist()]


@pytest.mark.parametrize(
    ("steps", "settings"),
    [(None, {"workers": 2, "max_queue_size": 3, **PROCESSES}), (4, {"workers": 3})],
)
def test_threads_and_processes_give_the_same(steps, settings):
    one, many = NumberedBatches(), NumberedBatches(**settings)
    expected = fit(one, epochs=3, steps_per_epoch=steps)
    assert fit(many, epochs=3, steps_per_epoch=steps) == expected
    for dataset in (one, many):
        assert (dataset.begun, dataset.ended) == (3, 3)


def test_what_is_drawn_depends_on_the_seed_and_the_batch_alone():
    kerasish.utils.set_random_seed(4)
    state = random.getstate()
    dataset = NumberedBatches(draws=True, workers=2, **PROCESSES)
    source = make_source(dataset)
    found = [batch[0] for batch in source.epoch()]
    source.close()
    assert random.getstate() == state
    for index, values in enumerate(found):
        seeds = (zlib.crc32(repr(state).encode()), 1, index)
        own = np.random.SeedSequence(seeds).generate_state(1)[0]
        kerasish.utils.set_random_seed(own)
        np.testing.assert_array_equal(values, np.float32(dataset[index][0]))


def test_errors_come_with_the_traceback_of_the_process():
    with pytest.raises(KeyError, match="no batch 3") as caught:
        fit(NumberedBatches("raise", workers=1, **PROCESSES), shuffle=False)
    cause = str(caught.value.__cause__)
    assert isinstance(caught.value.__cause__, WorkerTraceback)
    assert 'numbered_batches.py", line' in cause
    assert "in _raise" in cause


def test_a_process_that_is_killed_is_told_at_once():
    began = time.monotonic()
    with pytest.raises(WorkerError, match="killed by SIGKILL, batch=3"):
        fit(NumberedBatches("die", workers=1, **PROCESSES), shuffle=False)
    assert time.monotonic() - began < 60


def test_a_pass_that_nobody_ends_ends_its_processes(monkeypatch):
    # arrays come through the pipe, as on systems without memory that has no name
    monkeypatch.setattr(SharedMemory, "is_available", lambda: False)
    batches = make_source(NumberedBatches(size=50, workers=1, **PROCESSES)).epoch()
    assert float(next(batches)[0][0, 0]) == 0
    assert float(next(batches)[1][1, 0]) == 2
    del batches


def test_hints_follow_from_how_a_process_ended():
    dataset = NumberedBatches()
    with pytest.raises(WorkerError, match=r"exit code 7.*\n.*look for os._exit"):
        fail_ended(dataset, 7, True, 3)
    with pytest.raises(WorkerError, match=r"if __name__ == '__main__'"):
        fail_ended(dataset, 1, False, None)
    with pytest.raises(WorkerError, match="killed by signal 77"):
        fail_ended(dataset, -77, True, 0)


def test_what_cannot_be_pickled_is_named_before_a_process_starts(monkeypatch):
    started = []
    monkeypatch.setattr(
        "multiprocessing.context.SpawnProcess.start", lambda self: started.append(self)
    )
    dataset = NumberedBatches(workers=2, **PROCESSES)
    dataset.parts = {"lock": [np.ones(3), threading.Lock()]}
    with pytest.raises(WorkerError, match=r"part=.*\.parts\['lock'\]\[1\] = <unlocked"):
        fit(dataset)

    class Local(NumberedBatches):
        pass

    with pytest.raises(WorkerError, match="define the class at the top of a module"):
        fit(Local(workers=2, **PROCESSES))
    assert started == []
