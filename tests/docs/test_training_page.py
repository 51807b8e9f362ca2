"""The table of docs/training.md: each complaint names a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
TABLES = PAGE[PAGE.index("## The table") :]
ROWS = [
    line
    for line in TABLES.splitlines()
    if line.startswith("| ") and not line.startswith("| complaint")
]


@cache
def names_in(path):
    file = ROOT / path if path.startswith("tests/") else ROOT / "tests/kerasish" / path
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_complaint_has_a_test(row):
    found = re.findall(r"`([\w/]+\.py)::(test_\w+)`", row)
    assert found
    for path, name in found:
        assert name in names_in(path), f"{path} has no {name}"


def test_the_table_is_not_empty():
    assert len(ROWS) > 50


def test_topics_of_advice_are_those_of_the_code():
    start = PAGE.index("| topic | when |")
    named = set(
        re.findall(r"^\| `([^`]+)`", PAGE[start : PAGE.index("## The t")], re.M)
    )
    code = "".join(
        file.read_text(encoding="utf-8")
        for file in (ROOT / "kerasish" / "training").rglob("*.py")
    )
    given = re.findall(r"(?:@advice|\bgive)\(\s*\"([^\"]+)\"", code)
    assert named == set(given)
