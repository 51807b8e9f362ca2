"""The op contract on every example that tests/graph/ops/test_*.py declare in CASES."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import graph
from graph.testing import Case, check_case

OPS_FOLDER = Path(__file__).parent.parent / "graph" / "ops"
#: where graphs begin and end: ops that are tested by what is built of them
LEAVES = "graph.ir.leaves"


def collect_cases() -> list[tuple[str, str, Case]]:
    """(file, name, case) of every example."""
    found = []
    for path in sorted(OPS_FOLDER.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"cases_of_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, cases in getattr(module, "CASES", {}).items():
            found += [(path.name, name, case) for case in cases]
    return found


COLLECTED = collect_cases()


def _ids():
    numbers: dict[str, int] = {}
    for _, name, _ in COLLECTED:
        numbers[name] = numbers.get(name, -1) + 1
        yield f"{name}-{numbers[name]}"


@pytest.mark.parametrize("case", [case for _, _, case in COLLECTED], ids=list(_ids()))
def test_contract_holds(case):
    check_case(case)


def test_every_op_has_an_example():
    named = {name for _, name, _ in COLLECTED}
    homes = {
        name: op.__module__
        for name, op in graph.REGISTRY.items()
        if hasattr(sys.modules.get(op.__module__), name)  # else of some example
    }
    ours = {n for n, m in homes.items() if m.startswith("graph.") and m != LEAVES}
    assert sorted(ours - named) == []


def test_every_example_names_an_op_or_a_public_function():
    known = {*graph.REGISTRY, *graph.__all__}
    assert sorted({f"{f}: {n}" for f, n, _ in COLLECTED if n not in known}) == []
