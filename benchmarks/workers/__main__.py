"""A worker: python -m benchmarks.workers TASK, where TASK is JSON.

It reads one request a line from its standard input and answers each with a line of
JSON. What libraries print goes to the standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
import traceback

from benchmarks.workloads.catalogue import Workload

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def own_output():
    """The standard output for answers only."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def peak_bytes() -> int:
    """The most memory that was resident; of this program, not of who started it."""
    try:
        with open("/proc/self/status", encoding="ascii") as f:
            lines = dict(line.split(":", 1) for line in f)
        return int(lines["VmHWM"].split()[0]) * 1024
    except (FileNotFoundError, KeyError):
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


class Worker:
    """Answers requests about one workload in one system."""

    def __init__(self, task: dict):
        self.task = task
        self.session = None

    def start(self) -> dict:
        """Imports, builds, does the first step."""
        task = self.task
        start = time.perf_counter()
        library = importlib.import_module(task["module"])
        getattr(library, "Sequential", None)  # where names are imported at first use
        imported = time.perf_counter()
        sessions = importlib.import_module(f"benchmarks.workers.{task['session']}")
        workload = Workload(*task["workload"])
        workload = workload._replace(example=tuple(workload.example))
        self.session = sessions.Session(
            task["module"], workload, CLOCKS[task["clock"]], task["compiles"]
        )
        built = time.perf_counter()
        self.session.first_step()
        return {
            "version": getattr(library, "__version__", ""),
            "import_seconds": imported - start,
            "first_step_seconds": time.perf_counter() - built,
        }

    def repeat(self) -> dict:
        return {"seconds": self.session.repeat()}

    def memory(self) -> dict:
        return {"peak_bytes": peak_bytes()}


def main() -> None:
    answers = own_output()
    task = json.loads(sys.argv[1])
    if task["threads"] is not None and hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[: task["threads"]])
    worker = Worker(task)
    for line in sys.stdin:
        try:
            answer = getattr(worker, json.loads(line)["do"])()
        except Exception:  # noqa: BLE001 - the parent tells
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
