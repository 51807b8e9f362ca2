"""Axis arguments: negative ones, None, tuples; made plain once, for all ops."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TypeVar

from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here

T = TypeVar("T")


def normal_axis(name: str, axis: int, rank: int) -> int:
    """The axis counted from the front.

    Raises:
        ArgumentError: the axis is outside the rank.
    """
    try:
        axis = operator.index(axis)
    except TypeError:
        raise ArgumentError(
            describe(f"{name}: axis must be an integer", {"axis": repr(axis)})
        ) from None
    if not -rank <= axis < rank:
        raise ArgumentError(
            describe(
                f"{name}: axis {axis} is outside a tensor of rank {rank}",
                {"axis": axis, "rank": rank},
                f"axes run from {-rank} to {rank - 1}" if rank else "x is a scalar",
                str(here()),
            )
        )
    return axis % rank


def normal_axes(
    name: str, axes: int | Sequence[int] | None, rank: int
) -> tuple[int, ...]:
    """All axes for None; else the given ones, counted from the front, each once."""
    if axes is None:
        return tuple(range(rank))
    given = axes if isinstance(axes, (tuple, list)) else (axes,)
    plain = tuple(normal_axis(name, a, rank) for a in given)
    if len(set(plain)) != len(plain):
        raise ArgumentError(
            describe(f"{name}: an axis is given twice", {"axis": tuple(given)})
        )
    return plain


def without(sequence: Sequence[T], axes: Sequence[int]) -> tuple[T, ...]:
    """The items whose positions are not among the axes."""
    return tuple(item for i, item in enumerate(sequence) if i not in axes)
