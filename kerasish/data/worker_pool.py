"""Processes that make the batches of a dataset, in order, some of them ahead."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import signal
import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count, islice

import numpy as np

from kerasish.base.settings import all_settings
from kerasish.data.pickled_data import pickle_dataset
from kerasish.data.shared_memory import SharedMemory
from kerasish.data.worker_errors import fail_ended, raise_from_worker
from kerasish.data.worker_process import run_worker

#: seconds between looks whether a process that does not answer is still there
LOOKS = 1.0
#: seconds that processes have to end by themselves
GRACE = 0.5


class WorkerPool:
    """Makes batches in processes of its own: ``dataset[i]`` for each number, in order.

    Batch k of a pass is made by process k mod ``workers``: each has a queue of its own,
    so that one that is killed leaves no lock behind. The processes are started by
    spawning, since a fork would copy the threads of this one in the middle of anything.
    Arrays come through shared memory where the system has it without names (1 MB
    batches: 0.2 ms of this process instead of 1 ms through a pipe).

    Args:
        dataset: it is pickled when a pass begins; what has changed since is sent.
        workers: how many processes.
        ahead: how many batches are made before they are asked for, at most.

    Raises:
        WorkerError: the dataset cannot be pickled, or a process ends.
    """

    def __init__(self, dataset, workers: int, ahead: int):
        self._dataset = dataset
        self._ahead = max(ahead, workers)
        self._sent: tuple = ((), [])
        self._waiting: deque = deque()
        pickle_dataset(dataset)  # before anything is started
        self._workers: list[_Process] = []
        self.close = weakref.finalize(self, _end, self._workers, os.getpid())
        for _ in range(workers):
            self._workers.append(_Process(-(-self._ahead // workers)))

    def made(self, indices: Iterable[int], seeds: tuple[int, ...]) -> Iterator:
        """The batches of some numbers, made ahead; numbers are taken when needed.

        When it is left before its end, the processes end.

        Args:
            indices: numbers of batches.
            seeds: of what ``__getitem__`` draws from the generators of Python, numpy
                and Kerasish: the same for any number of processes.
        """
        try:
            self._send_dataset()
            numbered = zip(count(), indices)
            self._ask(islice(numbered, self._ahead), seeds)
            while self._waiting:
                worker, index = self._waiting.popleft()
                batch = worker.receive(self._dataset, index)
                self._ask(islice(numbered, 1), seeds)
                yield batch
        except GeneratorExit:
            if self._waiting:  # nobody will take what was asked for
                self.close()
            raise
        except BaseException:
            self.close()
            raise

    @property
    def is_open(self) -> bool:
        """Whether it has its processes; an error ends them."""
        return self.close.alive

    def _ask(self, numbered, seeds) -> None:
        for position, index in numbered:
            worker = self._workers[position % len(self._workers)]
            own = np.random.SeedSequence((*seeds, index)).generate_state(1)
            worker.ask(index, int(own[0]))
            self._waiting.append((worker, index))

    def _send_dataset(self) -> None:
        """The dataset as it is now, if it has changed; without arrays that have not."""
        main, buffers = pickle_dataset(self._dataset)
        digests = [hashlib.blake2b(buffer).digest() for buffer in buffers]
        before = {digest: number for number, digest in enumerate(self._sent[1])}
        if self._sent == (main, digests):
            return
        kept = [before.get(digest) for digest in digests]
        for worker in self._workers:
            worker.send_dataset(main, kept, buffers)
        for worker in self._workers:
            worker.receive(self._dataset)
        self._sent = main, digests


class _Process:
    """One process, and what was asked of it.

    Args:
        places: how many batches may wait in it.
    """

    def __init__(self, places: int):
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        has_memory = SharedMemory.is_available()
        self._memories = [SharedMemory() if has_memory else None for _ in range(places)]
        self._is_ready = False
        self._asked = self._received = 0
        self.process = context.Process(
            target=run_worker,
            args=(theirs, self._memories, all_settings()),
            name="kerasish_dataset",
            daemon=True,
        )
        with _interrupts_blocked():
            self.process.start()
        theirs.close()

    def ask(self, index: int, seed: int) -> None:
        """Asks for a batch."""
        place = self._asked % len(self._memories)
        self._asked += 1
        with contextlib.suppress(ConnectionError):  # seen when the batch is needed
            self.connection.send(("batch", place, index, seed))

    def send_dataset(self, main, kept, buffers) -> None:
        """Sends what the process does not have."""
        with contextlib.suppress(ConnectionError):  # seen when it should answer
            self.connection.send(("dataset", main, kept))
            for number, buffer in zip(kept, buffers):
                if number is None:
                    self.connection.send_bytes(buffer)

    def receive(self, dataset, index=None):
        """The next answer: a batch, or None for a dataset that was taken.

        Raises:
            WorkerError: the process has ended, or could not send its error.
            BaseException: what the process raised.
        """
        answer = self._answer()
        if answer is None:
            self._fail(dataset, index)
        kind, *parts = answer
        if kind == "error":
            raise_from_worker(*parts)
        self._is_ready = True
        if kind == "ready":
            return None
        main, buffers = parts
        memory = self._memories[self._received % len(self._memories)]
        self._received += 1
        if memory is not None:
            buffers = memory.read(buffers)
        else:
            buffers = [bytearray(buffer) for buffer in buffers]
        return pickle.loads(main, buffers=buffers)

    def _answer(self) -> tuple | None:
        """What the process sends; None if it has ended."""
        try:
            while not self.connection.poll(LOOKS):
                # a child of the process may hold its end of the connection open
                if not self.process.is_alive() and not self.connection.poll():
                    return None
            return self.connection.recv()
        except (EOFError, ConnectionError):
            return None

    def _fail(self, dataset, index):
        self.process.join(LOOKS)
        fail_ended(dataset, self.process.exitcode, self._is_ready, index)

    def hang_up(self) -> None:
        """Lets the process end by itself."""
        self.connection.close()
        for memory in self._memories:
            if memory is not None:
                memory.close()

    def end(self, seconds: float) -> None:
        """Ends the process if it has not ended after some time."""
        self.process.join(seconds)
        for end in (self.process.terminate, self.process.kill):
            if self.process.is_alive():
                end()
                self.process.join(GRACE)
        self.process.join()
        self.process.close()


def _end(workers: list[_Process], owner: int) -> None:
    """Ends all processes; those of a process that was forked are not its own."""
    if os.getpid() != owner:
        return
    for worker in workers:
        worker.hang_up()
    until = time.monotonic() + GRACE
    while workers:
        workers.pop().end(max(0.0, until - time.monotonic()))


@contextlib.contextmanager
def _interrupts_blocked():
    """Inside, processes are started that Ctrl-C does not reach."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its start ends with interrupts let through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
