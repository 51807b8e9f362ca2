"""The sub-commands that compare systems."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence

from benchmarks import report
from benchmarks.comparison import compare, say
from benchmarks.machine import measure_peaks, print_peaks
from benchmarks.plot import draw
from benchmarks.scaling import SERIES, measure_series, scaling_rows
from benchmarks.systems import System, own_systems, parse_peers
from benchmarks.tables import print_table
from benchmarks.workers.process import Conditions
from benchmarks.workloads.catalogue import WORKLOADS


def chosen_systems(arguments) -> list[System]:
    """Ours and the peers, or those of them that were named."""
    texts = arguments.peer
    if texts is None:
        texts = [os.environ.get("KERASISH_PEERS", "")]
    systems = own_systems() + parse_peers(texts)
    if arguments.system is None:
        return systems
    names = {system.name for system in systems}
    unknown = sorted(set(arguments.system) - names)
    if unknown:
        raise SystemExit(f"no system {unknown[0]!r}; there are {sorted(names)}")
    return [system for system in systems if system.name in arguments.system]


def _conditions(arguments) -> Conditions:
    return Conditions(arguments.repeats, arguments.threads, arguments.clock)


def until_ended(names: Sequence[str], run: Callable) -> dict:
    """run(name) by name; where somebody ends the program, what is there until then."""
    found = {}
    try:
        for name in names:
            say(f"{name} ...")
            found[name] = run(name)
    except (KeyboardInterrupt, SystemExit):
        say("ended; what was measured until now:")
    return found


def run_workloads(arguments) -> None:
    systems = chosen_systems(arguments)
    conditions = _conditions(arguments)
    peaks = measure_peaks(arguments.threads)
    names = list(WORKLOADS) if arguments.workload is None else arguments.workload

    def run(name):
        found = compare(systems, WORKLOADS[name], conditions)
        return found, measure_peaks(arguments.threads)

    results = until_ended(names, run).values()
    comparisons = [comparison for comparison, _ in results]
    for _, measured in results:
        peaks = peaks.better(measured)
    print_peaks(peaks)
    print_table(
        "ms a step: median (least)", report.step_rows(comparisons, systems, peaks)
    )
    print_table("start", report.start_rows(comparisons, systems))
    print_table("memory", report.memory_rows(comparisons, systems))
    for error in report.errors(comparisons):
        say(error)
    if arguments.json is not None:
        data = report.as_data(comparisons, systems, peaks)
        report.write_json(arguments.json, data)
    if arguments.plot is not None:
        draw(arguments.plot, comparisons, systems)


def run_scaling(arguments) -> None:
    systems = chosen_systems(arguments)
    names = list(SERIES) if arguments.workload is None else arguments.workload
    conditions = _conditions(arguments)
    found = until_ended(
        names, lambda name: measure_series(SERIES[name], systems, conditions)
    )
    print_table("time = c * size**exponent", scaling_rows(found))
    for by_system in found.values():
        for results in by_system.values():
            for error in filter(None, (r.error for r in results)):
                say(error)
    if arguments.json is not None:
        data = {
            name: {
                s: [dataclasses.asdict(r) for r in rs] for s, rs in found[name].items()
            }
            for name in found
        }
        report.write_json(arguments.json, data)
