"""Compares engines on random programs: python -m graph.testing.fuzzing --seeds 0:1000

Programs run in processes of their own, so that one that crashes tells its seed.
"""

from __future__ import annotations

import argparse
import collections
import faulthandler
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

PROGRAM = "python -m graph.testing.fuzzing"
#: seeds for one process, which keeps all code that it compiles
CHUNK = 100
#: seconds for one seed
LONGEST = 300


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(PROGRAM, description=__doc__)
    parser.add_argument("--seeds", default="0:100", metavar="A:B", help="from, to")
    parser.add_argument("--here", action="store_true", help="in this process")
    chosen = parser.parse_args(arguments)
    first, _, end = chosen.seeds.partition(":")
    seeds = range(int(first), int(end) if end else int(first) + 1)
    if chosen.here:
        run_seeds(seeds)
        return 0
    return run_all(seeds)


def run_seeds(seeds: Sequence[int]) -> None:
    """Says what happens with each seed, in a line; other errors end the process."""
    from graph.testing.fuzzing.checking import Checked, Difference

    for seed in seeds:
        print("begin", seed, flush=True)
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        try:
            checked = Checked(seed)
        except Difference as error:
            print("differs", seed, " ".join(str(error).split()), flush=True)
        else:
            print("fine", seed, len(checked.native_nodes), flush=True)
    faulthandler.cancel_dump_traceback_later()


def run_all(seeds: range) -> int:
    """Prints what is not fine, and at last how many were; returns how many were not."""
    counts: collections.Counter = collections.Counter()
    start, position = time.monotonic(), seeds.start
    while position < seeds.stop:
        end = min(position + CHUNK, seeds.stop)
        position = _run_chunk(position, end, counts)
        rate = sum(counts.values()) / (time.monotonic() - start)
        done = f"... {position - seeds.start} seeds, {rate:.1f}/s"
        print(done, dict(counts), flush=True)
    return sum(counts.values()) - counts["fine"]


def _run_chunk(first: int, end: int, counts: Any) -> int:
    """The seed to go on with: after a crash the one behind."""
    command = [sys.executable, "-m", "graph.testing.fuzzing", "--here"]
    command += ["--seeds", f"{first}:{end}"]
    settings = {"KERASISH_CACHE": "off", "OMP_NUM_THREADS": "1", **os.environ}
    current = first
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=settings
    ) as process:
        for line in process.stdout:
            word, number, *_ = line.split()
            current = int(number)
            if word == "begin":
                continue
            counts[word] += 1
            if word != "fine":
                print(line, end="", flush=True)
    if process.returncode == 0:
        return end
    counts["crashes"] += 1
    print("crashes", current, "with", process.returncode, flush=True)
    return current + 1


if __name__ == "__main__":
    sys.exit(main())
