"""The arrows of docs/architecture.md, read from every import, inside functions too."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graph", "kerasish")
#: where a package stands; it may import what stands lower, and itself
LEVELS = {
    "graph.ir": 0,
    "graph.ops": 1,
    "graph.batching": 1.5,
    "graph.autodiff": 2,
    "graph.passes": 2,
    "graph.engines": 3,
    "graph.drawing": 3,
    "graph.exchange": 4.5,
    "graph.executor": 4,
    "graph": 5,
    "graph.testing": 6,
    "kerasish.base": 6,
    "kerasish.ops": 7,
    # every other folder of kerasish is a part: level 8
    "kerasish.layers": 9,
    "kerasish.training": 10,
    "kerasish.saving": 10,
    "kerasish.exporting": 10.5,
    "kerasish.models": 11,
    "kerasish.feature_space": 12,
    "kerasish.wrappers": 12,
    "kerasish.visualization": 12,
    "kerasish.applications": 12,
    "kerasish.serving": 12,
    "kerasish.command_line": 12.5,
    "kerasish": 13,
}
PART = 8
FILES = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))


def home(parts: tuple[str, ...]) -> str:
    """The package that a module belongs to, as LEVELS names it."""
    return ".".join(parts[:2]) if (ROOT / parts[0] / parts[1]).is_dir() else parts[0]


def home_of_file(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return home(parts)


def imported(path: Path):
    """(module, line) of every import of our own packages; relative ones as ''."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [""] if node.level else names
        else:
            continue
        for name in names:
            if not name or name.split(".")[0] in PACKAGES:
                yield name, node.lineno


def level(package: str) -> int:
    return LEVELS.get(package, PART)


def wrong_arrows(path: Path):
    own = home_of_file(path)
    for name, line in imported(path):
        where = f"{path.relative_to(ROOT)}:{line}"
        if not name:
            yield f"{where}: a relative import"
            continue
        parts = name.split(".")
        target = home((*parts, "")) if len(parts) > 1 else parts[0]
        if own.startswith("kerasish") and parts[0] == "graph":
            if target != "graph":
                yield f"{where}: kerasish imports graph.x.y: {name}"
        elif target == own:
            continue
        elif target == "graph.testing":
            yield f"{where}: graph.testing is for tests: {name}"
        elif level(target) > level(own) or (level(own) == level(target) != PART):
            yield f"{where}: {own} may not import {target}: {name}"


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package):
    files = [p for p in FILES if p.relative_to(ROOT).parts[0] == package]
    assert [w for path in files for w in wrong_arrows(path)] == []


def test_parts_of_kerasish_do_not_import_each_other_in_a_circle():
    arrows: dict[str, set[str]] = {}
    for path in FILES:
        own = home_of_file(path)
        if level(own) == PART:
            targets = {home((*n.split("."), "")) for n, _ in imported(path) if "." in n}
            arrows.setdefault(own, set()).update(
                t for t in targets if level(t) == PART and t != own
            )
    list(graphlib.TopologicalSorter(arrows).static_order())  # raises on a circle


def test_the_rule_finds_wrong_arrows(tmp_path, monkeypatch):
    (tmp_path / "graph" / "ir").mkdir(parents=True)
    (tmp_path / "graph" / "ops").mkdir()
    (tmp_path / "kerasish" / "layers").mkdir(parents=True)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    for place, text in [
        ("graph/ir/a.py", "def f():\n    from graph.ops import b\n"),
        ("graph/ops/a.py", "from . import b\n"),
        ("graph/ops/b.py", "import graph\n"),
        ("kerasish/layers/a.py", "from graph.ops import b\n"),
        ("kerasish/layers/b.py", "from kerasish import models\n"),
    ]:
        path = tmp_path / place
        path.write_text(text)
        (tmp_path / "kerasish" / "models").mkdir(exist_ok=True)
        assert list(wrong_arrows(path)), place
    path.write_text("import graph\nfrom kerasish import losses\nfrom graph import Op\n")
    (tmp_path / "kerasish" / "losses").mkdir()
    assert list(wrong_arrows(path)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_loads_neither_scipy_nor_h5py(package):
    script = (
        f"import {package}, sys\n"
        "heavy = {'scipy', 'h5py', 'PIL', 'matplotlib', 'llvmlite'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_engine_loads_without_its_test_tools():
    script = "import graph, sys; print('graph.testing' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False", done.stdout + done.stderr
