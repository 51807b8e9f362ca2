"""Runs workloads in systems, in turn, and keeps what was measured."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.samples import Summary, summarise
from benchmarks.systems import System
from benchmarks.workers.process import Conditions, WorkerError, WorkerProcess
from benchmarks.workloads.catalogue import Workload

#: rounds that are made even if they take long
FEWEST_ROUNDS = 3


@dataclass
class Measured:
    """One workload in one system.

    Attributes:
        seconds: of a step, one number a repeat.
        import_seconds: of the library.
        first_step_seconds: of the first step of a process, nothing compiled before.
        cached_step_seconds: the same where an earlier process left compiled code.
        peak_bytes: the most resident memory.
        version: of the library.
        error: why there are no numbers.
    """

    seconds: list[float] = field(default_factory=list)
    import_seconds: float | None = None
    first_step_seconds: float | None = None
    cached_step_seconds: float | None = None
    peak_bytes: int | None = None
    version: str = ""
    error: str = ""

    @property
    def summary(self) -> Summary | None:
        return summarise(self.seconds) if self.seconds else None


@dataclass
class Comparison:
    """One workload in all systems, by their names."""

    workload: Workload
    measured: dict[str, Measured]


def compare(
    systems: Sequence[System],
    workload: Workload,
    conditions: Conditions,
    seconds: float = 45.0,
) -> Comparison:
    """Starts a worker for each system; repeats go round, one worker at a time.

    Args:
        systems: which.
        workload: what.
        conditions: under which.
        seconds: after so many no further round begins, but `FEWEST_ROUNDS` are made.
    """
    measured = {system.name: Measured() for system in systems}
    workers: dict[System, WorkerProcess] = {}
    with tempfile.TemporaryDirectory() as folder:
        caches = {s: f"{folder}/{i}" for i, s in enumerate(systems)}

        def attempt(system, action):
            """Runs an action; a system that fails is left out from there on."""
            result = measured[system.name]
            if not result.error:
                try:
                    action(workers[system], result)
                except WorkerError as error:
                    result.error = str(error)
                    result.seconds.clear()

        try:
            for system in systems:
                workers[system] = WorkerProcess(
                    system, workload, caches[system], conditions
                )
                attempt(system, _start)
            end = time.monotonic() + seconds
            for number in range(conditions.repeats):
                if number >= FEWEST_ROUNDS and time.monotonic() > end:
                    break
                for system in systems:
                    attempt(system, _repeat)
            for system in systems:
                attempt(system, _read_memory)
                workers[system].close()
                if system.has_cache and not measured[system.name].error:
                    workers[system] = WorkerProcess(
                        system, workload, caches[system], conditions
                    )
                    attempt(system, _start_again)
        finally:
            for worker in workers.values():
                worker.close()
    return Comparison(workload, measured)


def _start(worker: WorkerProcess, result: Measured) -> None:
    answer = worker.ask("start")
    result.version = answer["version"]
    result.import_seconds = answer["import_seconds"]
    result.first_step_seconds = answer["first_step_seconds"]


def _repeat(worker: WorkerProcess, result: Measured) -> None:
    result.seconds.append(worker.ask("repeat")["seconds"])


def _read_memory(worker: WorkerProcess, result: Measured) -> None:
    result.peak_bytes = worker.ask("memory")["peak_bytes"]


def _start_again(worker: WorkerProcess, result: Measured) -> None:
    result.cached_step_seconds = worker.ask("start")["first_step_seconds"]


def say(text: str) -> None:
    """Progress, beside the results."""
    print(text, file=sys.stderr, flush=True)
