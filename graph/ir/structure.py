"""Nested lists, tuples and dicts of leaves: flattened and put together again.

The leaves of a dict come in the order of its sorted keys, so that dicts that are equal
have their leaves at the same places; those of an OrderedDict come in its own order.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.ir.hints import Nested


_NESTS = (list, tuple, dict, deque)


def flatten(structure: Nested) -> list[Any]:
    """The leaves, in order; those of dicts by sorted keys."""
    parts: Any
    if isinstance(structure, dict):
        parts = [structure[key] for key in keys_in_order(structure)]
    elif isinstance(structure, _NESTS):
        parts = structure
    else:
        return [structure]
    if _is_flat(parts):
        return list(parts)
    return [leaf for part in parts for leaf in flatten(part)]


def _is_flat(parts: Any) -> bool:
    """Whether all parts are leaves."""
    for part in parts:  # noqa: SIM110 - `all` of a few parts takes much longer
        if isinstance(part, _NESTS):
            return False
    return True


def keys_in_order(structure: dict[Any, Any]) -> list[Any]:
    """The sorted keys; as they are in an OrderedDict or where they cannot be sorted."""
    if len(structure) < 2 or isinstance(structure, OrderedDict):
        return list(structure)
    try:
        return sorted(structure)
    except TypeError:
        return list(structure)


def parts_of(structure: Nested) -> tuple[list[Any], list[Any]] | None:
    """The keys and parts of a nesting, one level of it; None for a leaf.

    Example:
        >>> import graph
        >>> graph.parts_of({"b": 1, "a": [2]})
        (['a', 'b'], [[2], 1])
        >>> graph.parts_of((5, 6))
        ([0, 1], [5, 6])
    """
    if isinstance(structure, dict):
        keys = keys_in_order(structure)
        return keys, [structure[key] for key in keys]
    if isinstance(structure, _NESTS):
        return list(range(len(structure))), list(structure)
    return None


def with_parts(structure: Any, parts: list[Any]) -> Any:
    """A nesting like this one, with other parts, in the order of `parts_of`.

    Example:
        >>> import graph
        >>> graph.with_parts({"b": 1, "a": [2]}, [3, 4])
        {'b': 4, 'a': 3}
    """
    if isinstance(structure, dict):
        by_key = dict(zip(keys_in_order(structure), parts))
        items = {key: by_key[key] for key in structure}
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, items)
        return OrderedDict(items) if isinstance(structure, OrderedDict) else items
    if isinstance(structure, tuple):
        is_named = hasattr(structure, "_fields")
        return type(structure)(*parts) if is_named else tuple(parts)
    if isinstance(structure, deque):
        return deque(parts, structure.maxlen)
    return list(parts)


def pack_like(structure: Any, leaves: list[Any]) -> Any:
    """The leaves in the nesting of the structure, as plain lists, tuples and dicts."""
    if not isinstance(structure, _NESTS):
        return leaves[0]
    if type(structure) is dict and _is_flat(structure.values()):
        return with_parts(structure, leaves)
    if type(structure) is tuple and _is_flat(structure):
        return tuple(leaves[: len(structure)])
    return _pack(structure, iter(leaves))


def packer(structure: Any) -> Callable[..., Any]:
    """A function of the leaves that does what `pack_like` does, for many calls.

    Example:
        >>> import graph
        >>> graph.packer({"loss": None, "mae": None})([0.5, 0.25])
        {'loss': 0.5, 'mae': 0.25}
    """
    if type(structure) is dict and _is_flat(structure.values()):
        keys = list(structure)
        if keys == keys_in_order(structure):
            return lambda leaves: dict(zip(keys, leaves))
    if type(structure) is tuple and _is_flat(structure):
        count = len(structure)
        return lambda leaves: tuple(leaves[:count])
    if parts_of(structure) is None:
        return lambda leaves: leaves[0]
    return partial(pack_like, structure)


def _pack(structure: Nested, leaves: Iterator[Any]) -> Any:
    found = parts_of(structure)
    if found is None:
        return next(leaves)
    return with_parts(structure, [_pack(part, leaves) for part in found[1]])


def map_leaves(function: Callable[..., Any], structure: Any) -> Any:
    """The structure with a function applied to each leaf."""
    if not isinstance(structure, _NESTS):
        return function(structure)
    return pack_like(structure, [function(leaf) for leaf in flatten(structure)])


def same_structure(a: Nested, b: Nested) -> bool:
    """Whether two nestings have their leaves, and their None, at the same places."""
    if isinstance(a, dict) != isinstance(b, dict):
        return False
    found, other = parts_of(a), parts_of(b)
    if found is None or other is None:
        return found is other and (a is None) == (b is None)
    return found[0] == other[0] and all(map(same_structure, found[1], other[1]))
