"""The elements around points between them, along one axis."""

from __future__ import annotations

from typing import NamedTuple

from graph.ir.dims import Size
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.rounding import floor, rint
from graph.ops.elementwise.selection import where
from graph.ops.promotion import to_dtype
from graph.ops.shape.outside import edge, reflect, symmetric, wrap

_PLACES = {"nearest": edge, "wrap": wrap, "mirror": reflect, "reflect": symmetric}
MODES = ("constant", *_PLACES)


class Corner(NamedTuple):
    """Elements to read.

    Args:
        place: int64, a position on the axis for each point.
        weight: its part of the value; None for all of it.
        inside: whether the axis has it, or else the filling counts; None for always.
    """

    place: Tensor
    weight: Tensor | None
    inside: Tensor | None


def corners(points, size: Size, order: int, mode: str) -> list[Corner]:
    """The nearest element of order 0, the two around of order 1.

    Args:
        points: floats; element i lies at i.
        size: of the axis.
        order: 0 or 1.
        mode: what stands beyond the ends, one of `MODES`.
    """
    if mode == "constant":  # what is far outside, or no number, has weights of 1 and 0
        near = logical_and(points > -2, points < to_dtype(size, points.dtype) + 1)
        points = where(near, points, -2)
    if order == 0:
        return [_corner(rint(points), None, size, mode)]
    low = floor(points)
    high = low + 1
    return [
        _corner(low, high - points, size, mode),
        _corner(high, points - low, size, mode),
    ]


def _corner(at, weight, size, mode) -> Corner:
    if mode != "constant":
        return Corner(_PLACES[mode](cast(at, "int64"), size), weight, None)
    inside = logical_and(at >= 0, at < to_dtype(size, at.dtype))
    return Corner(cast(where(inside, at, 0), "int64"), weight, inside)
