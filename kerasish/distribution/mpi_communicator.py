"""Ranks that are processes of an MPI job."""

from __future__ import annotations

import contextlib
import faulthandler
import sys

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.extras import load_extra
from kerasish.distribution.communicator import Communicator
from kerasish.distribution.watchdog import Watchdog

#: seconds after which ranks that have not met any other give up: one has not started
_START = 120.0


@internal
class MPICommunicator(Communicator):
    """All processes that ``mpiexec`` has started.

    Raises:
        MissingExtraError: mpi4py is not installed.
    """

    def __init__(self):
        _end_after(_START)
        try:
            user = "DataParallel on several processes"
            # one thread at a time speaks: messages take half as long as with locks
            load_extra("mpi4py", user, "mpi").rc.thread_level = "serialized"
            mpi = load_extra("mpi4py.MPI", user, "mpi")
            self._world = mpi.COMM_WORLD.Dup()
        finally:
            faulthandler.cancel_dump_traceback_later()
        super().__init__(self._world.Get_rank(), self._world.Get_size())
        self._in_place = mpi.IN_PLACE
        self._operation, self._finalize = mpi.SUM, mpi.Finalize
        #: knows how long this rank has waited for messages
        self.watchdog = Watchdog(lambda: self.timeout, self._give_up)

    def _sum(self, x: np.ndarray) -> None:
        with self.watchdog:
            self._world.Allreduce(self._in_place, x, self._operation)

    def _gather(self, item) -> list:
        with self.watchdog:
            return self._world.allgather(item)

    @contextlib.contextmanager
    def meeting_often(self):
        self.watchdog.is_expected = True
        try:
            yield
        finally:
            self.watchdog.is_expected = False

    def limit_end(self) -> None:
        _end_after(self.timeout)

    def leave(self) -> None:
        self.limit_end()
        self._finalize()

    def abort(self) -> None:
        self._world.Abort(1)

    def _give_up(self, seconds: float) -> None:
        self.watchdog.say(
            f"rank {self.rank} has waited for the other ranks for {seconds:g} s; "
            "the job ends"
        )
        self.abort()


def _end_after(seconds: float) -> None:
    """Ends the process unless that is called off: MPI begins and ends with Python's
    lock held, so no thread of Python could do it."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)
