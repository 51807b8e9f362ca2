"""Nestings as flat lists, and back."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail


def is_nested(structure) -> bool:
    """Whether a value is a list, tuple, dict or deque; an empty one is, None is not.

    Example:
        >>> from kerasish import tree
        >>> tree.is_nested({"a": 1}), tree.is_nested(1), tree.is_nested("ab")
        (True, False, False)
    """
    return graph.parts_of(structure) is not None


def flatten(structure) -> list:
    """The leaves of a nesting, in order: those of a dict by sorted keys.

    Args:
        structure: any nesting; a value that is not nested is a leaf, None too.

    Example:
        >>> from kerasish import tree
        >>> tree.flatten({"b": [1, (2, None)], "a": 3})
        [3, 1, 2, None]
    """
    return graph.flatten(structure)


def flatten_with_path(structure) -> list[tuple[tuple, object]]:
    """Pairs of a path and a leaf, in the order of `flatten`.

    A path is a tuple of positions and keys.

    Example:
        >>> from kerasish import tree
        >>> tree.flatten_with_path([{"foo": 42}, 7])
        [((0, 'foo'), 42), ((1,), 7)]
    """
    return list(_walk(structure, ()))


def _walk(structure, path):
    found = graph.parts_of(structure)
    if found is None:
        yield path, structure
        return
    for key, part in zip(*found):
        yield from _walk(part, (*path, key))


def pack_sequence_as(structure, flat_sequence):
    """The values in the nesting of a structure: what `flatten` undoes.

    Args:
        structure: any nesting; its leaves are not looked at.
        flat_sequence: as many values as it has leaves.

    Raises:
        TypeError: flat_sequence is not iterable.
        ArgumentError: another number of values.

    Example:
        >>> from kerasish import tree
        >>> tree.pack_sequence_as({"b": 0, "a": (0, 0)}, [1, 2, 3])
        {'b': 3, 'a': (1, 2)}
    """
    values = list(flat_sequence)
    expected = len(graph.flatten(structure))
    if len(values) != expected:
        fail(
            "pack_sequence_as: there must be one value for each leaf",
            {"leaves": expected, "values": len(values)},
            "pass as many values as flatten(structure) gives",
        )
    return graph.pack_like(structure, values)
