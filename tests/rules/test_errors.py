"""Every public error is raised in some test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import graph

TESTS = Path(__file__).resolve().parents[1]
TEXT = "\n".join(p.read_text() for p in TESTS.rglob("test_*.py"))
ERRORS = sorted(
    name
    for name in graph.__all__
    if isinstance(getattr(graph, name), type)
    and issubclass(getattr(graph, name), graph.GraphError)
    and getattr(graph, name) is not graph.GraphError
)


@pytest.mark.parametrize("name", ERRORS)
def test_error_is_raised_somewhere(name):
    assert re.search(rf"(raises|text_of)\(\s*graph\.{name}\b", TEXT), name
