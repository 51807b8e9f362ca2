"""What was measured, as tables and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence

from benchmarks.comparison import Comparison
from benchmarks.machine import Peaks, processor_name
from benchmarks.samples import Summary
from benchmarks.systems import System
from benchmarks.tables import format_milliseconds
from benchmarks.workloads.cost import flops, least_seconds, memory_bytes


def best(
    comparison: Comparison, systems: Sequence[System], ours: bool, statistic: str
) -> float | None:
    """The fewest seconds among ours, or among the peers; None where there are none."""
    found = [
        getattr(summary, statistic)
        for system in systems
        if system.is_ours == ours
        and (summary := comparison.measured[system.name].summary) is not None
    ]
    return min(found, default=None)


def ratio(
    comparison: Comparison, systems: Sequence[System], statistic: str = "median"
) -> float | None:
    """Our best time by the best time of the peers; below 1 we are faster."""
    ours = best(comparison, systems, True, statistic)
    theirs = best(comparison, systems, False, statistic)
    return None if ours is None or theirs is None else ours / theirs


def share_of_peak(
    comparison: Comparison, seconds: float | None, peaks: Peaks
) -> tuple[float, str] | None:
    """Which part of what the machine can do was used, of what bounds the workload."""
    if seconds is None:
        return None
    limits = max(peaks.flops.values()), max(peaks.bandwidth.values())
    least, kind = least_seconds(comparison.workload, *limits)
    return least / seconds, kind


def step_rows(
    comparisons: Sequence[Comparison], systems: Sequence[System], peaks: Peaks
) -> list[tuple]:
    """Times of a step: a row for each workload, a column for each system."""
    names = [system.name for system in systems]
    bounds = ("ours, of peak", "peers, of peak")
    rows = [("workload", "batch", *names, "ratio", "ratio of least", *bounds)]
    for comparison in comparisons:
        workload = comparison.workload
        cells = [_time(comparison.measured[name].summary) for name in names]
        for statistic in ("median", "least"):
            value = ratio(comparison, systems, statistic)
            cells.append("-" if value is None else f"{value:.2f}")
        for ours in (True, False):
            seconds = best(comparison, systems, ours, "least")
            cells.append(_share(share_of_peak(comparison, seconds, peaks)))
        rows.append((workload.title, workload.batch, *cells))
    return rows


def _time(summary: Summary | None) -> str:
    if summary is None:
        return "failed"
    median, least = (format_milliseconds(t) for t in (summary.median, summary.least))
    return f"{median} ({least})"


def _share(share: tuple[float, str] | None) -> str:
    return "-" if share is None else f"{100 * share[0]:.0f} % of {share[1]}"


def start_rows(
    comparisons: Sequence[Comparison], systems: Sequence[System]
) -> list[tuple]:
    """Seconds of the first step of a process; where code is kept, of the next one's."""
    names = [system.name for system in systems]
    rows = [("first step, s", *names)]
    for comparison in comparisons:
        cells = []
        for name in names:
            result = comparison.measured[name]
            times = (result.first_step_seconds, result.cached_step_seconds)
            shown = [f"{t:.2f}" for t in times if t is not None]
            cells.append(", then ".join(shown) if shown else "-")
        rows.append((_title(comparison), *cells))
    imports = [
        _least(comparisons, name, lambda m: m.import_seconds, lambda s: f"{s:.2f}")
        for name in names
    ]
    return [*rows, ("import (least)", *imports)]


def memory_rows(
    comparisons: Sequence[Comparison], systems: Sequence[System]
) -> list[tuple]:
    """The most resident memory of each worker, in MB."""
    names = [system.name for system in systems]
    rows = [("peak memory, MB", *names)]
    for comparison in comparisons:
        cells = [
            _least(
                [comparison], name, lambda m: m.peak_bytes, lambda b: f"{b / 1e6:.0f}"
            )
            for name in names
        ]
        rows.append((_title(comparison), *cells))
    return rows


def _title(comparison: Comparison) -> str:
    return f"{comparison.workload.title}, batch {comparison.workload.batch}"


def _least(comparisons, name: str, read: Callable, show: Callable) -> str:
    found = [read(c.measured[name]) for c in comparisons]
    found = [value for value in found if value is not None]
    return show(min(found)) if found else "-"


def errors(comparisons: Sequence[Comparison]) -> list[str]:
    return [m.error for c in comparisons for m in c.measured.values() if m.error]


def as_data(
    comparisons: Sequence[Comparison],
    systems: Sequence[System],
    peaks: Peaks | None = None,
) -> dict:
    """Everything, as JSON takes it."""
    return {
        "processor": processor_name(),
        "peaks": None if peaks is None else peaks._asdict(),
        "systems": [system._asdict() for system in systems],
        "workloads": [
            {
                **comparison.workload._asdict(),
                "flops": flops(comparison.workload),
                "memory_bytes": memory_bytes(comparison.workload),
                "measured": {
                    name: dataclasses.asdict(result)
                    for name, result in comparison.measured.items()
                },
            }
            for comparison in comparisons
        ],
    }


def write_json(path: str, data: dict) -> None:
    with open(path, "w", encoding="utf-8") as f:
        json.dump(data, f, indent=1)
        f.write("\n")
