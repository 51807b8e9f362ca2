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
