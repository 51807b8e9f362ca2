"""A laid out picture as simple shapes, which SVG and matplotlib draw alike."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from graph.drawing.layout import FRAME, LINE, ROOM, Layout
from graph.drawing.picture import Box

#: fill and border by kind of box
COLOURS = {
    "op": ("#ffffff", "#555555"),
    "gradient": ("#f3ebfc", "#7a5aa6"),
    "placeholder": ("#d9e8fb", "#3a6ea5"),
    "variable": ("#fdecc8", "#b7791f"),
    "output": ("#d8f0dc", "#2f7d3b"),
    "layer": ("#ffffff", "#5f6b7a"),
}
#: fills of frames; a layer has the same one everywhere
FRAMES = ("#eef3f9", "#f3eef9", "#eef9f1", "#f9f4ee", "#f9eef1", "#eef8f9")
EDGE = "#777777"


@dataclass
class Rectangle:
    """With round corners; ``dashed`` tells how its border is drawn."""

    left: float
    top: float
    width: float
    height: float
    fill: str
    border: str
    dashed: bool = False


@dataclass
class Text:
    """One line; ``x`` and ``y`` are its start, or its middle, on the base line."""

    x: float
    y: float
    text: str
    centred: bool = False
    bold: bool = False
    size: float = 11.0
    fill: str = "#000000"
    halo: bool = False


@dataclass
class Curve:
    """A path: ("M", x, y), then ("L", x, y) or ("C", x1, y1, x2, y2, x, y)."""

    commands: list[tuple]
    tip: bool


@dataclass
class Group:
    """Shapes that belong together; ``about`` is shown under the mouse."""

    about: str
    shapes: list


Shape = Rectangle | Text | Curve | Group


def shapes_of(layout: Layout, x: float = 0.0, y: float = 0.0) -> Iterator[Shape]:
    """Frames, then edges, then boxes, then what stands beside edges.

    Args:
        layout: of a picture.
        x, y: where its upper left corner goes.
    """
    boxes = [box for box in layout.boxes if box.kind != "port"]
    for box in boxes:
        if box.inner:
            yield _frame(box, layout, x, y)
    for edge, points in layout.edges.items():
        tip = edge.target.kind != "port" and edge.target_port is None
        moved = [(x + a, y + b) for a, b in points]
        yield Curve(_commands(moved, layout.lines, layout.sideways), tip)
    for box in boxes:
        if not box.inner:
            yield _box(box, layout, x, y)
    for box in boxes:
        if box.spec and box.kind != "output":
            yield _label(box, layout, x, y)
        left, top, *_ = layout.boxes[box]
        for picture, inner, inner_left, inner_top in layout.inner.get(box, ()):
            at = x + left + inner_left, y + top + inner_top
            if picture.caption:
                yield from _body_frame(picture.caption, inner, *at)
            yield from shapes_of(inner, *at)


def _box(box: Box, layout: Layout, x, y) -> Group:
    """A title; above details, if there are any, it has a band of its own."""
    left, top, width, height = layout.boxes[box]
    left, top = x + left, y + top
    fill, border = COLOURS[box.kind]
    middle = left + width / 2
    if not box.details:
        back = Rectangle(left, top, width, height, box.tint or fill, border)
        title = Text(middle, top + height / 2 + 4, box.title, True)
        return Group(box.about, [back, title])
    band = LINE + ROOM
    shapes: list[Shape] = [
        Rectangle(left, top, width, height, fill, border),
        Rectangle(left, top, width, band, box.tint or fill, border),
        Text(middle, top + band / 2 + 4, box.title, True, bold=True),
    ]
    for number, line in enumerate(box.details, 1):
        shapes.append(Text(left + ROOM, top + band + number * LINE - 2, line))
    return Group(box.about, shapes)


def _frame(box: Box, layout: Layout, x, y) -> Group:
    left, top, width, height = layout.boxes[box]
    is_scope = box.kind == "scope"
    fill, border = COLOURS.get(box.kind, ("", "#9aa5b1"))
    if is_scope:
        fill = FRAMES[zlib.crc32(box.title.encode()) % len(FRAMES)]
    back = Rectangle(x + left, y + top, width, height, fill, border, is_scope)
    at = x + left + ROOM, y + top + LINE
    return Group(box.about, [back, Text(*at, box.title, bold=True, fill="#444444")])


def _body_frame(caption: str, inner: Layout, x, y) -> Iterator[Shape]:
    room = FRAME / 2
    size = inner.width + 2 * room, inner.height + LINE + room
    yield Rectangle(x - room, y - LINE, *size, "#fafafa", "#bbbbbb")
    yield Text(x, y - 4, caption, size=10.0, fill="#666666")


def _label(box: Box, layout: Layout, x, y) -> Text:
    """dtype and shape under a box, over the edges that leave there."""
    left, top, width, height = layout.boxes[box]
    at = x + left + width / 2, y + top + height + 11
    return Text(*at, box.spec, True, size=9.0, fill="#8a4b08", halo=True)


def _commands(points, lines: str, sideways: bool) -> list[tuple]:
    """Straight through layers; between them as ``lines`` says."""
    (x, y), *rest = points
    commands: list[tuple] = [("M", x, y)]
    for nx, ny in rest:
        straight = abs(ny - y if sideways else nx - x) < 0.5
        if straight or lines == "straight":
            commands.append(("L", nx, ny))
        else:
            a, b = _bends((x, y), (nx, ny), sideways)
            if lines == "right angles":
                commands += [("L", *a), ("L", *b), ("L", nx, ny)]
            else:
                commands.append(("C", *a, *b, nx, ny))
        x, y = nx, ny
    return commands


def _bends(start, end, sideways: bool):
    """Two points half-way, right below the start and right above the end."""
    (x, y), (nx, ny) = start, end
    if sideways:
        return ((x + nx) / 2, y), ((x + nx) / 2, ny)
    return (x, (y + ny) / 2), (nx, (y + ny) / 2)
