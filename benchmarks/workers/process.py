"""The parent's side of a worker: it sleeps unless it is asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

from benchmarks.systems import System, environment
from benchmarks.workloads.catalogue import Workload

ROOT = Path(__file__).resolve().parents[2]
#: seconds that one answer may take
PATIENCE = 300


class Conditions(NamedTuple):
    """How workers run.

    Attributes:
        repeats: rounds at most.
        threads: how many processors a worker may use; None for all.
        clock: "wall", or "cpu" for the time of all processors. On a machine that others
            use, the latter with one thread is the better one.
    """

    repeats: int
    threads: int | None = None
    clock: str = "wall"


class WorkerError(RuntimeError):
    """A worker that failed; its message has the last words of the process."""


class WorkerProcess:
    """Runs a workload in a system, when asked; between answers it is stopped.

    A stopped process cannot spin in a pool of threads while another one is timed. Where
    the platform cannot stop processes they only wait.

    Args:
        system: which.
        workload: what.
        cache: a folder for what the system keeps on disk.
        conditions: under which.
    """

    def __init__(
        self, system: System, workload: Workload, cache: str, conditions: Conditions
    ):
        self.name = f"{system.name}, {workload.name}"
        task = {
            "module": system.module,
            "session": system.session,
            "workload": workload,
            "compiles": system.compiles,
            "threads": conditions.threads,
            "clock": conditions.clock,
        }
        # closed by `close`
        self.words = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        self.process = subprocess.Popen(
            [system.python, "-m", "benchmarks.workers", json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.words,
            text=True,
            cwd=ROOT,
            env=environment(system, cache, conditions.threads),
        )

    def ask(self, what: str) -> dict:
        """Sends a request, waits for its answer.

        Raises:
            WorkerError: the worker failed, died, or took too long.
        """
        self._send(getattr(signal, "SIGCONT", None))
        timer = threading.Timer(PATIENCE, self.process.kill)
        timer.start()
        try:
            self.process.stdin.write(json.dumps({"do": what}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        answer = json.loads(line) if line else {"error": self._last_words()}
        if "error" in answer:
            raise WorkerError(f"{self.name}: {answer['error']}")
        self._send(getattr(signal, "SIGSTOP", None))
        return answer

    def _send(self, number) -> None:
        if number is not None and self.process.poll() is None:
            os.kill(self.process.pid, number)

    def _last_words(self) -> str:
        self.words.seek(0)
        return f"no answer within {PATIENCE} s, or died: {self.words.read()[-2000:]}"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.words.close()
