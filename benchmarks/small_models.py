"""Small models in all systems: microseconds of a prediction, a call, a step of fit."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import report
from benchmarks.commands import chosen_systems, until_ended
from benchmarks.comparison import Comparison, compare, say
from benchmarks.samples import Summary
from benchmarks.systems import System
from benchmarks.tables import print_table
from benchmarks.workers.process import Conditions
from benchmarks.workloads.catalogue import SMALL_WORKLOADS


def run_small_models(arguments) -> None:
    """The sub-command: workers in turn, their medians as a table and as JSON."""
    systems = chosen_systems(arguments)
    conditions = Conditions(arguments.repeats, arguments.threads, arguments.clock)
    names = list(SMALL_WORKLOADS) if arguments.workload is None else arguments.workload
    found = until_ended(
        names, lambda name: compare(systems, SMALL_WORKLOADS[name], conditions, 30.0)
    )
    comparisons = list(found.values())
    print_table("us: median (least)", microsecond_rows(comparisons, systems))
    for error in report.errors(comparisons):
        say(error)
    if arguments.json is not None:
        report.write_json(arguments.json, report.as_data(comparisons, systems))


def microsecond_rows(
    comparisons: Sequence[Comparison], systems: Sequence[System]
) -> list[tuple]:
    """A row for each workload, a column for each system."""
    names = [system.name for system in systems]
    rows = [("what", "batch", *names, "ratio")]
    for comparison in comparisons:
        workload = comparison.workload
        cells = [_time(comparison.measured[name].summary) for name in names]
        ratio = report.ratio(comparison, systems)
        shown = "-" if ratio is None else f"{ratio:.2f}"
        rows.append((workload.title, workload.batch, *cells, shown))
    return rows


def _time(summary: Summary | None) -> str:
    if summary is None:
        return "failed"
    return f"{summary.median * 1e6:.0f} ({summary.least * 1e6:.0f})"
