"""Coordinates: items near their neighbours, none over another."""

from __future__ import annotations

import math

from graph.drawing.layers import Item, Layers, Link

#: pixels between items of a layer, and between layers
SPACE, ROW_SPACE = 22.0, 46.0
SWEEPS = 24
#: how much more a link counts that belongs to a long edge: those become straight
STRAIGHT = 6.0
#: and one from an input or a variable, which can move itself
LEAF = 0.1


def place_layers(layers: Layers) -> tuple[float, float]:
    """Sets x and y of every item; returns width and height of the whole.

    Each sweep moves the items of a layer to the mean of their neighbours in the layer
    before, as near as their order and widths allow (least squares).
    """
    above: dict[Item, list[Link]] = {}
    below: dict[Item, list[Link]] = {}
    for link in layers.links:
        above.setdefault(link.target, []).append(link)
        below.setdefault(link.source, []).append(link)
    for row in layers.rows:
        _settle(row, [(0.0, 1.0)] * len(row))
    for sweep in range(SWEEPS):
        rows = layers.rows if sweep % 2 == 0 else layers.rows[::-1]
        for row in rows:
            _settle(row, [_wanted(item, above, below, sweep) for item in row])
    for _ in range(2):
        for links in layers.chains.values():
            _straighten([link.target for link in links[:-1]], links, layers)
    y = bottom = 0.0
    heights = [max((i.height for i in row), default=0.0) for row in layers.rows]
    for row, height, next_height in zip(layers.rows, heights, [*heights[1:], 1.0]):
        for item in row:
            room = height - item.height
            # what nothing leads to stands next to its users, other boxes in the middle
            item.y = y + (room if item not in above else room / 2)
        bottom = y + height
        # ports need no more than a bend of their edge
        y += height + (ROW_SPACE if height and next_height else ROW_SPACE / 2)
    items = [item for row in layers.rows for item in row]
    left = min((item.x - item.width / 2 for item in items), default=0.0)
    right = max((item.x + item.width / 2 for item in items), default=0.0)
    for item in items:
        item.x -= left
    return right - left, bottom


def _wanted(item: Item, above, below, sweep: int) -> tuple[float, float]:
    """Where an item should be, and how much that counts."""
    down = sweep % 2 == 0
    links = (above if down else below).get(item, [])
    ends = sweep > SWEEPS - 4
    if not links or (ends and not _is_single(links, above, below)):
        links = [*above.get(item, []), *below.get(item, [])]  # both sides count
    total = weight = 0.0
    for link in links:
        other = link.source if link.target is item else link.target
        shift = link.start - link.end
        shift = shift if link.target is item else -shift
        factor = STRAIGHT if item.box is None and other.box is None else 1.0
        factor = LEAF if link.source not in above else factor
        total += factor * (other.x + shift)
        weight += factor
    return (total / weight, weight) if weight else (item.x, 0.1)


def _is_single(links: list[Link], above, below) -> bool:
    """Whether a link is the only one at both of its ends: chains end up straight."""
    link = links[0]
    return len(above[link.target]) == len(below[link.source]) == 1


def _straighten(points: list[Item], links: list[Link], layers: Layers) -> None:
    """Puts all points of a long edge one below the other, if there is room."""
    if not points:
        return
    first, last = links[0], links[-1]
    ends = (first.source.x + first.start, last.target.x + last.end)
    low, high = -math.inf, math.inf
    for point in points:
        row = layers.rows[layers.level[point]]
        place = row.index(point)
        if place:
            low = max(low, _edge_of(row[place - 1], 1) + SPACE / 2)
        if place + 1 < len(row):
            high = min(high, _edge_of(row[place + 1], -1) - SPACE / 2)
    if low <= high:
        x = next((end for end in ends if low <= end <= high), None)
        if x is None:
            x = min(max(sum(p.x for p in points) / len(points), low), high)
        for point in points:
            point.x = x


def _edge_of(item: Item, side: int) -> float:
    return item.x + side * item.width / 2


def _settle(row: list[Item], wanted: list[tuple[float, float]]) -> None:
    """Puts a row as near to the wanted places as its order allows.

    With distances taken off, places must only not fall: pooling neighbours that do is
    the exact least squares solution.
    """
    offsets, x = [], 0.0
    for number, item in enumerate(row):
        if number:
            before = row[number - 1]
            x += (before.width + item.width) / 2 + SPACE
        offsets.append(x)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for (place, weight), offset in zip(wanted, offsets):
        mean, count = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + many
        pools.append((mean, weight, count))
    places = [mean for mean, _, count in pools for _ in range(count)]
    for item, place, offset in zip(row, places, offsets):
        item.x = place + offset
