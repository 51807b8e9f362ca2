"""``python -m benchmarks.ranks``: steps of ranks, and what the model of cost predicts.

Each rank has one thread. The same batch is shared by 1, 2 and 4 ranks; one process
alone is measured on the rows of a rank, too, from which the model predicts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from typing import NamedTuple

from benchmarks.ranks.cost import Network, Step
from benchmarks.tables import print_table
from kerasish.distribution.launching import find_mpiexec

#: batch and steps of each workload
SIZES = {"tiny": (256, 60), "mlp128": (256, 40), "cnn": (128, 8)}
SHORT, LONG = "64", "1048576"


class Run(NamedTuple):
    """What the worker tells: seconds by step, of waits, and messages."""

    step: float
    wait: float
    messages: int
    seconds_by_message: dict[str, float]
    gradient_bytes: int


def run(name: str, batch: int, steps: int, ranks: int) -> Run:
    launcher = [*find_mpiexec(), "-n", str(ranks)] if ranks > 1 else []
    worker = [sys.executable, "-m", "benchmarks.ranks.worker", name]
    drop = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    environment = {k: v for k, v in os.environ.items() if k not in drop}
    for variable in ("KERASISH_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[variable] = "1"
    done = subprocess.run(
        [*launcher, *worker, str(batch), str(steps)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    seconds, waits, counts = zip(*found["steps"])
    return Run(
        statistics.median(seconds),
        statistics.median(waits),
        round(statistics.median(counts)),
        found["messages"],
        found["gradient_bytes"],
    )


def measure(name: str, all_ranks: list[int]) -> list[tuple]:
    """The rows of a workload."""
    batch, steps = SIZES[name]
    alone = {batch // n: run(name, batch // n, steps, 1) for n in {1, *all_ranks}}
    by_rows = {rows: result.step for rows, result in alone.items()}
    rows = []
    for ranks in all_ranks:
        result = alone[batch] if ranks == 1 else run(name, batch, steps, ranks)
        short, long = (result.seconds_by_message[k] for k in (SHORT, LONG))
        rounds = max(1.0, ranks.bit_length() - 1.0)
        bandwidth = int(LONG) / max(long - short, 1e-9)
        network = Network(short / rounds, bandwidth * 2 * (ranks - 1) / ranks or 1.0)
        step = Step(by_rows, result.gradient_bytes, result.messages)
        predicted = step.predicted(batch, ranks, network, len(os.sched_getaffinity(0)))
        rows.append(
            (
                name,
                ranks,
                f"{result.step * 1e3:.2f}",
                f"{by_rows[batch] / (ranks * result.step):.0%}",
                f"{result.wait / result.step:.0%}",
                f"{predicted * 1e3:.2f}",
                result.messages,
                f"{short * 1e6:.0f}",
                f"{bandwidth / 1e9:.1f}" if ranks > 1 else "-",
            )
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workload", nargs="+", default=list(SIZES), choices=SIZES)
    parser.add_argument("--ranks", nargs="+", type=int, default=[1, 2, 4])
    arguments = parser.parse_args()
    head = ("workload", "ranks", "ms a step", "efficiency", "waits", "predicted ms")
    rows = [(*head, "messages", "us a short one", "GB/s of long ones")]
    for name in arguments.workload:
        rows += measure(name, arguments.ranks)
    print_table("a batch shared by ranks of one thread: medians", rows)


if __name__ == "__main__":
    main()
