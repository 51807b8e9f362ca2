"""The order in a layer from left to right, with few crossings."""

from __future__ import annotations

from graph.drawing.layers import Item, Layers

#: sweeps down and up
SWEEPS = 12


def order_layers(layers: Layers) -> None:
    """Sorts each layer by the mean place of neighbours; keeps the best of all sweeps.

    Source:
        Sugiyama, Tagawa, Toda 1981, "Methods for visual understanding of hierarchical
        system structures": the barycentre method.
    """
    above: dict[Item, list[Item]] = {}
    below: dict[Item, list[Item]] = {}
    for link in layers.links:
        above.setdefault(link.target, []).append(link.source)
        below.setdefault(link.source, []).append(link.target)
    best, fewest = [list(row) for row in layers.rows], crossings(layers)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        neighbours = above if down else below
        rows = layers.rows[1:] if down else layers.rows[-2::-1]
        for row in rows:
            _sort(row, neighbours, _places(layers))
        count = crossings(layers)
        if count < fewest:
            best, fewest = [list(row) for row in layers.rows], count
    layers.rows[:] = best


def _places(layers: Layers) -> dict[Item, float]:
    """The place of each item in its layer, from 0 to 1."""
    return {
        item: (i + 0.5) / len(row) for row in layers.rows for i, item in enumerate(row)
    }


def _sort(row: list[Item], neighbours, places) -> None:
    def mean(item: Item) -> float:
        near = neighbours.get(item)
        if not near:
            return places[item]
        return sum(places[other] for other in near) / len(near)

    row.sort(key=mean)


def crossings(layers: Layers) -> int:
    """How many pairs of links cross."""
    order = {item: i for row in layers.rows for i, item in enumerate(row)}
    between: dict[int, list[tuple[int, int]]] = {}
    for link in layers.links:
        pair = (order[link.source], order[link.target])
        between.setdefault(layers.level[link.source], []).append(pair)
    return sum(_inversions([b for _, b in sorted(pairs)]) for pairs in between.values())


def _inversions(numbers: list[int]) -> int:
    """Pairs that are not in order, by merging."""
    if len(numbers) < 2:
        return 0
    half = len(numbers) // 2
    left, right = numbers[:half], numbers[half:]
    count = _inversions(left) + _inversions(right)
    left.sort()
    right.sort()
    i = 0
    for number in right:
        while i < len(left) and left[i] <= number:
            i += 1
        count += len(left) - i
    return count
