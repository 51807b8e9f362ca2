"""Nested structures, and the numbers of symbols from the shapes of feeds."""

from __future__ import annotations

import collections

import pytest

import graph
from graph.engines.symbols import bind_symbols
from graph.ir.dims import evaluate, symbols_in

Pair = collections.namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    "structure",
    [1, [], [1, 2], (1, [2, (3,)]), {"b": 1, "a": [2]}, Pair(1, {"x": 2}), [{}, ()]],
    ids=str,
)
def test_packing_undoes_flattening(structure):
    leaves = graph.flatten(structure)
    packed = graph.pack_like(structure, leaves)
    assert packed == structure
    assert type(packed) is type(structure)
    doubled = graph.map_leaves(lambda leaf: leaf * 2, structure)
    assert graph.flatten(doubled) == [leaf * 2 for leaf in leaves]


@pytest.mark.parametrize("structure", [1, (1, 2), {"a": 1}, [1], (1, [2])], ids=str)
def test_packing_takes_no_more_leaves_than_it_needs(structure):
    leaves = graph.flatten(structure)
    assert graph.pack_like(structure, [*leaves, "more"]) == structure


def test_dicts_keep_the_order_of_insertion():
    assert graph.flatten({"b": 1, "a": 2}) == [1, 2]


def bound(shapes, arrays):
    inputs = [graph.placeholder("float32", s, f"x{i}") for i, s in enumerate(shapes)]
    return bind_symbols(inputs, arrays)


def test_symbols_are_found_in_sums_and_multiples():
    n, m = graph.symbol("n"), graph.symbol("m")
    for size, number in ((n * 2 + 1, 9), (n + m, 6), (n - 3, 1), (n * m + n, 12)):
        numbers = bound([(m,), (size,)], [(2,), (number,)])
        assert numbers[next(iter(symbols_in(n)))] == 4
        assert evaluate(size, numbers) == number


@pytest.mark.parametrize("number", [4, 1])
def test_sizes_that_no_number_gives_are_refused(number):
    n = graph.symbol("n")
    with pytest.raises(graph.FeedError, match=r"x0: axis 0 cannot have size \d"):
        bound([(n * 3 + 2,)], [(number,)])


def test_sizes_that_are_not_determined_are_missed_only_when_needed():
    n = graph.symbol("n")
    numbers = bound([(n // 2,)], [(3,)])
    with pytest.raises(
        graph.FeedError, match="the size n is needed, and no feed tells"
    ):
        evaluate(n, numbers)


def test_contradicting_sizes_are_refused():
    n = graph.symbol("n")
    with pytest.raises(graph.FeedError, match=r"n \+ 1 is 4 in this run"):
        bound([(n,), (n + 1,)], [(3,), (5,)])
