"""Trains on 1, 2, 3 and 4 ranks and compares what comes out.

    python -m tests.stress.distribution_equivalence --epochs 3 --repeats 4

Weights, logs, evaluations and predictions of all trainings of
``tests.kerasish.distribution.trainings`` (1,003 samples, batches of 64) must be those
of one process to 1e-5 of the largest value in float32, and to 1e-12 in float64; and for
a number of ranks they must be the same bit for bit in each repetition.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.kerasish.distribution.mpi_jobs import run_job

MODULE = "tests.kerasish.distribution.trainings"
BOUNDS = {"float32": 1e-5, "float64": 1e-12}


def results_of(ranks: int, dtype: str, epochs: int, names) -> dict[str, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "results.npz")
        arguments = ("-m", MODULE, path, dtype, epochs, *names)
        job = run_job(ranks, *arguments, timeout=900)
        if job.returncode:
            sys.exit(job.stdout + job.stderr)
        return dict(np.load(path))


def worst_by_training(results, reference) -> dict[str, dict[str, float]]:
    """The largest difference by training and kind of result, relative."""
    worst: dict[str, dict[str, float]] = {}
    for key, want in reference.items():
        if key == "size":
            continue
        name, _, kind = key.partition("/")
        kind = kind.split()[0]
        scale = float(np.abs(want).max()) or 1.0
        difference = float(np.abs(results[key] - want).max()) / scale
        row = worst.setdefault(name, {})
        row[kind] = max(row.get(kind, 0.0), difference)
    return worst


def compare(dtype: str, ranks: list[int], arguments) -> bool:
    reference = results_of(1, dtype, arguments.epochs, arguments.names)
    is_good = True
    for size in ranks:
        runs = [
            results_of(size, dtype, arguments.epochs, arguments.names)
            for _ in range(arguments.repeats)
        ]
        same = all(
            np.array_equal(run[key], runs[0][key]) for run in runs for key in runs[0]
        )
        worst = worst_by_training(runs[0], reference)
        largest = max(max(row.values()) for row in worst.values())
        is_good &= same and largest <= BOUNDS[dtype]
        print(
            f"{dtype} {size} ranks: largest difference {largest:.1e}, {len(runs)} runs "
            + ("alike bit for bit" if same else "DIFFER"),
            flush=True,
        )
        for name, row in worst.items():
            shown = ", ".join(f"{kind} {value:.1e}" for kind, value in row.items())
            print(f"    {name}: {shown}", flush=True)
    return is_good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--dtypes", nargs="+", default=list(BOUNDS))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--names", nargs="*", default=[])
    arguments = parser.parse_args()
    start = time.monotonic()
    good = [compare(dtype, arguments.ranks, arguments) for dtype in arguments.dtypes]
    print(f"{'passed' if all(good) else 'FAILED'} in {time.monotonic() - start:.0f} s")
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
