"""The threads that help to run schedules.

They are started when the first run could use them. Python does not know them: they hold
no lock of Python, run no signal handlers, and end with the process.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graph.engines.native.runtime.loading import addresses
from graph.engines.native.runtime.memory import Memory, Word
from graph.engines.native.runtime.processors import available_processors

#: kernels keep tiles and packed panels on the stack
STACK_BYTES = 8 << 20
#: pauses (about 20-40 ns each) until a worker sleeps, and between offers to others
SPINS, PATIENCE = 2000, 255
#: seconds that a pool waits for its workers to leave
LONGEST_FAREWELL = 2.0


class Pool:
    """Workers that wait for tickets.

    Attributes:
        workers: how many there are: one less than threads or than processors, since
            more would only take them from each other, or as many as could be started.
        address: of their words, or 0 without workers.
    """

    def __init__(self, threads: int) -> None:
        self.workers = 0
        self.address = 0
        self._memory = Memory()
        threads = min(threads, available_processors())
        if threads > 1 and os.name == "posix":
            self._start(threads - 1)

    def _start(self, count: int) -> None:
        memory, library = self._memory, ctypes.CDLL(None)
        worker, wake = addresses("workers", "worker", "wake")
        memory[Word.SPINS], memory[Word.PATIENCE] = SPINS, PATIENCE
        memory[Word.WAKE] = wake
        memory[Word.YIELD] = ctypes.cast(library.sched_yield, ctypes.c_void_p).value
        library.pthread_mutex_init(self._pointer(Word.MUTEX), None)
        library.pthread_cond_init(self._pointer(Word.CONDITION), None)
        with _blocked_signals():
            self.workers = self._create(library, worker, count)
        memory[Word.WORKERS] = self.workers
        if self.workers:
            self.address = memory.address

    def _create(self, library: Any, worker: int, count: int) -> int:
        """Starts threads until one cannot be started; returns how many there are."""
        attributes = ctypes.create_string_buffer(256)
        thread = ctypes.c_void_p()
        library.pthread_attr_init(attributes)
        library.pthread_attr_setstacksize(attributes, ctypes.c_size_t(STACK_BYTES))
        started, function = 0, ctypes.c_void_p(worker)
        place, memory = ctypes.byref(thread), self._pointer(Word.TICKET)
        while started < count:
            if library.pthread_create(place, attributes, function, memory):
                break
            library.pthread_detach(thread)
            started += 1
        library.pthread_attr_destroy(attributes)
        return started

    def _pointer(self, word: Word) -> ctypes.c_void_p:
        return ctypes.c_void_p(self._memory.address + word)

    def stop(self) -> bool:
        """Lets the workers go; runs that use them now go on alone.

        Returns whether all have left: if not, the words must stay where they are.
        """
        if not self.workers:
            return True
        self._memory[Word.QUIT] = 1
        wake = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)
        wake(self._memory[Word.WAKE])(self._memory.address, self.workers)
        deadline = time.monotonic() + LONGEST_FAREWELL
        while self._memory[Word.LEFT] < self.workers:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.0001)
        return True


@contextmanager
def _blocked_signals() -> Iterator[None]:
    """Threads that are started meanwhile get no signals but those of their own faults.

    Python handles the others.
    """
    faults = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
    others = signal.valid_signals() - faults
    before = signal.pthread_sigmask(signal.SIG_BLOCK, others)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _State:
    """The pool of this process."""

    def __init__(self) -> None:
        self.renew()
        self.threads: int | None = None
        self.kept: list[Pool] = []

    def renew(self) -> None:
        """Forgets the pool: the child of a fork has no workers, and perhaps no lock."""
        self.pool: Pool | None = None
        self.lock = threading.RLock()  # handlers of signals may fork anywhere


_STATE = _State()


def threads() -> int:
    """How many threads run a schedule: `set_threads`, or ``KERASISH_NUM_THREADS``.

    As many as there are processors for this process, where neither says so.
    """
    if _STATE.threads is not None:
        return _STATE.threads
    text = os.environ.get("KERASISH_NUM_THREADS", "")
    if not text:
        return available_processors()
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"KERASISH_NUM_THREADS must be 1 or more, got {text!r}")
    return int(text)


def set_threads(count: int | None) -> None:
    """Runs schedules with so many threads from now on; None: as by default."""
    if count is not None and count < 1:
        raise ValueError(f"threads must be 1 or more, got {count}")
    stop_pool()
    _STATE.threads = count


@contextmanager
def use_threads(count: int | None) -> Iterator[None]:
    """`set_threads` within a ``with``."""
    before = _STATE.threads
    set_threads(count)
    try:
        yield
    finally:
        set_threads(before)


def current_pool() -> Pool:
    """The pool of this process, started if it is not there."""
    pool = _STATE.pool
    if pool is not None:
        return pool
    with _STATE.lock:
        if _STATE.pool is None:
            _STATE.pool = Pool(threads())
        return _STATE.pool


def stop_pool() -> None:
    """Ends the workers; the next run that could use them starts new ones."""
    with _STATE.lock:
        pool, _STATE.pool = _STATE.pool, None
    if pool is not None and not pool.stop():
        _STATE.kept.append(pool)


atexit.register(stop_pool)
if hasattr(os, "register_at_fork"):
    # A child of a process with threads is feared and warned of: meanwhile are none.
    os.register_at_fork(before=stop_pool, after_in_child=_STATE.renew)
