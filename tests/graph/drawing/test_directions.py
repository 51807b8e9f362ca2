"""The directions of pictures: places are turned, edges go on from box to box."""

from __future__ import annotations

from itertools import pairwise

import pytest

import graph
from graph.drawing.layout import laid_out
from graph.drawing.nesting import nested
from graph.drawing.picture import DIRECTIONS
from graph.drawing.shapes import Curve, shapes_of


def framed(direction, lines="curved"):
    """a and b in a frame, c behind it, and an edge that passes it."""
    boxes = {
        name: graph.Box(name, "layer", scopes=("f",) if name in "ab" else ())
        for name in "xabc"
    }
    pairs = ("xa", "ab", "bc", "xc")
    edges = [graph.Edge(boxes[p[0]], boxes[p[1]]) for p in pairs]
    picture = graph.Picture("", list(boxes.values()), edges, direction, lines)
    return boxes, laid_out(nested(picture))


def centre(layout, box):
    left, top, width, height = layout.boxes[box]
    return left + width / 2, top + height / 2


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_boxes_follow_each_other_in_the_direction(direction):
    boxes, layout = framed(direction)
    axis = 0 if direction in ("LR", "RL") else 1
    sign = -1 if direction in ("BT", "RL") else 1
    frame = next(box for box in layout.boxes if box.kind == "scope")
    order = [centre(layout, box)[axis] for box in (boxes["x"], frame, boxes["c"])]
    assert sorted(order) == order[::sign]
    ((_, inner, *corner),) = layout.inner[frame]
    inside = [centre(inner, boxes[name])[axis] for name in "ab"]
    assert sorted(inside) == inside[::sign]
    left, top, width, height = layout.boxes[frame]
    assert left >= 0 and left + width <= layout.width + 1e-6
    assert top >= 0 and top + height <= layout.height + 1e-6
    assert 0 < corner[0] + inner.width <= width
    assert 0 < corner[1] + inner.height <= height


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_edges_go_on_inside_of_frames_where_they_reach_the_border(direction):
    _, layout = framed(direction)
    frame = next(box for box in layout.boxes if box.kind == "scope")
    left, top, *_ = layout.boxes[frame]
    ((_, inner, x, y),) = layout.inner[frame]
    outer = {
        (e.source.title, e.target.title): points for e, points in layout.edges.items()
    }
    for edge, points in inner.edges.items():
        moved = [(left + x + a, top + y + b) for a, b in points]
        if edge.source.kind == "port":
            assert moved[0] == pytest.approx(outer["x", "f"][-1])
        if edge.target.kind == "port":
            assert moved[-1] == pytest.approx(outer["f", "c"][0])


@pytest.mark.parametrize("lines", ["straight", "right angles", "curved"])
@pytest.mark.parametrize("direction", ["TB", "RL"])
def test_forms_of_edges(lines, direction):
    _, layout = framed(direction, lines)
    curves = [s for s in shapes_of(layout) if isinstance(s, Curve)]
    pieces = [c for curve in curves for c in curve.commands]
    assert {c[0] for c in pieces} == (
        {"M", "L", "C"} if lines == "curved" else {"M", "L"}
    )
    if lines == "right angles":
        for curve in curves:
            points = [c[1:] for c in curve.commands]
            for (x, y), (nx, ny) in pairwise(points):
                assert min(abs(nx - x), abs(ny - y)) < 0.5
