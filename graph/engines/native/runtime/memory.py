"""The words that the threads of a pool share, and where they stand.

What is written at different times stands 128 bytes apart: processors load lines of 64
bytes, and often their neighbours.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Word(IntEnum):
    """Offsets in bytes of 64-bit words, and of what the threads library keeps."""

    TICKET = 0
    FUNCTION = 8  # the work of the ticket: a kernel and its table
    ARGS = 16
    DONE = 128  # parts of the ticket that workers have finished
    SLEEPERS = 384
    OWNED = 512  # 1 while a run has the workers
    MISSES = 520  # of the owner: how many wakes in a row brought no help,
    SKIP = 528  # and for how many tickets nobody is woken
    QUIT = 640  # what follows is rarely written
    LEFT = 648  # workers that have ended
    SPINS = 656  # pauses before a worker sleeps
    PATIENCE = 664  # 2**k - 1: after 2**k pauses others may have the processor
    WAKE = 672  # addresses of functions: void wake(pool, count)
    YIELD = 680  # int sched_yield()
    WORKERS = 688  # how many there are
    MUTEX = 768
    CONDITION = 896
    SIZE = 1024


#: bits of the counters in a ticket: parts, taken from the back, taken from the front
COUNTER_BITS = 22
PART_BITS = 64 - 2 * COUNTER_BITS
#: counters run past the number of parts, by one for each thread that comes too late
MOST_PARTS = 2**PART_BITS - 1


class Memory:
    """The words of one pool."""

    def __init__(self) -> None:
        self._bytes = np.zeros(Word.SIZE + 128, np.uint8)
        start = -self._bytes.ctypes.data % 128
        self._words = self._bytes[start : start + Word.SIZE].view(np.int64)
        self.address = self._words.ctypes.data

    def __getitem__(self, word: Word) -> int:
        return int(self._words[word // 8])

    def __setitem__(self, word: Word, value: int) -> None:
        self._words[word // 8] = value
