"""Opens changed files: python -m tests.stress.mutated_files --seeds 0:1000

Files are opened in processes of their own, whose time on the processor and memory are
limited, so that one that crashes or hangs tells its seed.
"""

from __future__ import annotations

import argparse
import collections
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PROGRAM = "python -m tests.stress.mutated_files"
#: seeds for one process
CHUNK = 250
#: seconds on the processor for one file
LONGEST = 20
#: bytes of addresses beyond those in use at the start
MOST_ADDRESSES = 3 << 30
FINE = ("ok", "typed")


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(PROGRAM, description=__doc__)
    parser.add_argument("--seeds", default="0:100", metavar="A:B", help="from, to")
    parser.add_argument("--workers", type=int, default=1, help="processes at a time")
    parser.add_argument("--here", action="store_true", help="in this process")
    chosen = parser.parse_args(arguments)
    first, _, end = chosen.seeds.partition(":")
    seeds = range(int(first), int(end) if end else int(first) + 1)
    if chosen.here:
        run_seeds(seeds)
        return 0
    return run_all(seeds, chosen.workers)


def run_seeds(seeds) -> None:
    """Says how each file was answered, in a line."""
    from tests.stress.mutated_files.trial import run_trial

    used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf(
        "SC_PAGE_SIZE"
    )
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_ADDRESSES,) * 2)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            print("begin", seed, flush=True)
            spent = resource.getrusage(resource.RUSAGE_SELF)
            limit = int(spent.ru_utime + spent.ru_stime) + LONGEST
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            kind, detail = run_trial(seed, Path(folder))
            print(kind, seed, " ".join(detail.split()), flush=True)


def run_all(seeds: range, workers: int = 1) -> int:
    """Prints what is not fine, and at last how many were; returns how many were not."""
    counts: collections.Counter = collections.Counter()
    positions = iter(range(seeds.start, seeds.stop, CHUNK))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                position = next(positions, None)
            if position is None:
                return
            end = min(position + CHUNK, seeds.stop)
            while position < end:
                position = _run_chunk(position, end, counts)
            print("...", end, dict(counts), flush=True)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(number for kind, number in counts.items() if kind not in FINE)


def _run_chunk(first: int, end: int, counts) -> int:
    """The seed to go on with: after a crash the one behind."""
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.stress.mutated_files"]
    command += ["--here", "--seeds", f"{first}:{end}"]
    settings = {"KERASISH_ENGINE": "numpy", "OMP_NUM_THREADS": "1", **os.environ}
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
            if word not in FINE:
                print(line, end="", flush=True)
    if process.returncode == 0:
        return end
    hangs = process.returncode == -signal.SIGXCPU
    counts["hang" if hangs else "crash"] += 1
    print("hang" if hangs else "crash", current, process.returncode, flush=True)
    return current + 1


if __name__ == "__main__":
    sys.exit(main())
