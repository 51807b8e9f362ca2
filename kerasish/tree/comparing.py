"""Whether nestings have one form."""

from __future__ import annotations

import warnings
from typing import NoReturn

import graph
from kerasish.base.errors import fail
from kerasish.tree.flattening import flatten_with_path


def assert_same_structure(a, b, check_types=None) -> None:
    """Raises unless two nestings have the same kinds of containers at the same places.

    Dicts of any kind are alike if they have the same keys; a list, a tuple, a deque and
    each class of named tuples are all different. Leaves are not compared.

    Args:
        a, b: nestings.
        check_types: has no effect, as in Keras; anything but None warns.

    Raises:
        ArgumentError: they differ; the text says where.

    Example:
        >>> from kerasish import tree
        >>> tree.assert_same_structure([(0, 1)], [(2, None)])
    """
    if check_types is not None:
        warnings.warn(
            "check_types has no effect: leave it out; assert_same_paths takes lists "
            "and tuples for the same",
            DeprecationWarning,
            stacklevel=2,
        )
    _compare(a, b)


def _compare(a, b) -> None:
    require_same_kind("assert_same_structure", a, b)
    found = graph.parts_of(a)
    if found is not None:
        for key, part in zip(*found):
            _compare(part, b[key])


def require_same_kind(owner: str, a, b) -> None:
    """Raises unless both are leaves, or containers of one kind with the same keys."""
    found, other = graph.parts_of(a), graph.parts_of(b)
    if found is None and other is None:
        return
    different = found is None or other is None or _kind(a) is not _kind(b)
    if different or set(found[0]) != set(other[0]):
        refuse(owner, a, b)


def refuse(owner: str, a, b) -> NoReturn:
    """Says that two parts are nested in different ways."""
    fail(
        f"{owner}: the structures don't have the same nested structure",
        {"first": _shown(a), "other": _shown(b)},
        "nest both in the same way",
    )


def _kind(structure) -> type:
    if isinstance(structure, dict):
        return dict
    is_named = isinstance(structure, tuple) and hasattr(structure, "_fields")
    if is_named:
        return type(structure)
    return next(k for k in (list, tuple, object) if isinstance(structure, k))


def _shown(structure) -> str:
    return f"{type(structure).__name__} {structure!r}"[:80]


def assert_same_paths(a, b) -> None:
    """Raises unless two nestings have leaves at the same paths.

    Lists, tuples, named tuples and deques count as the same.

    Raises:
        ArgumentError: the text names the paths that only one of them has.

    Example:
        >>> from kerasish import tree
        >>> tree.assert_same_paths([0, (1, 2)], (3, [4, 5]))
    """
    left, right = ({path for path, _ in flatten_with_path(x)} for x in (a, b))
    if left != right:
        fail(
            "assert_same_paths: the structures don't have the same paths",
            {
                "in the first only": sorted(left - right, key=str),
                "in the second only": sorted(right - left, key=str),
            },
        )
