"""How ranks speak to each other, and agree on what they do."""

from __future__ import annotations

import contextlib
import zlib

import numpy as np

from kerasish.base.discovery import internal
from kerasish.distribution.disagreement_error import DisagreementError
from kerasish.distribution.remote_error import RemoteError

#: numbers of a message in which ranks tell what they do, and what comes with it
CONTROL_SIZE = 64
#: places in it: how many have failed, what they do, its square, who wants to stop
_FAILED, _KIND, _KIND_SQUARED, _STOP, _PAYLOAD = range(5)
_ROOM = CONTROL_SIZE - _PAYLOAD


@internal
class Communicator:
    """Collective operations of all ranks of a job.

    Every operation begins with a sum over one small vector of float64, the control
    message. It says whether a rank has failed, and whether all do the same: they raise
    errors instead of waiting for each other. Short messages travel in it.

    A subclass defines `_sum`, `_gather` and `abort`.

    Args:
        rank: number of this process, from 0.
        size: number of processes.
        block_bytes: long messages go in blocks of so many bytes.

    Attributes:
        timeout: seconds after which a rank that waits for others ends the job.
        is_used: whether the script trains with it.
        wants_stop: whether this rank asks all to stop after the step.
        stop_wanted: whether a rank did in the last operation: all know the same.
        has_failed: whether a rank failed in the last operation.
    """

    def __init__(self, rank: int, size: int, block_bytes: int = 1 << 20):
        self.rank, self.size, self.block_bytes = rank, size, block_bytes
        self.wants_stop = self.stop_wanted = self.has_failed = False
        self.timeout, self.is_used = 1800.0, False
        self._told: BaseException | None = None
        self._message = np.zeros(CONTROL_SIZE)
        self._kinds: dict = {}

    # ---- what a way of transport defines

    def _sum(self, x: np.ndarray) -> None:
        """Puts the sums over all ranks into x, which is flat and contiguous."""
        raise NotImplementedError(f"{type(self).__name__} must define _sum")

    def _gather(self, item) -> list:
        """The items of all ranks, in their order, on each of them."""
        raise NotImplementedError(f"{type(self).__name__} must define _gather")

    def abort(self) -> None:
        """Ends all processes of the job at once."""
        raise NotImplementedError(f"{type(self).__name__} must define abort")

    @contextlib.contextmanager
    def meeting_often(self):
        """Inside, a rank that does not meet the others for long is stuck."""
        yield

    def limit_end(self) -> None:
        """What follows is the end of the process, and shall not last too long."""

    def leave(self) -> None:
        """Ends the work with the other ranks, as the process ends."""

    # ---- operations

    def all_reduce(self, x: np.ndarray) -> None:
        """Puts the sum of x over all ranks into x.

        Args:
            x: a flat, contiguous array, of the same size and dtype on all ranks.

        Raises:
            RemoteError: another rank has failed.
            DisagreementError: another rank does something else.
        """
        size, dtype = x.size, x.dtype
        if size <= _ROOM and dtype.kind == "f":
            self._meet("all_reduce", (dtype, size), x)
            x[:] = self._message[_PAYLOAD : _PAYLOAD + size]
            return
        self._meet("all_reduce", (dtype, size))
        if dtype.itemsize == 2:  # numbers of 16 bits, which MPI need not know
            wide = x.astype(np.float32)
            self._sum_in_blocks(wide)
            x[:] = wide.astype(dtype)
        else:
            self._sum_in_blocks(x)

    def _sum_in_blocks(self, x: np.ndarray) -> None:
        step = max(1, self.block_bytes // x.itemsize)
        for start in range(0, x.size, step):
            self._sum(x[start : start + step])

    def gather(self, item, label: str = "gather") -> list:
        """The items of all ranks, in their order, on each of them.

        Args:
            item: what pickle takes.
            label: what the ranks do, for errors.
        """
        self._meet(label)
        return self._gather(item)

    def broadcast(self, item=None, label: str = "broadcast"):
        """The item of rank 0, on all ranks."""
        return self.gather(item if self.rank == 0 else None, label)[0]

    def numbers_of_first(self, numbers, label: str) -> list[float]:
        """A few numbers of rank 0, on all ranks; quicker than `broadcast`."""
        payload = np.asarray(numbers, np.float64) * (self.rank == 0)
        self._meet(label, payload=payload)
        return self._message[_PAYLOAD : _PAYLOAD + len(payload)].tolist()

    def barrier(self, label: str = "barrier") -> None:
        """Waits until all ranks are here."""
        self._meet(label)

    def tell(self, error: BaseException, text: str) -> None:
        """Tells all ranks, in the operation that they are in, that this one failed.

        Args:
            error: what was raised. It is told once; of a `RemoteError` all know.
            text: with its traceback.
        """
        if self.size == 1 or isinstance(error, RemoteError) or error is self._told:
            return
        self._told, self.has_failed = error, True
        self._send("failure", failed=True)
        self._gather((self.rank, text))

    # ---- the control message

    def _meet(self, label: str, details=(), payload=()) -> None:
        failed, kind, squares, stop = self._send(label, details, payload)
        self.has_failed = failed > 0
        if self.has_failed:
            self._raise_remote()
        if kind * kind != squares * self.size:
            self._raise_disagreement(label, details)
        self.stop_wanted = stop > 0

    def _send(self, label: str, details=(), payload=(), failed: bool = False) -> list:
        """What the control messages of all ranks add up to, before the payload."""
        kind = self._kinds.get((label, details))
        if kind is None:
            # 16 bits: sums of squares are exact for any number of ranks
            kind = zlib.crc32(f"{label} {details}".encode()) & 0xFFFF
            self._kinds[label, details] = kind
        message = self._message
        message.fill(0.0)
        message[:_PAYLOAD] = failed, kind, kind * kind, self.wants_stop
        if len(payload):
            message[_PAYLOAD : _PAYLOAD + len(payload)] = payload
        self._sum(message)
        return message[:_PAYLOAD].tolist()

    def _raise_remote(self) -> None:
        found = [item for item in self._gather(None) if item is not None]
        rank, text = found[0]
        raise RemoteError(f"rank {rank} has failed:\n{text}")

    def _raise_disagreement(self, label: str, details) -> None:
        does = " ".join(map(str, (label, *details)))
        lines = [f"rank {i}: {what}" for i, what in enumerate(self._gather(does))]
        raise DisagreementError(
            "ranks that meet must do the same\n  "
            + "\n  ".join(lines)
            + "\n  hint: call fit, evaluate and predict on every rank, not on one"
        )
