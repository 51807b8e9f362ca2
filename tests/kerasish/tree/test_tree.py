"""``tree``: expected values are those of Keras 3.15 (with optree)."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque, namedtuple

import pytest

import graph
from kerasish import tree
from kerasish.layers.layer import Layer

Pair = namedtuple("Pair", "x y")
SamePair = namedtuple("Pair", "x y")
DEEP = [Pair(1, 2), {"z": (1,), "y": deque([3])}]


@pytest.mark.parametrize(
    "structure, leaves",
    [
        (1, [1]),
        (None, [None]),
        ("abc", ["abc"]),
        ([], []),
        ({"b": 1, "a": [2, None]}, [2, None, 1]),
        (OrderedDict(b=1, a=2), [1, 2]),
        (defaultdict(list, b=1, a=2), [2, 1]),
        ({100: "world!", 6: "Hello"}, ["Hello", "world!"]),
        (DEEP, [1, 2, 3, 1]),
    ],
)
def test_flatten_and_pack(structure, leaves):
    assert tree.flatten(structure) == leaves
    packed = tree.pack_sequence_as(structure, leaves)
    assert packed == structure and type(packed) is type(structure)


def test_lists_and_dicts_of_layers_are_nested():
    layer = Layer()
    layer.items = [1, {"a": 2}]
    assert tree.flatten(layer.items) == [1, 2]
    assert tree.map_structure(str, layer.items) == ["1", {"a": "2"}]


def test_paths():
    assert tree.flatten_with_path(DEEP) == [
        ((0, 0), 1),
        ((0, 1), 2),
        ((1, "y", 0), 3),
        ((1, "z", 0), 1),
    ]
    assert tree.flatten_with_path(7) == [((), 7)]


def test_map_structure():
    assert tree.map_structure(lambda v: v * 2, Pair(1, 2)) == Pair(2, 4)
    mixed = tree.map_structure(
        lambda a, b: (a, b), {"a": 1, "b": 2}, OrderedDict(b=3, a=4)
    )
    assert mixed == {"a": (1, 4), "b": (2, 3)}
    assert tree.map_structure(str, [None, 1]) == ["None", "1"]
    assert tree.map_structure(str, [None, 1], none_is_leaf=False) == [None, "1"]
    both = tree.map_structure(max, [None, 1], [None, 2], none_is_leaf=False)
    assert both == [None, 2]


def test_map_structure_up_to():
    assert tree.map_structure_up_to([1, [1, 1]], str, [[1, 1], [2, 2]]) == [
        "[1, 1]",
        ["2", "2"],
    ]


def test_map_shape_structure():
    shapes = {"a": (None, 3), "b": [(4,), [5, 6]]}
    assert tree.map_shape_structure(tuple, shapes) == {
        "a": (None, 3),
        "b": [(4,), (5, 6)],
    }


def test_traverse():
    seen = []
    tree.traverse(seen.append, DEEP)
    assert seen[:4] == [DEEP, Pair(1, 2), 1, 2]
    replaced = tree.traverse(
        lambda v: tree.MAP_TO_NONE if v == 1 else (9 if v == 2 else None), [1, 2, [3]]
    )
    assert replaced == [None, 9, [3]]
    assert tree.lists_to_tuples([1, Pair([2], deque([[3]]))]) == (
        1,
        Pair((2,), deque([(3,)])),
    )


@pytest.mark.parametrize(
    "a, b, same, same_paths",
    [
        ([(0, 1)], [(2, None)], True, True),
        ({"a": 1, "b": 2}, OrderedDict(b=1, a=2), True, True),
        ({"a": 1}, defaultdict(int, a=2), True, True),
        ([1, 2], (1, 2), False, True),
        (deque([1]), [1], False, True),
        (Pair(0, 1), SamePair(0, 1), False, True),
        ([1, 2], [1, 2, 3], False, False),
        ({"a": 1}, {"b": 1}, False, False),
        (1, [1], False, False),
        (None, (), False, False),
    ],
)
def test_comparing(a, b, same, same_paths):
    for check, holds in (
        (tree.assert_same_structure, same),
        (tree.assert_same_paths, same_paths),
        (lambda a, b: tree.map_structure(lambda *_: 0, a, b), same),
    ):
        if holds:
            check(a, b)
        else:
            with pytest.raises(graph.ArgumentError, match="don't have the same"):
                check(a, b)


@pytest.mark.parametrize("other", [1, ()])
def test_none_that_is_no_leaf_is_only_like_none(other):
    with pytest.raises(graph.ArgumentError, match="don't have the same"):
        tree.map_structure(max, [None], [other], none_is_leaf=False)


def test_types_are_always_compared():
    with pytest.warns(DeprecationWarning, match="check_types has no effect"):
        tree.assert_same_structure([1], [2], check_types=True)


def test_wrong_arguments():
    with pytest.raises(TypeError, match="func must be callable"):
        tree.map_structure(3, [1])
    with pytest.raises(TypeError, match="func must be callable"):
        tree.traverse(None, [1])
    with pytest.raises(graph.ArgumentError, match="there is no structure"):
        tree.map_structure_up_to([1], len)
    with pytest.raises(graph.ArgumentError, match="one value for each leaf"):
        tree.pack_sequence_as([1, 2], [3])
