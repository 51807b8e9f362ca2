"""Which boxes a graph has, and how they are put into frames."""

from __future__ import annotations

import numpy as np

import graph
from graph.drawing.building import picture_of
from graph.drawing.layout import laid_out
from graph.drawing.nesting import nested


def titles(picture):
    return [box.title for box in picture.boxes]


def pairs(picture):
    return {(e.source.title, e.target.title) for e in picture.edges}


def dense(x, name, units=2):
    w = graph.Variable(np.ones((x.shape[-1], units), np.float32), name="kernel")
    w.path = f"{name}/kernel"
    with graph.name_scope(f"Dense {name!r}"):
        return graph.tanh(graph.matmul(x, w) * 2.0), w


def test_boxes_are_what_computes_numbers_are_written_inside():
    x = graph.placeholder("float32", (None, 3), "x")
    y, _ = dense(x, "head")
    picture = picture_of([graph.stop_gradient(y)], ["y"])
    assert titles(picture) == [
        *("x", "kernel", "dot_general", "multiply(·, 2)", "tanh", "y")
    ]
    assert ("kernel", "dot_general") in pairs(picture)
    assert ("tanh", "y") in pairs(picture)
    kinds = {box.title: box.kind for box in picture.boxes}
    assert kinds["x"] == "placeholder" and kinds["kernel"] == "variable"
    assert {b.spec for b in picture.boxes if b.title == "tanh"} == {"float32[x_0, 2]"}
    assert "made by Dense 'head' at test_picture.py:" in picture.boxes[2].about


def test_layers_are_frames_and_edges_cross_them_at_ports():
    x = graph.placeholder("float32", (None, 3), "x")
    y, _ = dense(x, "a")
    z, _ = dense(y, "b")
    picture = nested(picture_of([z + y], ["out"]))
    assert titles(picture) == ["x", "a", "b", "add", "out"]
    assert pairs(picture) == {
        *(("x", "a"), ("a", "b"), ("a", "add"), ("b", "add"), ("add", "out"))
    }
    a = picture.boxes[1]
    (inner,) = a.inner
    assert titles(inner) == ["kernel", "dot_general", "multiply(·, 2)", "tanh", "", ""]
    crossing = next(e for e in picture.edges if e.target.title == "b")
    assert crossing.source_port in inner.boxes
    assert crossing.target_port in crossing.target.inner[0].boxes
    assert len(list(picture.all_boxes())) == 13


def test_frames_never_make_a_circle():
    x = graph.placeholder("float32", (2,), "x")
    with graph.name_scope("a"):
        y = graph.exp(x)
    z = graph.sin(y)
    with graph.name_scope("a"):
        w = graph.exp(z)
    picture = nested(picture_of([w], ["out"]))
    assert titles(picture) == ["x", "a", "sin", "a", "out"]


def test_gradients_are_told_by_their_kind():
    x = graph.placeholder("float32", (2, 3), "x")
    y, w = dense(x, "head")
    picture = picture_of(graph.gradients(graph.sum(y), [w]), ["dw"])
    kinds = {box.kind for box in picture.boxes}
    assert "gradient" in kinds
    assert all("gradient" not in box.scopes for box in picture.boxes)
    last = next(b for b in picture.boxes[::-1] if b.title == "dot_general")
    assert last.kind == "gradient" and last.scopes == ("head",)


def test_bodies_are_pictures_inside_their_box():
    x = graph.placeholder("float32", (None,), "x")
    with graph.name_scope("rnn"):
        total, _ = graph.scan(lambda c, r: (graph.tanh(c + r), c), np.float32(0), x)
    picture = picture_of([total], ["out"])
    (scan,) = [box for box in picture.boxes if box.title.startswith("scan")]
    (body,) = scan.inner
    assert body.caption == "body"
    assert [box.scopes for box in body.boxes] == [()] * len(body.boxes)
    assert [t for t in titles(body) if t in ("add", "tanh")] == ["add", "tanh"]


def overlap(a, b):
    return (
        a[0] < b[0] + b[2] - 0.01
        and b[0] < a[0] + a[2] - 0.01
        and a[1] < b[1] + b[3] - 0.01
        and b[1] < a[1] + a[3] - 0.01
    )


def check_layout(layout):
    """No box over another, all inside, edges from bottom to top."""
    boxes = [place for box, place in layout.boxes.items() if box.kind != "port"]
    for i, a in enumerate(boxes):
        assert a[0] >= -0.01 and a[0] + a[2] <= layout.width + 0.01
        assert not any(overlap(a, b) for b in boxes[:i])
    for points in layout.edges.values():
        ys = [y for _, y in points]
        assert ys == sorted(ys)
    for parts in layout.inner.values():
        for _, inner, *_ in parts:
            check_layout(inner)


def test_a_training_step_of_a_hundred_nodes_is_laid_out_cleanly():
    x = graph.placeholder("float32", (None, 4), "x")
    y, variables = x, []
    for name in "abcd":
        y, w = dense(y, name, 4)
        y = graph.softmax(y) + y
        variables.append(w)
    picture = picture_of(
        graph.gradients(graph.sum(graph.log(y * y + 1.0)), variables), list("abcd")
    )
    assert len(picture.boxes) > 80
    check_layout(laid_out(nested(picture)))
