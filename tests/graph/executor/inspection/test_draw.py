"""graph.draw: what is drawn, in which format."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import graph


def model():
    x = graph.placeholder("float32", (None, 3), "x")
    w = graph.Variable(np.ones((3, 2), np.float32), name="w")
    with graph.name_scope("Dense 'head'"):
        y = graph.tanh(graph.matmul(x, w))
    total, _ = graph.scan(lambda c, row: (c + graph.sum(row), c), np.float32(0), y)
    return x, {"y": y, "total": total}


def texts(svg):
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    return [t.text for t in root.iter(f"{space}text")]


def test_svg_has_every_node_layer_body_and_spec(tmp_path):
    _, fetches = model()
    path = tmp_path / "graph.svg"
    text = graph.draw(fetches, path)
    assert path.read_text() == text
    shown = texts(text)
    for title in ("x", "w", "head", "dot_general", "tanh", "body", "y", "total"):
        assert title in shown
    assert "float32[x_0, 2]" in shown
    assert "test_draw.py" in text  # under the mouse
    size = ET.fromstring(text).attrib
    assert float(size["width"]) > 100 and float(size["height"]) > 300


def test_names_are_escaped():
    x = graph.placeholder("float32", (), "a<b & c")
    assert "a<b & c" in texts(graph.draw(x + 1))


def test_dot_has_clusters_for_layers_and_bodies():
    _, fetches = model()
    text = graph.draw(fetches, format="dot")
    assert text.startswith('digraph "graph" {') and text.rstrip().endswith("}")
    assert text.count("{") == text.count("}")
    for label in ('label="head"', 'label="float32[x_0, 2]"', 'label="total"'):
        assert label in text
    assert text.count("subgraph cluster_") == 2


def test_txt_is_the_printed_graph(tmp_path):
    _, fetches = model()
    text = graph.draw(fetches, str(tmp_path / "graph.txt"))
    outputs = [fetches[name] for name in sorted(fetches)]
    printed = graph.print_graph(outputs, origins=True)
    assert text == printed + "\n"
    assert "# Dense 'head' at test_draw.py:" in text


def test_a_function_is_drawn_with_its_updates():
    v = graph.Variable(1.0, name="v")

    def step(x, by):
        v.assign_add(graph.sum(x))
        return x * by

    shown = texts(graph.draw(step, None, np.ones(2, "float32"), by=3.0))
    assert "x" in shown and "new v" in shown and "multiply(·, 3)" in shown
    x = graph.placeholder("float32", (None,), "placeholder")
    assert "placeholder" in texts(graph.draw(graph.exp, None, x))


def test_the_format_must_be_known():
    x = graph.placeholder("float32", (), "x")
    for arguments in ({"path": "graph.gif"}, {"format": "gif"}):
        with pytest.raises(graph.ArgumentError) as caught:
            graph.draw(x, **arguments)
        text = str(caught.value)
        assert text.startswith("draw: the format is not known\n  got: format='gif'")
        assert "hint: one of svg, png, pdf, dot, txt, or a path that ends so" in text


def test_bodies_are_printed_below_their_node():
    _, fetches = model()
    lines = graph.print_graph([fetches["total"]]).splitlines()
    at = next(i for i, text in enumerate(lines) if "= scan(" in text)
    body = lines[at + 1 :]
    assert body[0].startswith("  body(%0: float32[], %1: float32[2]")
    assert body[1].startswith("    %") and "sum" in body[1]
    assert any(text.startswith("    return %") for text in body)
    assert lines[-1].startswith("return %")


def test_png_and_pdf_are_the_same_picture(tmp_path):
    pytest.importorskip("matplotlib")
    _, fetches = model()
    path = tmp_path / "graph.png"
    data = graph.draw(fetches, path, dpi=48)
    assert path.read_bytes() == data and data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data == graph.draw(fetches, format="png", dpi=48)
    size = ET.fromstring(graph.draw(fetches)).attrib
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert abs(width - float(size["width"]) / 2) <= 1
    assert abs(height - float(size["height"]) / 2) <= 1
    assert graph.draw(fetches, format="pdf")[:5] == b"%PDF-"


def test_large_pictures_have_fewer_dots(monkeypatch):
    pytest.importorskip("matplotlib")
    x = graph.placeholder("float32", (), "x")
    monkeypatch.setattr("graph.drawing.raster.LARGEST_SIDE", 300)
    data = graph.draw(graph.exp(graph.exp(x)), format="png", dpi=1000)
    assert 290 <= int.from_bytes(data[20:24], "big") <= 300


@pytest.mark.parametrize("dpi", [0, -3, float("nan")])
def test_dots_per_inch_are_positive(dpi):
    x = graph.placeholder("float32", (), "x")
    with pytest.raises(graph.ArgumentError, match="dpi must be positive"):
        graph.draw(x, format="png", dpi=dpi)


def test_letters_that_the_font_lacks_are_drawn_as_unknown():
    pytest.importorskip("matplotlib")
    box = graph.Box("\u732b $a$ $b$", "layer")
    assert graph.draw(graph.Picture(boxes=[box]), format="png")[:4] == b"\x89PNG"


def test_png_without_matplotlib_names_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    x = graph.placeholder("float32", (), "x")
    with pytest.raises(ImportError, match=r"draw: png needs matplotlib[^$]*\[plot\]"):
        graph.draw(x, format="png")


def test_pictures_of_own_boxes():
    a, b = graph.Box("a", "layer"), graph.Box("b", "layer", details=("3 x 3", "<&>"))
    picture = graph.Picture(boxes=[a, b], edges=[graph.Edge(a, b)], direction="LR")
    shown = texts(graph.draw(picture))
    assert shown == ["a", "b", "3 x 3", "<&>"]
    assert r'label="b\n3 x 3\n<&>"' in graph.draw(picture, format="dot")
    with pytest.raises(graph.ArgumentError, match="a picture has no text"):
        graph.draw(picture, format="txt")


def test_circles_are_refused_not_drawn_for_ever():
    a, b = graph.Box("a", "layer"), graph.Box("b", "layer")
    picture = graph.Picture(boxes=[a, b], edges=[graph.Edge(a, b), graph.Edge(b, a)])
    with pytest.raises(graph.ArgumentError, match=r"no circle\n  got: boxes='?[ab]"):
        graph.draw(picture)
    assert "n0 -> n1" in graph.draw(picture, format="dot")
