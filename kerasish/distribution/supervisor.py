"""Starts a job, and starts it again when it fails."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.distribution.launching import (
    find_mpiexec,
    rank_environment,
    remove_leftovers,
    shared_memory,
)

#: what signals that end a process make of its exit code; MPICH gives their numbers
_SIGNALS = {signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT}
_SIGNALS |= {signal.SIGTERM, signal.SIGILL, signal.SIGFPE}


@internal
class Supervisor:
    """Runs a script on ranks until all of them have come to its end.

    A job that fails is started again; the script goes on from its newest backup when
    it calls ``fit(resume=folder)``. Where a rank was killed, one rank less is started,
    as long as ``min_ranks`` are left. A job is done when rank 0 has said so: it exits
    with 0 and has written the completion marker, which happens when all ranks have met
    at the end of the script.

    Args:
        script: its path and arguments; or "-m", the name of a module and arguments.
        ranks: how many are started.
        min_ranks: with how many the job goes on; ``ranks`` for None.
        max_restarts: how often it is started again.
        mpiexec: the launcher, with arguments; see `find_mpiexec`.
    """

    def __init__(
        self,
        script: Sequence[str],
        ranks: int,
        min_ranks: int | None = None,
        max_restarts: int = 0,
        mpiexec: str | None = None,
    ):
        self.script, self.ranks = list(script), ranks
        self.min_ranks = ranks if min_ranks is None else min_ranks
        self.max_restarts = max_restarts
        self.launcher = find_mpiexec(mpiexec)
        self.rank = [sys.executable, "-m", "kerasish.distribution.rank_main"]

    def run(self) -> int:
        """Runs the job to its end; returns the exit code."""
        ranks = self.ranks
        for restart in range(self.max_restarts + 1):
            code, is_complete = self._attempt(ranks)
            if code == 0:
                if is_complete:
                    return 0
                self._say(
                    "the script has ended without a word from rank 0; does it make a "
                    "kerasish.distribution.DataParallel()?"
                )
                return 1
            if restart < self.max_restarts:
                if code in _SIGNALS or code > 128 or code < 0:  # a rank was killed
                    ranks = max(self.min_ranks, ranks - 1)
                self._say(
                    f"the job has failed (exit code {code}); start {restart + 1} of "
                    f"{self.max_restarts} again, with {ranks} ranks"
                )
        self._say(f"the job has failed (exit code {code})")
        return code

    def _attempt(self, ranks: int) -> tuple[int, bool]:
        """The exit code of a job, and whether rank 0 says that it is complete."""
        before = shared_memory()
        command = [*self.launcher, "-n", str(ranks), *self.rank, *self.script]
        with tempfile.TemporaryDirectory(prefix="kerasish_run_") as folder:
            completion = Path(folder, "complete")
            environment = rank_environment(ranks, completion)
            job = subprocess.Popen(command, env=environment)
            try:
                code = job.wait()
            except BaseException:
                job.terminate()
                job.wait()
                raise
            finally:
                remove_leftovers(before)
            return code, completion.exists()

    @staticmethod
    def _say(text: str) -> None:
        print(f"kerasish.run: {text}", file=sys.stderr, flush=True)
