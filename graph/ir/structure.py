"""Nested lists, tuples and dicts of leaves: flattened and put together again."""

from __future__ import annotations

from collections.abc import Callable

_NESTS = (list, tuple, dict)


def flatten(structure) -> list:
    """The leaves, in order; dicts in the order of their insertion."""
    if isinstance(structure, (list, tuple)):
        parts = structure
    elif isinstance(structure, dict):
        parts = structure.values()
    else:
        return [structure]
    if _is_flat(parts):
        return list(parts)
    return [leaf for part in parts for leaf in flatten(part)]


def _is_flat(parts) -> bool:
    """Whether all parts are leaves."""
    for part in parts:  # noqa: SIM110 - `all` of a few parts takes much longer
        if isinstance(part, _NESTS):
            return False
    return True


def pack_like(structure, leaves: list):
    """The leaves in the nesting of the structure, as plain lists, tuples and dicts."""
    if type(structure) is dict and _is_flat(structure.values()):
        return dict(zip(structure, leaves))
    if type(structure) is tuple and _is_flat(structure):
        return tuple(leaves[: len(structure)])
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
