"""The ``python`` blocks of README and docs/ run as they stand (``py``: quotations)."""

import operator
import re
from pathlib import Path

import pytest

import graph
import kerasish

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", page.read_text(), re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_blocks_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scope: dict = {"__name__": "__page__"}
    for number, code in enumerate(blocks(page)):
        if "..." in code.split():  # a sketch, marked by an ellipsis of its own
            continue
        exec(compile(code, f"{page.name} block {number}", "exec"), scope)
    assert page.name != "README.md" or (tmp_path / "digits.h5").exists()


def test_readme_shows_what_its_graph_prints(capsys):
    code = next(b for b in blocks(ROOT / "README.md") if "graph.Session" in b)
    exec(code, {})
    assert capsys.readouterr().out.split() == ["20.0", "0.0"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_to_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").glob("for_*.md")), ids=lambda p: p.name
)
def test_names_in_tables_exist(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M)
    spaces = {"graph": graph, "kerasish": kerasish, "layers": kerasish.layers}
    spaces |= {"ops": kerasish.ops}
    code = " ".join(re.findall(r"`([^`]+)`", text))
    names = re.findall(r"(?<![\w.])(graph|kerasish|layers|ops)((?:\.\w+)+)", code)
    assert len(names) > 10
    for space, path in names:
        operator.attrgetter(path[1:])(spaces[space])
