"""Round trips between Kerasish, tf_keras (Keras 2) and Keras 3.

python -m benchmarks.interop --tf-keras PYTHON --keras PYTHON
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import say
from benchmarks.interop.catalogue import FEATURES, GROUPS
from benchmarks.interop.environment import Environment
from benchmarks.interop.matrix import FAIL, Cell, feature_cells
from benchmarks.interop.tables import print_tables, read_runs, write_json


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser("python -m benchmarks.interop", description=__doc__)
    add = found.add_argument
    add("--tf-keras", metavar="PYTHON", help="an interpreter that has tf_keras")
    add("--keras", metavar="PYTHON", help="an interpreter that has Keras 3")
    add("--backend", default="tensorflow", help="of Keras 3 (tensorflow)")
    add("--feature", action="append", choices=FEATURES, help="only these (all)")
    add("--group", action="append", choices=GROUPS, help="only these (all)")
    add("--json", metavar="FILE", help="write every cell")
    add(
        "--show",
        nargs="+",
        metavar="FILE",
        help="only print tables of runs; cells of later files replace earlier ones",
    )
    add("--log", metavar="FILE", help="what the libraries print")
    return found


def chosen_features(arguments) -> list[str]:
    if arguments.feature:
        return arguments.feature
    groups = arguments.group or list(GROUPS)
    return [feature.name for group in groups for feature in GROUPS[group]]


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    if chosen.show:
        return show(*read_runs(chosen.show))
    others = {"tf_keras": chosen.tf_keras, "keras": chosen.keras}
    pythons = {"kerasish": sys.executable}
    pythons |= {name: python for name, python in others.items() if python}
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(open(chosen.log, "w")) if chosen.log else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environments = [
            Environment(name, python, chosen.backend, log)
            for name, python in pythons.items()
        ]
        for environment in environments:
            stack.callback(environment.close)
        versions = {e.name: e.wait_until_ready() for e in environments}
        cells = []
        for name in chosen_features(chosen):
            say(f"{name} ...")
            cells += feature_cells(environments, name, folder)
            if chosen.json:  # each time: a run is long and may be ended
                write_json(chosen.json, cells, versions)
    return show(cells, versions)


def show(cells: list[Cell], versions: dict[str, str]) -> int:
    """Prints the tables; 1 if something failed."""
    print_tables(cells, versions)
    return int(any(cell.status == FAIL for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
