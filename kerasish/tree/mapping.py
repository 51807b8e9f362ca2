"""Functions applied to the leaves of nestings."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.tree.comparing import refuse, require_same_kind


def map_structure(func, *structures, none_is_leaf=True):
    """The nesting of what a function gives for the leaves at each place.

    Args:
        func: takes as many leaves as there are structures.
        *structures: nestings of one form.
        none_is_leaf: whether the function sees None; if not, None stays None.

    Raises:
        TypeError: func cannot be called.
        ArgumentError: there is no structure, or their forms differ.

    Example:
        >>> from kerasish import tree
        >>> tree.map_structure(lambda x, y: x + y, {"a": [1, 2]}, {"a": [3, 4]})
        {'a': [4, 6]}
    """
    _require("map_structure", func, structures)
    return _map("map_structure", func, structures, none_is_leaf)


def _map(owner, func, structures, none_is_leaf):
    first = structures[0]
    if not none_is_leaf and any(part is None for part in structures):
        other = next((part for part in structures if part is not None), None)
        return None if other is None else refuse(owner, None, other)
    found = graph.parts_of(first)
    for other in structures[1:]:
        require_same_kind(owner, first, other)
    if found is None:
        return func(*structures)
    rows = zip(*[_parts(other, found[0]) for other in structures])
    return graph.with_parts(
        first, [_map(owner, func, row, none_is_leaf) for row in rows]
    )


def _parts(structure, keys):
    """The parts at these keys: an OrderedDict may have another order."""
    return [structure[key] for key in keys]


def map_structure_up_to(shallow_structure, func, *structures):
    """Like `map_structure`, but no deeper than the shallow structure goes.

    Args:
        shallow_structure: says how deep the others are walked; its leaves are not used.
        func: takes as many parts as there are structures.
        *structures: as deep as the shallow structure, or deeper.

    Raises:
        TypeError: func cannot be called.
        ArgumentError: there is no structure, or one has another form.

    Example:
        >>> from kerasish import tree
        >>> tree.map_structure_up_to([None, None], len, [[1, 1], [2, 2, 2]])
        [2, 3]
    """
    _require("map_structure_up_to", func, structures)
    return _map_up_to(shallow_structure, func, structures)


def _map_up_to(shallow, func, structures):
    found = graph.parts_of(shallow)
    if found is None:
        return func(*structures)
    for other in structures:
        require_same_kind("map_structure_up_to", shallow, other)
    rows = zip(found[1], *[_parts(other, found[0]) for other in structures])
    parts = [_map_up_to(inner, func, others) for inner, *others in rows]
    return graph.with_parts(shallow, parts)


def map_shape_structure(func, structure):
    """The nesting of what a function gives for each shape in it.

    A list or tuple of integers and None is a shape.

    Example:
        >>> from kerasish import tree
        >>> tree.map_shape_structure(len, {"a": (None, 3), "b": [(4,), ()]})
        {'a': 2, 'b': [1, 0]}
    """
    _require("map_shape_structure", func, (structure,))
    found = None if _is_shape(structure) else graph.parts_of(structure)
    if found is None:
        return func(structure)
    parts = [map_shape_structure(func, part) for part in found[1]]
    return graph.with_parts(structure, parts)


def _is_shape(value) -> bool:
    return isinstance(value, (list, tuple)) and all(
        size is None or isinstance(size, int) for size in value
    )


def _require(owner, func, structures) -> None:
    if not callable(func):
        raise TypeError(f"{owner}: func must be callable, but it is {func!r}")
    if not structures:
        fail(f"{owner}: there is no structure", None, "pass one behind the function")
