"""Nested lists, tuples and dicts of leaves: flattened and put together again."""

from __future__ import annotations

from collections.abc import Callable


def flatten(structure) -> list:
    """The leaves, in order; dicts in the order of their insertion."""
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in flatten(part)]
    if isinstance(structure, dict):
        return [leaf for part in structure.values() for leaf in flatten(part)]
    return [structure]


def pack_like(structure, leaves: list):
    """The leaves in the nesting of the structure, as plain lists, tuples and dicts."""
    return _pack(structure, iter(leaves))


def _pack(structure, leaves):
    if isinstance(structure, dict):
        return {k: _pack(v, leaves) for k, v in structure.items()}
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*[_pack(part, leaves) for part in structure])
    if isinstance(structure, (list, tuple)):
        parts = [_pack(part, leaves) for part in structure]
        return tuple(parts) if isinstance(structure, tuple) else parts
    return next(leaves)


def map_leaves(function: Callable, structure):
    """The structure with a function applied to each leaf."""
    return pack_like(structure, [function(leaf) for leaf in flatten(structure)])


def same_structure(a, b) -> bool:
    """Whether two nestings have their leaves, and their None, at the same places."""
    if isinstance(a, dict) or isinstance(b, dict):
        return (
            isinstance(a, dict)
            and isinstance(b, dict)
            and list(a) == list(b)
            and all(same_structure(a[key], b[key]) for key in a)
        )
    if isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        return (
            isinstance(a, (list, tuple))
            and isinstance(b, (list, tuple))
            and len(a) == len(b)
            and all(map(same_structure, a, b))
        )
    return (a is None) == (b is None)
