"""A walk over every container and leaf of a nesting."""

from __future__ import annotations

import graph


class MAP_TO_NONE:
    """What a function of `traverse` returns to put None in a place."""


def traverse(func, structure, top_down=True):
    """The nesting, with what a function gives in place of containers and leaves.

    Args:
        func: called with each container and leaf. None means: keep it; going down, its
            parts are visited then. `MAP_TO_NONE` puts None in its place.
        structure: any nesting.
        top_down: whether containers are visited before their parts.

    Raises:
        TypeError: func cannot be called.

    Example:
        >>> from kerasish import tree
        >>> seen = []
        >>> tree.traverse(seen.append, [(1, 2), {"a": 3}], top_down=False)
        [(1, 2), {'a': 3}]
        >>> seen
        [1, 2, (1, 2), 3, {'a': 3}, [(1, 2), {'a': 3}]]
    """
    if not callable(func):
        raise TypeError(f"traverse: func must be callable, but it is {func!r}")
    if not top_down:
        structure = _traverse_parts(func, structure, top_down)
    result = func(structure)
    if result is MAP_TO_NONE:
        return None
    if result is not None:
        return result
    return _traverse_parts(func, structure, top_down) if top_down else structure


def _traverse_parts(func, structure, top_down):
    found = graph.parts_of(structure)
    if found is None:
        return structure
    parts = [traverse(func, part, top_down) for part in found[1]]
    return graph.with_parts(structure, parts)


def lists_to_tuples(structure):
    """The nesting with tuples in place of lists.

    Example:
        >>> from kerasish import tree
        >>> tree.lists_to_tuples([1, {"a": [2, [3]]}])
        (1, {'a': (2, (3,))})
    """

    def as_tuple(part):
        return tuple(part) if isinstance(part, list) else None

    return traverse(as_tuple, structure, top_down=False)
