"""The parts of the documentation site that need no MkDocs."""

from __future__ import annotations

import inspect
import pathlib

import pytest

import graph
import kerasish
from docs.site import navigation, public_names, reference
from docs.site.docstrings import markdown
from docs.site.links import ROOT, Links


@pytest.fixture(scope="module")
def entries():
    return public_names.entries()[0]


def test_public_names_stand_once_under_the_shortest_path(entries):
    paths = [entry.path for entry in entries]
    assert len(set(paths)) == len(paths)
    assert len({id(entry.value) for entry in entries}) == len(paths)
    known = set(paths)
    assert {"kerasish.Model", "kerasish.ops.exp", "graph.exp"} <= known
    assert {"kerasish.ops.image.resize", "kerasish.layers.Dense"} <= known
    assert not known & {"kerasish.models.Model", "kerasish.ops.numpy.exp"}
    assert not [path for path in paths if path.startswith("kerasish.base")]


def test_all_layers_are_on_some_page():
    text = "\n".join(reference.pages().values())
    for name in dir(kerasish.layers):
        value = getattr(kerasish.layers, name)
        if inspect.isclass(value) and value.__name__ == name:
            assert f".{name}\n" in text, name
    for name in ("gradients", "Session", "matmul"):
        assert f"::: graph.{name}\n" in text
    assert graph.matmul.__doc__


def test_many_names_are_divided_by_their_folders(entries):
    layers = [e for e in entries if e.package == "kerasish.layers"]
    groups = reference.grouped(layers)
    assert {"", "core", "pooling", "rnn"} <= set(groups)
    assert sum(map(len, groups.values())) == len(layers)
    losses = [e for e in entries if e.package == "kerasish.losses"]
    assert list(reference.grouped(losses)) == [""]


def test_signs_of_mathematics_are_no_markdown():
    assert markdown("y = a*b*c[i] <= __x__") == r"y = a\*b\*c\[i\] &lt;= \_\_x\_\_"
    assert markdown("``a*b`` and `c[0]`") == "``a*b`` and `c[0]`"


def test_sections_of_our_own_become_lists_and_paragraphs():
    text = """Doubles.

    Args:
        x, y: of a*b.

    Weights:
        kernel: (inputs,
            units).

    Returns:
        two times x.

    Gradient: 2 * dy.

    Example:
        >>> 1 * 2
        2
    """
    assert markdown(text).splitlines() == [
        "Doubles.",
        "",
        "",
        "Args:",
        r"    x, y: of a\*b.",
        "",
        "",
        "**Weights**",
        "",
        "- `kernel`: (inputs,",
        "    units).",
        "",
        "**Returns**: two times x.",
        "",
        r"**Gradient**: 2 \* dy.",
        "",
        "Examples:",
        "    >>> 1 * 2",
        "    2",
    ]


def test_links_lead_to_pages():
    links = Links(ROOT)
    turned = links.turned("[a](docs/safety.md#b) [b](examples)", "README.md")
    assert turned == "[a](safety.md#b) [b](source/examples.md)"
    assert links.shown["source/examples.md"].startswith("# Examples\n")
    assert "(examples/gan.py.md)" in links.shown["source/examples.md"]
    assert "```python" in links.shown["source/examples/gan.py.md"]
    turned = links.turned("[a](../README.md) [b](architecture.md)", "docs/x.md")
    assert turned == "[a](index.md) [b](architecture.md)"
    turned = links.turned("[a](site/links.py)", "docs/x.md")
    assert turned == "[a](source/docs/site/links.py.md)"
    quoted = "```\n[a](nowhere.md)\n```\n[w](https://x.org/a.md) [t](#here)"
    assert links.turned(quoted, "docs/x.md") == quoted


@pytest.mark.parametrize("link", ["nowhere.md", "../../outside.md"])
def test_dead_links_are_errors(link):
    with pytest.raises(FileNotFoundError, match=r"docs/x\.md: there is no"):
        Links(ROOT).turned(f"[a]({link})", "docs/x.md")


def test_patterns_stand_for_pages_that_no_other_entry_names():
    nav = [{"A": ["first.md", "*.md"]}, {"For": ["for_*.md"]}, {"R": ["r/*.md"]}]
    pages = ["b.md", "first.md", "for_x.md", "r/c.md", "r/deep/d.md"]
    assert navigation.filled(nav, pages) == [
        {"A": ["first.md", "b.md"]},
        {"For": ["for_x.md"]},
        {"R": ["r/c.md"]},
    ]


def test_the_walk_of_newcomers_has_what_it_reads(tmp_path):
    space: dict = {"__name__": "newcomer"}
    code = pathlib.Path(ROOT, ".ci", "newcomer.py").read_text(encoding="utf-8")
    exec(compile(code, "newcomer.py", "exec"), space)
    readme = pathlib.Path(ROOT, "README.md").read_text(encoding="utf-8")
    program, commands = space["walk"](readme, 4321)
    compile(program, "train.py", "exec")
    assert "digits.onnx" in program and "plot_history" in program
    assert "pip install" in commands and "--port 4321" in commands
    assert "8000" not in commands
    with pytest.raises(SystemExit, match="no program"):
        space["walk"](f"{space['SECTION']}\n\n## Next\n", 1)
