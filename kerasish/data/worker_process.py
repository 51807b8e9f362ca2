"""A process that makes batches of a dataset, each when it is told to."""

from __future__ import annotations

import contextlib
import pickle
import signal
import traceback

import graph
from kerasish.base.random_seed import set_random_seed
from kerasish.base.settings import take_settings
from kerasish.base.traceback_filtering import show_user_lines
from kerasish.data.leaves import as_batch_array
from kerasish.data.pickled_data import pickle_batch


def run_worker(connection, memories: list, settings: dict) -> None:
    """Answers the messages of `WorkerPool` until it closes the connection.

    Args:
        connection: to the process that trains.
        memories: where the arrays of batches are put; None: into the messages.
        settings: of `kerasish.config` there.
    """
    leave_interrupts_alone()
    take_settings(settings)
    worker = BatchMaker(connection, memories)
    with contextlib.suppress(EOFError, ConnectionError):  # the other end is closed
        while True:
            worker.answer(connection.recv())


def leave_interrupts_alone() -> None:
    """Ctrl-C reaches all processes of a terminal; the one that trains ends the others.

    It is blocked while this process starts.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class BatchMaker:
    """Answers messages with batches of its copy of a dataset.

    Args:
        connection: where answers go, and where arrays of the dataset come from.
        memories: where the arrays of batches are put; None: into the answers.
    """

    def __init__(self, connection, memories):
        self._connection, self._memories = connection, memories
        self._buffers: list = []
        self._dataset = None

    def answer(self, message: tuple) -> None:
        """Takes a new copy of the dataset, or sends a batch."""
        kind, *parts = message
        if kind == "dataset":
            with _Told(self._connection, "dataset"):
                self._take_dataset(*parts)
            return
        with _Told(self._connection, "batch"):
            self._send_batch(*parts)

    def _take_dataset(self, main: bytes, kept: list) -> None:
        """The dataset anew; arrays that stayed the same are not sent again."""
        self._buffers = [
            bytearray(self._connection.recv_bytes()) if number is None
            else self._buffers[number]
            for number in kept
        ]  # fmt: skip
        self._dataset = pickle.loads(main, buffers=self._buffers)
        self._connection.send(("ready",))

    def _send_batch(self, place: int, index: int, seed: int) -> None:
        set_random_seed(seed)
        batch = self._dataset[index]
        batch = tuple(batch) if isinstance(batch, list) else batch
        main, buffers = pickle_batch(graph.map_leaves(as_batch_array, batch), index)
        memory = self._memories[place]
        if memory is None:
            self._connection.send(("batch", main, [bytes(b) for b in buffers]))
        else:
            self._connection.send(("batch", main, memory.write(buffers)))


class _Told:
    """Inside, whatever is raised is sent to the process that trains.

    Args:
        connection: to it.
        stage: what is done inside.
    """

    def __init__(self, connection, stage: str):
        self._connection, self._stage = connection, stage

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace) -> bool:
        if error is None:
            return False
        show_user_lines(error)
        lines = traceback.format_exception(kind, error, error.__traceback__)
        self._connection.send(("error", self._stage, "".join(lines), _pickled(error)))
        return True


def _pickled(error: BaseException) -> bytes | None:
    """The error for the other process; None if it cannot be made again there."""
    try:
        pickled = pickle.dumps(error)
        same = pickle.loads(pickled)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, LookupError):
        return None
    return pickled if type(same) is type(error) else None
