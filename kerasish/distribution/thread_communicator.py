"""Ranks that are threads of one process, for tests."""

from __future__ import annotations

import threading

import numpy as np

from kerasish.base.discovery import internal
from kerasish.distribution.communicator import Communicator


@internal
class ThreadCommunicator(Communicator):
    """One rank among threads that meet at a barrier.

    Args:
        rank: number of the thread, from 0.
        board: what the threads share; see `boards`.
        block_bytes: see `Communicator`.
    """

    def __init__(self, rank: int, board: Board, block_bytes: int = 1 << 20):
        super().__init__(rank, board.size, block_bytes)
        self._board = board

    def _sum(self, x: np.ndarray) -> None:
        items = self._board.exchange(self.rank, x.copy())
        total = items[0].copy()
        for item in items[1:]:
            total += item
        x[:] = total

    def _gather(self, item) -> list:
        return self._board.exchange(self.rank, item)

    def abort(self) -> None:
        self._board.barrier.abort()


class Board:
    """Where threads leave what the others read.

    Args:
        size: number of threads.
        timeout: seconds after which a thread no longer waits for the others.
    """

    def __init__(self, size: int, timeout: float = 30.0):
        self.size = size
        self.barrier = threading.Barrier(size, timeout=timeout)
        self._items: list = [None] * size

    def exchange(self, rank: int, item) -> list:
        """What all threads brought."""
        self._items[rank] = item
        self.barrier.wait()
        items = list(self._items)
        self.barrier.wait()  # nobody brings something new before all have read
        return items
