"""What this machine can do: the peaks of its arithmetic and of its memory."""

from __future__ import annotations

import importlib.util
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from benchmarks.tables import print_table

#: numbers in an array that no cache holds, and in one of a matrix product
LARGE, SIDE = 1 << 22, 1024
#: many short ones: some of them are not disturbed
REPEATS = 100


class Peaks(NamedTuple):
    """The best that was seen, by number of threads.

    Attributes:
        flops: float32 operations a second.
        bandwidth: bytes a second of a = b + c on long arrays.
        how: what measured the flops.
    """

    flops: dict[int, float]
    bandwidth: dict[int, float]
    how: str

    def better(self, other: Peaks) -> Peaks:
        """The best of two measurements."""
        both = (
            {n: max(mine[n], theirs[n]) for n in mine}
            for mine, theirs in zip(self[:2], other[:2])
        )
        return Peaks(*both, self.how)


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            names = [line.split(":")[1] for line in f if line.startswith("model name")]
    except FileNotFoundError:
        names = []
    return names[0].strip() if names else platform.processor()


def measure_peaks(most_threads: int | None = None) -> Peaks:
    """On one thread and on all."""
    most = processors() if most_threads is None else most_threads
    counts = sorted({1, most})
    bandwidth = {n: _bandwidth(n) for n in counts}
    if importlib.util.find_spec("llvmlite") is None:
        return Peaks({most: _product_flops()}, bandwidth, "matrix product of numpy")
    from benchmarks.fma_peak import FmaLoop

    loop = FmaLoop()
    flops = {n: loop.flops / _best_seconds([loop] * n) * n for n in counts}
    return Peaks(flops, bandwidth, f"multiply-adds in registers, {loop.lanes} lanes")


def _best_seconds(jobs: list[Callable]) -> float:
    """Of all jobs at once, each on a thread of its own."""
    best = float("inf")
    with ThreadPoolExecutor(len(jobs)) as pool:
        for _ in range(REPEATS):
            start = time.perf_counter()
            for running in [pool.submit(job) for job in jobs]:
                running.result()
            best = min(best, time.perf_counter() - start)
    return best


def _bandwidth(threads: int) -> float:
    a, b, c = np.ones((3, LARGE), "float32")
    rows = [np.array_split(part, threads) for part in (a, b, c)]

    def job(i):
        return lambda: np.add(rows[1][i], rows[2][i], out=rows[0][i])

    return 3 * a.nbytes / _best_seconds([job(i) for i in range(threads)])


def _product_flops() -> float:
    a = np.random.default_rng(0).random((SIDE, SIDE), dtype="float32")
    product = np.empty_like(a)
    return 2 * SIDE**3 / _best_seconds([lambda: np.matmul(a, a, out=product)])


def print_peaks(peaks: Peaks) -> None:
    rows = [("what", "threads", "peak")]
    for count, flops in peaks.flops.items():
        rows.append((f"arithmetic ({peaks.how})", count, f"{flops / 1e9:.0f} GFLOP/s"))
    for count, speed in peaks.bandwidth.items():
        rows.append(("memory (a = b + c)", count, f"{speed / 1e9:.1f} GB/s"))
    print_table(f"machine: {processor_name()}", rows)


def main() -> None:
    print_peaks(measure_peaks())


if __name__ == "__main__":
    main()
