"""Runs schedules."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from graph.engines.native.runtime.entries import ENTRY_BYTES, Request
from graph.engines.native.runtime.loading import addresses
from graph.engines.native.runtime.pool import Pool, current_pool
from graph.engines.native.runtime.schedule import Schedule


class Segment:
    """A part of a schedule, ready to be run; calling it runs it.

    The call returns what the failure word holds: 0, or else the rest was not run. Other
    Python threads go on meanwhile. The schedule cannot grow any more.

    Args:
        first, end: numbers of entries: the first one, and the one to stop before.
    """

    def __init__(
        self, schedule: Schedule, first: int = 0, end: int | None = None
    ) -> None:
        schedule.is_frozen = True
        table = schedule.entries.ctypes.data
        self._schedule = schedule
        self._pool: Pool | None = None
        self._request = np.zeros(len(Request), np.int64)
        self._request[Request.FIRST] = table + ENTRY_BYTES * first
        end = schedule.end if end is None else end
        self._request[Request.END] = table + ENTRY_BYTES * end
        self._request[Request.FAILURE] = schedule.failure_address
        self._address = self._request.ctypes.data
        self._run = _runner()

    def quick(self) -> Callable[[], int]:
        """What does the same as a call: on one thread, without code of Python."""
        if self._schedule.is_parallel:
            return self
        run = functools.partial(self._run, self._address)
        run.segment = self  # what the address points to lives as long
        return run

    def __call__(self) -> int:
        if self._schedule.is_parallel:
            pool = current_pool()
            if pool is not self._pool:
                self._pool = pool
                self._request[Request.POOL] = pool.address
        return self._run(self._address)


def run(schedule: Schedule, first: int = 0, end: int | None = None) -> int:
    """Runs a part of a schedule once: see `Segment`."""
    return Segment(schedule, first, end)()


def copy_address() -> int:
    """The kernel that copies; its table: target, source, number of bytes."""
    return addresses("interpreter", "run", "copy")[1]


@functools.cache
def _runner() -> Any:
    # one argument: each costs ctypes time
    address = addresses("interpreter", "run", "copy")[0]
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(address)
