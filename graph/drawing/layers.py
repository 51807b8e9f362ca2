"""Layers from top to bottom, and points where long edges pass through layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.ir.cached_property import cached_property


@dataclass(eq=False)
class Item:
    """Something in a layer: a box, or a point of a long edge (no box).

    Attributes:
        width, height: of the box, in pixels.
        top, bottom: whether it belongs into the first or the last layer.
        x, y: its middle, and its upper border.
    """

    box: object = None
    width: float = 0.0
    height: float = 0.0
    top: bool = False
    bottom: bool = False
    x: float = 0.0
    y: float = 0.0


@dataclass(eq=False)
class Link:
    """A piece of an edge, from a layer to the next; offsets from the items' middles."""

    source: Item
    target: Item
    start: float = 0.0
    end: float = 0.0


@dataclass(eq=False)
class Layers:
    """Items in layers, joined by links between neighbouring layers.

    Attributes:
        rows: the items of each layer, from left to right.
        links: all links.
        chains: by edge, the links that it consists of.
    """

    rows: list[list[Item]]
    links: list[Link] = field(default_factory=list)
    chains: dict[object, list[Link]] = field(default_factory=dict)

    @cached_property
    def level(self) -> dict[Item, int]:
        """The number of the layer of each item."""
        return {item: n for n, row in enumerate(self.rows) for item in row}


def assign_layers(
    items: Sequence[Item], edges: Mapping[object, tuple[Item, Item, float, float]]
) -> Layers:
    """Every item below all that it depends on, inputs right above their first user.

    Args:
        items: what is drawn.
        edges: source, target and offsets of each edge.
    """
    users: dict[Item, list[Item]] = {item: [] for item in items}
    needs: dict[Item, list[Item]] = {item: [] for item in items}
    for source, target, *_ in edges.values():
        users[source].append(target)
        needs[target].append(source)
    depth = _depths(items, needs)
    for item in items:
        if not needs[item] and users[item] and not item.top:
            depth[item] = min(depth[user] for user in users[item]) - 1
    last = max(depth.values(), default=0)
    for item in items:
        if item.bottom:
            depth[item] = last
    layers = Layers([[] for _ in range(last + 1)])
    for item in items:
        layers.rows[depth[item]].append(item)
    for edge, (source, target, start, end) in edges.items():
        layers.chains[edge] = _chain(layers, depth, source, target, start, end)
    return layers


def _depths(items, needs) -> dict[Item, int]:
    """The length of the longest way from the top to each item."""
    has_top = any(item.top for item in items)
    depth: dict[Item, int] = {}
    for start in items:
        stack = [start]
        while stack:
            item = stack[-1]
            waiting = [other for other in needs[item] if other not in depth]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            lowest = 1 if has_top and not item.top else 0
            depth[item] = max([lowest, *(depth[n] + 1 for n in needs[item])])
    if any(item.bottom for item in items):
        inside = [d for item, d in depth.items() if not item.bottom]
        below = max(inside, default=0) + 1
        depth |= {item: below for item in items if item.bottom}
    return depth


def _chain(layers: Layers, depth, source, target, start, end) -> list[Link]:
    """The links of an edge, with a point in each layer that it passes."""
    points = [source]
    for level in range(depth[source] + 1, depth[target]):
        point = Item(width=6.0)
        layers.rows[level].append(point)
        points.append(point)
    points.append(target)
    links = [Link(a, b) for a, b in pairwise(points)]
    links[0].start, links[-1].end = start, end
    layers.links += links
    return links
