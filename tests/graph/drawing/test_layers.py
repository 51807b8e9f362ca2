"""Layers, order and places: pure geometry."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.drawing.layers import Item, assign_layers
from graph.drawing.ordering import crossings, order_layers
from graph.drawing.placing import ROW_SPACE, SPACE, place_layers


def items(names, width=40.0, height=20.0):
    return {name: Item(name, width, height) for name in names}


def layered(pairs, **sizes):
    found = items(dict.fromkeys("".join(pairs)), **sizes)
    edges = {p: (found[p[0]], found[p[1]], 0.0, 0.0) for p in pairs}
    return found, assign_layers(list(found.values()), edges)


def rows(layers):
    return [[item.box for item in row] for row in layers.rows]


def test_items_stand_below_what_they_need_and_inputs_above_their_users():
    _, layers = layered(["ab", "bc", "cd", "ad", "xd"])
    assert rows(layers) == [["a"], ["b", None], ["c", "x", None], ["d"]]
    (first, second, third) = layers.chains["ad"]
    assert first.source.box == "a" and third.target.box == "d"
    assert first.target is second.source and first.target.box is None


def test_ports_are_in_the_first_and_the_last_layer():
    found = items("pabq")
    found["p"].top = found["q"].bottom = True
    edges = {"pb": "pb", "ab": "ab", "aq": "aq"}
    edges = {k: (found[v[0]], found[v[1]], 0, 0) for k, v in edges.items()}
    layers = assign_layers(list(found.values()), edges)
    assert layers.level[found["p"]] == 0
    assert layers.level[found["q"]] == len(layers.rows) - 1
    assert layers.level[found["a"]] > 0


def test_crossings_are_counted_and_become_few():
    _, layers = layered(["ax", "bx", "by", "cz", "cx"])
    layers.rows[:] = [layers.rows[0], layers.rows[1][::-1]]
    before = crossings(layers)
    order_layers(layers)
    assert before == 4 and crossings(layers) == 0
    _, tree = layered(["ab", "ac", "bd", "ce", "bf", "cg"])
    tree.rows[2].reverse()
    order_layers(tree)
    assert crossings(tree) == 0


@pytest.mark.parametrize("wide", [10.0, 200.0])
def test_places_overlap_nowhere_and_rows_are_apart(wide):
    found, layers = layered(["ab", "ac", "ad", "ce", "de", "ae"], width=wide)
    order_layers(layers)
    width, height = place_layers(layers)
    for row in layers.rows:
        for left, right in pairwise(row):
            room = right.x - right.width / 2 - left.x - left.width / 2
            assert room >= SPACE / 2 - 1e-6
    assert found["b"].y == found["a"].y + 20 + ROW_SPACE
    edges = [i.x + s * i.width / 2 for row in layers.rows for i in row for s in (-1, 1)]
    assert min(edges) == pytest.approx(0) and max(edges) == pytest.approx(width)
    assert height == 3 * 20 + 2 * ROW_SPACE


def test_chains_are_straight_and_a_parent_is_over_the_middle():
    found, layers = layered(["ab", "bc", "cd"])
    place_layers(layers)
    assert len({round(item.x, 3) for item in found.values()}) == 1
    found, layers = layered(["ab", "ac", "bd", "cd"])
    place_layers(layers)
    middle = (found["b"].x + found["c"].x) / 2
    assert found["a"].x == pytest.approx(middle) == found["d"].x
    _, layers = layered(["ab", "bc", "cd", "de", "ae"])
    order_layers(layers)
    place_layers(layers)
    points = [link.target.x for link in layers.chains["ae"][:-1]]
    assert len(points) == 3 and len(set(points)) == 1
