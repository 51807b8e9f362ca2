"""Workers: each part runs once and with its own table, however they are disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from graph.engines.native.runtime import (
    Schedule,
    Segment,
    pool,
    run,
    set_threads,
    threads,
    use_threads,
)
from graph.engines.native.runtime.memory import Memory, Word
from tests.graph.engines.native.runtime.machine import (
    ROOT,
    kernel,
    python,
    slots,
)


@pytest.fixture(autouse=True)
def eight_processors(monkeypatch):
    """All workers are started, however many processors there are for them."""
    set_threads(None)
    monkeypatch.setattr(pool, "available_processors", lambda: 8)
    yield
    set_threads(None)


class Work:
    """A loop of calls with different tables and numbers of parts."""

    def __init__(self, times: int, turns: int = 0):
        self.times, self.schedule = times, Schedule()
        self.parts = [2, 9, 1, 3, 32, 2]
        self.counts = [np.zeros(40, np.int64) for _ in self.parts]
        self.tables = [
            slots(counts, step, turns) for step, counts in enumerate(self.counts, 1)
        ]
        with self.schedule.repeat(times):
            for table, parts in zip(self.tables, self.parts):
                self.schedule.call(kernel("tally"), table.ctypes.data, parts)
        self.segment = Segment(self.schedule)

    def run(self, runs: int = 1) -> None:
        for _ in range(runs):
            assert self.segment() == 0

    def check(self, runs: int = 1) -> None:
        """Each part of each call ran as often as it should, with its own table."""
        for step, (counts, parts) in enumerate(zip(self.counts, self.parts), 1):
            want = runs * self.times * step * (np.arange(40) < parts)
            np.testing.assert_array_equal(counts, want)


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("turns", [0, 200])
def test_tickets_do_not_mix(count, turns):
    """Short calls follow each other: late workers meet the next ticket."""
    with use_threads(count):
        work = Work(20_000, turns)
        work.run(2)
        work.check(2)


def test_workers_help():
    with use_threads(4):
        work = Work(1, 500_000)
        for _ in range(100):
            work.run()
            memory = pool.current_pool()._memory
            if memory[Word.DONE]:  # of the last call
                return
        raise AssertionError("no worker took a part")


def test_the_pool_starts_with_the_first_run_that_could_use_it():
    with use_threads(3):
        alone = Schedule()
        alone.call(kernel("tally"), slots(np.zeros(1, np.int64), 1, 0).ctypes.data, 0)
        run(alone)
        assert pool._STATE.pool is None
        work = Work(1)
        work.run()
        assert pool._STATE.pool.workers == 2


def test_python_threads_run_at_once():
    """One has the workers, the others do their parts alone; all results are right."""
    with use_threads(2):
        works = [Work(300, 50) for _ in range(6)]
        runners = [threading.Thread(target=work.run, args=(5,)) for work in works]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join()
        for work in works:
            work.check(5)


def test_threads_can_be_set_while_a_run_uses_them():
    with use_threads(4):
        work = Work(20_000, 100)
        runner = threading.Thread(target=work.run)
        runner.start()
        for count in (2, 1, 3):
            set_threads(count)
            other = Work(10)
            other.run()
            other.check()
        runner.join()
        work.check()


def test_workers_leave():
    before = tasks()
    with use_threads(3):
        Work(1).run()
        assert tasks() == before + 2
    for _ in range(1000):  # who said goodbye takes a moment to be gone
        if tasks() == before:
            return
        time.sleep(0.001)
    raise AssertionError("workers stayed")


def tasks() -> int:
    """How many threads the process has."""
    if not os.path.isdir("/proc/self/task"):
        pytest.skip("the system does not list its threads")
    return len(os.listdir("/proc/self/task"))


def test_threads_are_counted(monkeypatch):
    monkeypatch.delenv("KERASISH_NUM_THREADS", raising=False)
    assert threads() == 8
    monkeypatch.setenv("KERASISH_NUM_THREADS", "3")
    assert threads() == 3
    with use_threads(5):
        assert threads() == 5
    assert threads() == 3
    for text in ("0", "-1", "many", "2.5"):
        monkeypatch.setenv("KERASISH_NUM_THREADS", text)
        with pytest.raises(ValueError, match="KERASISH_NUM_THREADS must be 1 or more"):
            threads()
    with pytest.raises(ValueError, match="threads must be 1 or more"):
        set_threads(0)


def test_without_threads_parts_run_alone(monkeypatch):
    """A stack that no memory can hold: the system starts no thread."""
    with use_threads(4):
        monkeypatch.setattr(pool, "STACK_BYTES", 1 << 60)
        work = Work(3)
        work.run()
        assert pool._STATE.pool.workers == 0
        work.check()


def test_words_of_different_writers_are_apart():
    memory = Memory()
    assert memory.address % 128 == 0
    memory[Word.DONE] = -5
    assert memory[Word.DONE] == -5
    shared = [Word.TICKET, Word.DONE, Word.SLEEPERS, Word.OWNED]
    assert len({word // 128 for word in shared}) == len(shared)


SCRIPT = """
import os, sys, threading, time
from tests.graph.engines.native.runtime.test_pool import Work
from graph.engines.native.runtime import set_threads, pool
pool.available_processors = lambda: 8
set_threads(4)
work = Work(100, 100)
work.run()
"""


@pytest.mark.parametrize("sleep", [0, 0.05])
def test_a_process_ends_while_workers_wait(sleep):
    assert python(f"{SCRIPT}\ntime.sleep({sleep})\nprint('end')") == "end\n"


def test_a_process_ends_while_a_daemon_runs():
    script = f"""{SCRIPT}
work = Work(10**7, 1000)
threading.Thread(target=work.run, daemon=True).start()
time.sleep(0.05)
print('end')
"""
    assert python(script) == "end\n"


def test_a_fork_starts_its_own_workers():
    script = f"""
import warnings
warnings.simplefilter('ignore')  # of forks with threads
{SCRIPT}
busy = Work(20_000, 100)
other = threading.Thread(target=busy.run)
other.start()
children = []
for i in range(4):
    child = os.fork()
    if not child:
        fresh = Work(100, 100)
        fresh.run(2)
        fresh.check(2)
        assert pool._STATE.pool.workers == 3
        grandchild = os.fork()
        fresh.run()
        fresh.check(3)
        if grandchild:
            assert os.waitpid(grandchild, 0)[1] == 0
        sys.exit(0)
    children.append(child)
work.run()
work.check(2)
for child in children:
    assert os.waitpid(child, 0)[1] == 0
other.join()
busy.check()
print('end')
"""
    assert python(script) == "end\n"


def test_there_are_no_workers_while_a_process_forks():
    tasks()
    script = f"""{SCRIPT}
def count():
    for _ in range(1000):  # a thread that said goodbye takes a moment to be gone
        left = len(os.listdir('/proc/self/task'))
        if left == 1:
            break
        time.sleep(0.001)
    print(left)
os.register_at_fork(after_in_parent=count)
before = len(os.listdir('/proc/self/task'))
assert before > 3
child = os.fork()
if not child:
    os._exit(0)
os.waitpid(child, 0)
work.run()
work.check(2)
assert len(os.listdir('/proc/self/task')) == before
"""
    assert python(script) == "1\n"


def test_a_killed_process_is_gone():
    script = f"{SCRIPT}\nprint('ready', flush=True)\nWork(10**7, 1000).run()"
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with child:
        assert child.stdout.readline() == b"ready\n"
        child.kill()
        assert child.wait(timeout=20) == -signal.SIGKILL


def test_no_more_workers_than_processors(monkeypatch):
    monkeypatch.setattr(pool, "available_processors", lambda: 2)
    with use_threads(4):
        Work(1).run()
        assert pool._STATE.pool.workers == 1
    monkeypatch.setattr(pool, "available_processors", lambda: 1)
    with use_threads(4):
        work = Work(1)
        work.run()
        work.check()
        assert pool._STATE.pool.workers == 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_four_threads_share_one_processor():
    """They do not know that they have only one; 200,000 calls end in time."""
    script = f"""
import os
os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})
{SCRIPT}
assert pool._STATE.pool.workers == 3
work = Work(200_000 // 6)
work.run()
work.check()
print('end')
"""
    assert python(script, timeout=60) == "end\n"


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux")
def test_signals_are_for_python():
    """Workers block them all; the threads of Python go on to get them."""
    before = set(os.listdir("/proc/self/task"))
    with use_threads(3):
        Work(1).run()
        workers = set(os.listdir("/proc/self/task")) - before
        assert 1 <= len(workers) <= 2  # they come and go with the load
        for task in workers:
            while blocked(task) >> (signal.SIGSEGV - 1) & 1:
                time.sleep(0.001)  # the C library blocks all while a thread begins
            assert blocked(task) >> (signal.SIGINT - 1) & 1
            assert blocked(task) >> (signal.SIGUSR1 - 1) & 1
        assert not blocked(str(threading.get_native_id())) >> (signal.SIGINT - 1) & 1


def blocked(task: str) -> int:
    """The bits of the signals that a thread blocks."""
    with open(f"/proc/self/task/{task}/status") as status:
        (line,) = (line for line in status if line.startswith("SigBlk:"))
    return int(line.split()[1], 16)
