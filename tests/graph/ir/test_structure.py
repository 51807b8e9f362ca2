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


def test_leaves_of_dicts_come_by_sorted_keys_and_keep_their_places():
    assert graph.flatten({"b": 1, "a": 2}) == [2, 1]
    assert list(graph.pack_like({"b": 1, "a": 2}, [3, 4]).items()) == [
        ("b", 4),
        ("a", 3),
    ]
    ordered = collections.OrderedDict(b=1, a=2)
    assert graph.flatten(ordered) == [1, 2]
    assert graph.flatten({"b": 1, 3: 2}) == [1, 2]  # keys that cannot be sorted


@pytest.mark.parametrize(
    "structure",
    [
        collections.deque([1, [2]], maxlen=3),
        collections.defaultdict(list, b=[1], a=2),
        collections.OrderedDict(b=1, a=(2,)),
    ],
)
def test_kinds_of_nestings_are_kept(structure):
    packed = graph.map_leaves(lambda leaf: leaf, structure)
    assert packed == structure and type(packed) is type(structure)
    assert getattr(packed, "maxlen", None) == getattr(structure, "maxlen", None)


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


def test_functions_and_sessions_give_values_of_dicts_their_own_keys():
    values = {"b": [1.0, 2.0], "a": 5.0}
    arrays = {key: graph.as_tensor(value) for key, value in values.items()}
    result = graph.function(lambda d: {"y": d["a"] * 2, "x": d["b"]})(arrays)
    assert list(result) == ["y", "x"]
    assert float(result["y"]) == 10.0 and result["x"].shape == (2,)
    x = graph.placeholder("float32", (), "x")
    run = graph.Session().run({"b": x + 1, "a": x}, {x: 3.0})
    assert {key: float(value) for key, value in run.items()} == {"b": 4.0, "a": 3.0}


@pytest.mark.parametrize(
    "structure",
    [
        None,
        (1, 2),
        [1, 2],
        {"a": 1, "b": 2},
        {"b": 1, "a": 2},
        {"a": [1, 2], "b": (3,)},
        ((1, 2), None),
        collections.OrderedDict(b=1, a=2),
        (),
    ],
)
def test_a_packer_does_what_pack_like_does(structure):
    leaves = list(range(5))
    packed = graph.packer(structure)(leaves)
    assert packed == graph.pack_like(structure, leaves)
    assert type(packed) is type(graph.pack_like(structure, leaves))
