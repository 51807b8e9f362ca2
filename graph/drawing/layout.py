"""Sizes and places of everything in a picture, inner pictures first."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.drawing.layers import Item, assign_layers
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
        boxes: for each box its left, top, width and height.
        edges: for each edge the points that it goes through, from above to below.
        inner: for each box that has inner pictures, these with their left and top.
    """

    width: float = 0.0
    height: float = 0.0
    boxes: dict[Box, tuple[float, float, float, float]] = field(default_factory=dict)
    edges: dict[Edge, list[tuple[float, float]]] = field(default_factory=dict)
    inner: dict[Box, list[tuple[Picture, Layout, float, float]]] = field(
        default_factory=dict
    )


def laid_out(picture: Picture) -> Layout:
    """Layers, order and coordinates for a picture and all inside of it."""
    layout = Layout()
    items: dict[Box, Item] = {}
    targets = {edge.target for edge in picture.edges}
    for box in picture.boxes:
        items[box] = item = Item(box, *_size(box, layout))
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
    layers = assign_layers(list(items.values()), edges)
    order_layers(layers)
    layout.width, layout.height = place_layers(layers)
    for box, item in items.items():
        left = item.x - item.width / 2
        layout.boxes[box] = (left, item.y, item.width, item.height)
    rows = _row_bounds(layers)
    for edge, links in layers.chains.items():
        layout.edges[edge] = _points(links, layers.level, rows)
    return layout


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
    width = max(len(box.title) * LETTER + 2 * ROOM, len(box.spec) * SMALL)
    height = LINE + 2 * ROOM
    if not box.inner:
        return width, height
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
    height = tallest + FRAME
    for picture, inner, _, top in inside:
        _reach_borders(picture, inner, top, height)
    return max(width, inner_width), height


def _reach_borders(picture: Picture, inner: Layout, top: float, height: float) -> None:
    """Makes edges at ports begin and end at the border of the frame."""
    for edge in picture.edges:
        points = inner.edges[edge]
        if edge.source.kind == "port":
            points[0] = (points[0][0], -top)
        if edge.target.kind == "port":
            points[-1] = (points[-1][0], height - top)


def _port_offset(layout: Layout, box: Box, port: Box | None, items) -> float:
    """How far a port is from the middle of its box."""
    if port is None:
        return 0.0
    for _, inner, left, _ in layout.inner[box]:
        if port in inner.boxes:
            return left + inner.boxes[port][0] - items[box].width / 2
    raise LookupError("a port that is not in its frame")
