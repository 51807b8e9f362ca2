"""Rules of style that the linter does not know."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("graph", "kerasish", "tests", "examples", "benchmarks", "docs")
FILES = sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py"))
OURS = [p for p in FILES if p.relative_to(ROOT).parts[0] in ("graph", "kerasish")]
MOST_LINES = 400
MOST_LINES_OF_TESTS = 750
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "misc", "common", "tools"}
#: packages whose name Keras gives
KERAS_NAMES = {"kerasish/utils", "tests/kerasish/utils"}
MARKERS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_are_short():
    lengths = {shown(p): len(p.read_text().splitlines()) for p in FILES}

    def limit(name):
        return MOST_LINES_OF_TESTS if name.startswith("tests/") else MOST_LINES

    assert {name: n for name, n in lengths.items() if n > limit(name)} == {}


def test_files_are_named_for_what_is_in_them():
    vague = [shown(p) for p in FILES if p.stem in VAGUE_NAMES]
    vague += [
        shown(p)
        for folder in FOLDERS
        for p in (ROOT / folder).rglob("*")
        if p.is_dir() and p.name in VAGUE_NAMES and shown(p) not in KERAS_NAMES
    ]
    assert vague == []


def test_nothing_is_left_to_be_done():
    found = [
        f"{shown(p)}:{number}"
        for p in FILES
        for number, line in enumerate(p.read_text().splitlines(), 1)
        if MARKERS.search(line)
    ]
    assert found == []


def handlers(path: Path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ExceptHandler):
            yield node


def is_broad(handler: ast.ExceptHandler) -> bool:
    names = {n.id for n in ast.walk(handler.type or handler) if isinstance(n, ast.Name)}
    return handler.type is None or bool(names & {"Exception", "BaseException"})


def raises(handler: ast.ExceptHandler) -> bool:
    return any(
        isinstance(n, ast.Raise) for part in handler.body for n in ast.walk(part)
    )


def test_no_error_is_swallowed():
    """A handler that catches everything raises; none is empty."""
    bad = []
    for path in OURS:
        for handler in handlers(path):
            empty = all(isinstance(n, ast.Pass) for n in handler.body)
            if empty or (is_broad(handler) and not raises(handler)):
                bad.append(f"{shown(path)}:{handler.lineno}")
    assert bad == []


def test_absent_arguments_are_recognised_by_none():
    """``x or default`` takes 0, "" and empty lists for absent."""
    bad = []
    for path in OURS:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                bad += [f"{shown(path)}:{line}" for line in defaulted(node)]
    assert bad == []


def defaulted(function: ast.FunctionDef):
    """Lines such as ``axis = axis or 0`` for an argument of the function."""
    arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BoolOp):
            first = node.value.values[0]
            if (
                isinstance(node.value.op, ast.Or)
                and isinstance(first, ast.Name)
                and first.id in arguments
                and [getattr(t, "id", None) for t in node.targets] == [first.id]
            ):
                yield node.lineno


def test_axes_are_called_axis():
    bad = []
    for path in OURS:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.arguments):
                names = {a.arg for a in (*node.args, *node.kwonlyargs)}
                if "dim" in names:
                    bad.append(f"{shown(path)}:{node.args[0].lineno}")
    assert bad == []


def test_every_file_says_what_it_is():
    filled = [path for path in OURS if parsed(path).body]
    assert [shown(p) for p in filled if not ast.get_docstring(parsed(p))] == []
