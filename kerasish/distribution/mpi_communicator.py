"""Ranks that are processes of an MPI job."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.extras import load_extra
from kerasish.distribution.communicator import Communicator
from kerasish.distribution.watchdog import Watchdog


@internal
class MPICommunicator(Communicator):
    """All processes that ``mpiexec`` has started.

    Args:
        block_bytes: see `Communicator`.
        timeout: seconds after which a process that waits for others ends the job.

    Raises:
        MissingExtraError: mpi4py is not installed.
    """

    def __init__(self, block_bytes: int = 1 << 20, timeout: float = 1800.0):
        mpi = load_extra("mpi4py.MPI", "DataParallel on several processes", "mpi")
        self._world = mpi.COMM_WORLD.Dup()
        super().__init__(self._world.Get_rank(), self._world.Get_size(), block_bytes)
        self._in_place = mpi.IN_PLACE
        self._operation = mpi.SUM
        #: seconds spent in messages, for those who measure
        self.watchdog = Watchdog(timeout, self._give_up)

    def _sum(self, x: np.ndarray, out: np.ndarray) -> None:
        with self.watchdog:
            source = self._in_place if x is out else x
            self._world.Allreduce(source, out, self._operation)

    def _gather(self, item) -> list:
        with self.watchdog:
            return self._world.allgather(item)

    def _give_up(self, seconds: float) -> None:
        self.watchdog.say(
            f"rank {self.rank} has waited for the other ranks for {seconds:g} s; "
            "the job ends"
        )
        self.abort()

    def abort(self) -> None:
        self._world.Abort(1)
