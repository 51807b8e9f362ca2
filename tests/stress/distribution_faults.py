"""Lets something befall a rank at random moments, and looks at how the job ends.

    python -m tests.stress.distribution_faults --count 20

Each fault (an error, ``sys.exit``, SIGKILL, SIGSEGV, a rank that is stuck) is tried so
often on a random rank in a random batch of a training on three ranks under
``python -m kerasish.run --max-restarts 2``. Every job must end by itself within a time
limit, with the weights and logs of a training that nothing befell.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.kerasish.distribution.faulty_training import BATCHES, EPOCHS, FAULTS
from tests.kerasish.distribution.mpi_jobs import run_job

MODULE = "tests.kerasish.distribution.faulty_training"
LAUNCHER = ("-m", "kerasish.run", "-n", 3, "--min-n", 2, "--max-restarts", 2)
#: seconds after which a job counts as hanging
LIMIT = 300


def train(folder: Path, fault: str, rank: int, batch: int, *launcher):
    """The results of a training, and what was wrong with it."""
    arguments = (*launcher, "-m", MODULE, folder, fault, rank, batch)
    try:
        settings = {"KERASISH_ENGINE": "numpy", "FAULTY_TIMEOUT": 10}
        job = run_job(1, *arguments, timeout=LIMIT, **settings)
    except subprocess.TimeoutExpired:
        return None, "it hangs"
    if job.returncode or not (folder / "last.npz").exists():
        return None, f"exit code {job.returncode}\n{job.stderr[-3000:]}"
    return dict(np.load(folder / "last.npz")), ""


def difference(got, want) -> float:
    return max(
        float(np.abs(got[k] - want[k]).max() / np.abs(want[k]).max()) for k in want
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", nargs="+", default=FAULTS[1:], choices=FAULTS)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        want, why = train(Path(folder), "none", 0, 1)
    if want is None:
        sys.exit(why)
    failures = 0
    for fault in arguments.faults:
        worst, longest = 0.0, 0.0
        for _ in range(arguments.count):
            rank, batch = draw.randrange(3), draw.randint(1, BATCHES * EPOCHS)
            start = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                got, why = train(Path(folder), fault, rank, batch, *LAUNCHER)
            longest = max(longest, time.monotonic() - start)
            if got is None or difference(got, want) > 1e-5:
                failures += 1
                why = why if got is None else f"differs by {difference(got, want):.1e}"
                print(f"{fault} on rank {rank} in batch {batch}: {why}", flush=True)
            else:
                worst = max(worst, difference(got, want))
        print(
            f"{fault}: {arguments.count} jobs, largest difference {worst:.1e}, longest "
            f"{longest:.0f} s",
            flush=True,
        )
    print("passed" if not failures else f"{failures} FAILED")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
