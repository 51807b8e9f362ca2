"""Sizes and places of everything in a picture, inner pictures first."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.drawing.layers import Item, Layers, assign_layers
from graph.drawing.ordering import order_layers
from graph.drawing.picture import Box, Edge, Picture
from graph.drawing.placing import place_layers

#: width of a letter, height of a line, and room around text, in pixels
LETTER, LINE, ROOM = 6.7, 15.0, 7.0
#: the same for what stands beside edges
SMALL = 5.5
FRAME = 12.0
#: height of what is written under a box
LABEL = 14.0


@dataclass
class Layout:
    """A picture with places, from its upper left corner.

    Attributes:
        sideways: whether edges go from left to right, or from right to left.
        lines: form of the edges, as the picture says.
        boxes: for each box its left, top, width and height.
        edges: for each edge the points that it goes through, from its start.
        inner: for each box that has inner pictures, these with their left and top.
    """

    sideways: bool = False
    lines: str = "curved"
    width: float = 0.0
    height: float = 0.0
    boxes: dict[Box, tuple[float, float, float, float]] = field(default_factory=dict)
    edges: dict[Edge, list[tuple[float, float]]] = field(default_factory=dict)
    inner: dict[Box, list[tuple[Picture, Layout, float, float]]] = field(
        default_factory=dict
    )


def laid_out(picture: Picture) -> Layout:
    """Layers, order and coordinates for a picture and all inside of it.

    Layers are made from above to below; other directions turn what comes out.
    """
    layout = Layout(picture.direction in ("LR", "RL"), picture.lines)
    layers, items = _layers(picture, layout)
    order_layers(layers)
    across, along = place_layers(layers)
    layout.width, layout.height = _turned(layout, across, along)
    for box, item in items.items():
        place = _turned(layout, item.x - item.width / 2, item.y)
        layout.boxes[box] = (*place, *_turned(layout, item.width, item.height))
    rows = _row_bounds(layers)
    for edge, links in layers.chains.items():
        points = _points(links, layers.level, rows)
        layout.edges[edge] = [_turned(layout, *point) for point in points]
    if picture.direction in ("BT", "RL"):
        _mirror(layout)
    return layout


def _layers(picture: Picture, layout: Layout) -> tuple[Layers, dict[Box, Item]]:
    items: dict[Box, Item] = {}
    targets = {edge.target for edge in picture.edges}
    for box in picture.boxes:
        items[box] = item = Item(box, *_turned(layout, *_size(box, layout)))
        if box.kind == "port":
            item.bottom = box in targets
            item.top = not item.bottom
    edges = {
        edge: (
            items[edge.source],
            items[edge.target],
            _port_offset(layout, edge.source, edge.source_port, items),
            _port_offset(layout, edge.target, edge.target_port, items),
        )
        for edge in picture.edges
    }
    return assign_layers(list(items.values()), edges), items


def _turned(layout: Layout, across: float, along: float) -> tuple[float, float]:
    """A pair of x and y where edges go sideways, as the other way round."""
    return (along, across) if layout.sideways else (across, along)


def _mirror(layout: Layout) -> None:
    """Puts the start of the edges to the other side."""
    if layout.sideways:
        for box, (left, top, width, height) in layout.boxes.items():
            layout.boxes[box] = (layout.width - left - width, top, width, height)
        for points in layout.edges.values():
            points[:] = [(layout.width - x, y) for x, y in points]
        return
    for box, (left, top, width, height) in layout.boxes.items():
        layout.boxes[box] = (left, layout.height - top - height, width, height)
    for points in layout.edges.values():
        points[:] = [(x, layout.height - y) for x, y in points]


def _row_bounds(layers) -> list[tuple[float, float]]:
    """Upper and lower border of each layer."""
    return [
        (min(i.y for i in row), max(i.y + i.height for i in row)) if row else (0.0, 0.0)
        for row in layers.rows
    ]


def _points(links, level, rows) -> list[tuple[float, float]]:
    """Where an edge goes: straight along layers, sideways only between them."""
    first, last = links[0].source, links[-1].target
    x = first.x + links[0].start
    points = [(x, first.y + first.height)]
    for link in links:
        below = rows[level[link.source]][1]
        if link.source.box is not None:
            below += LABEL  # what is written under boxes stays free
        points.append((x, below))
        x = link.target.x + link.end
        points.append((x, rows[level[link.target]][0]))
    return [*points, (x, last.y)]


def _size(box: Box, layout: Layout) -> tuple[float, float]:
    """Width and height of a box; lays out what is inside of it."""
    if box.kind == "port":
        return 0.0, 0.0
    letters = max(map(len, (box.title, *box.details)))
    width = max(letters * LETTER + 2 * ROOM, len(box.spec) * SMALL)
    height = LINE + 2 * ROOM
    if box.details:  # the title has a band of its own, with less room
        height += len(box.details) * LINE
    return _framed_size(box, layout, width, height) if box.inner else (width, height)


def _framed_size(box: Box, layout: Layout, width, height) -> tuple[float, float]:
    """Width and height of a frame, with its pictures side by side under the title."""
    left, tallest = FRAME, 0.0
    inside = []
    for picture in box.inner:
        inner = laid_out(picture)
        room = max(inner.width, len(picture.caption) * LETTER)
        top = height + (LINE if picture.caption else 0.0)
        inside.append((picture, inner, left + (room - inner.width) / 2, top))
        left += room + 2 * FRAME
        tallest = max(tallest, top + inner.height)
    inner_width = left - FRAME
    if inner_width < width:  # the title is wider: what is inside goes to the middle
        shift = (width - inner_width) / 2
        inside = [(p, inner, x + shift, y) for p, inner, x, y in inside]
    layout.inner[box] = inside
    size = max(width, inner_width), tallest + FRAME
    for picture, inner, left, top in inside:
        _reach_borders(picture, inner, (left, top), size)
    return size


def _reach_borders(picture: Picture, inner: Layout, corner, size) -> None:
    """Makes edges at ports begin and end at the border of the frame."""
    axis = 0 if inner.sideways else 1
    ends = [-corner[axis], size[axis] - corner[axis]]
    first, last = ends[::-1] if picture.direction in ("BT", "RL") else ends
    for edge in picture.edges:
        points = inner.edges[edge]
        if edge.source.kind == "port":
            points[0] = _with(points[0], axis, first)
        if edge.target.kind == "port":
            points[-1] = _with(points[-1], axis, last)


def _with(point, axis: int, value: float) -> tuple[float, float]:
    return (value, point[1]) if axis == 0 else (point[0], value)


def _port_offset(layout: Layout, box: Box, port: Box | None, items) -> float:
    """How far a port is from the middle of its box, across the edges."""
    if port is None:
        return 0.0
    axis = 1 if layout.sideways else 0
    for _, inner, *corner in layout.inner[box]:
        if port in inner.boxes:
            return corner[axis] + inner.boxes[port][axis] - items[box].width / 2
    raise LookupError("a port that is not in its frame")
