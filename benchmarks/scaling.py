"""How the cost of a step grows with the batch, and with the length of sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.comparison import Measured, compare, say
from benchmarks.samples import fit_exponent
from benchmarks.systems import System
from benchmarks.tables import format_milliseconds
from benchmarks.workers.process import Conditions
from benchmarks.workloads.catalogue import WORKLOADS, Workload

BATCHES = (32, 64, 128, 256)
LENGTHS = (128, 256, 512, 1024)
#: examples in a step while the length grows: long attention fills the memory
BATCH_OF_LENGTHS = 4


class Series(NamedTuple):
    """A workload in several sizes."""

    title: str
    sizes: tuple[int, ...]
    workloads: tuple[Workload, ...]


def _by_batch(name: str) -> Series:
    base = WORKLOADS[name]
    sizes = tuple(
        base.resized(batch=b)._replace(steps=_steps(base, b)) for b in BATCHES
    )
    return Series(f"{base.title}: batch", BATCHES, sizes)


def _by_length(name: str) -> Series:
    base = WORKLOADS[name].resized(batch=BATCH_OF_LENGTHS)
    sizes = tuple(base.resized(length=n)._replace(steps=3) for n in LENGTHS)
    return Series(f"{base.title}: length", LENGTHS, sizes)


def _steps(base: Workload, batch: int) -> int:
    return max(2, base.steps * base.batch // batch)


SERIES = {
    "mlp": _by_batch("mlp"),
    "cnn": _by_batch("cnn"),
    "transformer": _by_length("transformer"),
    "lstm": _by_length("lstm"),
}


def measure_series(
    series: Series, systems: Sequence[System], conditions: Conditions
) -> dict[str, list[Measured]]:
    """What each system took at each size."""
    found: dict[str, list[Measured]] = {system.name: [] for system in systems}
    for size, workload in zip(series.sizes, series.workloads, strict=True):
        say(f"{series.title} {size} ...")
        for name, result in compare(systems, workload, conditions).measured.items():
            found[name].append(result)
    return found


def scaling_rows(found: dict[str, dict[str, list[Measured]]]) -> list[tuple]:
    """A row for each series and system: times, and p of time = c * size**p."""
    rows = [("workload", "system", "sizes", "ms a step", "exponent")]
    for name, by_system in found.items():
        series = SERIES[name]
        for system, results in by_system.items():
            known = [
                (size, r.summary.median)
                for size, r in zip(series.sizes, results, strict=True)
                if r.summary is not None
            ]
            sizes = ", ".join(str(size) for size, _ in known)
            times = ", ".join(format_milliseconds(t) for _, t in known)
            power = f"{fit_exponent(*zip(*known)):.2f}" if len(known) > 1 else "-"
            rows.append((series.title, system, sizes, times, power))
    return rows
