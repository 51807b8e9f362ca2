"""The elements around points between them, along one axis."""

from __future__ import annotations

from typing import NamedTuple

from graph.ir.dims import Size
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.rounding import floor
from graph.ops.shape.outside import edge, reflect, symmetric, wrap

#: where a position beyond the ends is read, by mode
PLACES = {"nearest": edge, "wrap": wrap, "mirror": reflect, "reflect": symmetric}


class Corner(NamedTuple):
    """Elements to read.

    Args:
        place: int64, a position on the axis for each point.
        weight: its part of the value; None for all of it.
    """

    place: Tensor
    weight: Tensor | None


def corners(points: Tensor, size: Size, order: int, mode: str) -> list[Corner]:
    """The element itself of order 0, the two around of order 1.

    Args:
        points: floats, whole numbers for order 0; element i lies at i.
        size: of the axis.
        order: 0 or 1.
        mode: what stands beyond the ends, one of `PLACES`.
    """
    place = PLACES[mode]
    if order == 0:
        return [Corner(place(cast(points, "int64"), size), None)]
    low = floor(points)
    high = low + 1
    at = cast(low, "int64")
    return [
        Corner(place(at, size), high - points),
        Corner(place(at + 1, size), points - low),
    ]
