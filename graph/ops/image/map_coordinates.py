"""Values between the elements of a tensor, at any points."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn
from typing import cast as cast_type

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.rounding import rint
from graph.ops.elementwise.selection import where
from graph.ops.image.corners import PLACES, corners
from graph.ops.indexing.gather import take
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.pad import pad
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike
    from graph.ops.image.corners import Corner


MODES = ("constant", *PLACES)


@public
def map_coordinates(
    x: TensorLike,
    coordinates: TensorLike,
    order: int = 1,
    mode: str = "constant",
    fill_value: float = 0.0,
    batched: bool = False,
) -> Tensor:
    """y[p] = x at the point coordinates[:, p], between the elements around it.

    Args:
        x: (*sizes, *others); with `batched` (batch, *sizes, *others).
        coordinates: (n, *points) floats, or (n, batch, *points), where the batch may be
            1: a row for each of the n axes of `sizes`. Element i of an axis lies at i.
        order: 0 for the nearest element (halves to the even one), 1 for the mean of the
            elements around, by nearness.
        mode: what stands beyond the ends: "constant" (`fill_value`), "nearest" (the
            outermost element), "mirror" (c b | a b c), "reflect" (b a | a b c), or
            "wrap" (b c | a b c).
        fill_value: a scalar.
        batched: whether each element of a batch has points of its own.

    Returns:
        (*points, *others), or (batch, *points, *others), in the dtype of x; but the
        means of integers in the dtype of the coordinates.

    Raises:
        ShapeError: x has not as many axes as coordinates has rows.
        ArgumentError: an unknown mode or order.

    Gradient:
        In x, dy added up at the elements; in the coordinates (order 1), the
        differences of neighbouring elements.

    Example:
        >>> import graph
        >>> graph.map_coordinates([1.0, 5.0], [[0.5, 1.0, 3.0]]).numpy()
        array([3., 5., 0.])
    """
    x, coordinates = as_tensor(x), as_tensor(coordinates)
    _check(x, coordinates, order, mode, batched)
    if kind_of(coordinates.dtype) != "f":
        coordinates = cast(coordinates, "float32")
    dtype = x.dtype if order == 0 else coordinates.dtype
    axes = range(int(batched), int(batched) + coordinates.spec.shape[0])
    nearest = rint(coordinates) if order == 0 else coordinates
    points = [nearest[k] for k in range(len(axes))]
    if mode == "constant":
        x, points = _framed(x, axes, points, fill_value)
        mode = "nearest"
    sizes = [x.spec.shape[axis] for axis in axes]
    found = [corners(p, size, order, mode) for p, size in zip(points, sizes)]
    rows, starts = _rows(x, sizes, coordinates.ndim - 1, batched)
    read = functools.partial(_read, rows, starts, sizes, dtype)
    y = _mean(found, read, coordinates.ndim - 1)
    return cast(y, x.dtype) if kind_of(x.dtype) == "f" else y


def _framed(
    x: Tensor, axes: range, points: Sequence[Tensor], fill_value: float
) -> tuple[Tensor, list[Tensor]]:
    """x with a frame of the filling, and the points in it: those beyond are on it."""
    around, moved = [(0, 0)] * x.ndim, []
    for axis, at in zip(axes, points):
        around[axis] = (1, 1)
        end = to_dtype(x.spec.shape[axis], at.dtype)
        inside = logical_and(at > -1, at < end)  # false for what is no number
        moved.append(where(inside, at + 1, 0))
    return pad(x, around, constant_values=fill_value), moved


def _mean(
    axes: Sequence[list[Corner]],
    read: Callable[..., Any],
    rank: int,
    chosen: tuple[Corner, ...] = (),
) -> Tensor:
    """The weighted mean over the corners of the axes, the last one first."""
    if len(chosen) == len(axes):
        result: Tensor = read(chosen)
        return result
    terms = []
    for corner in axes[len(chosen)]:
        value = _mean(axes, read, rank, (*chosen, corner))
        if corner.weight is not None:
            value = value * _spread(corner.weight, value, rank)
        terms.append(value)
    return functools.reduce(operator.add, terms)


def _rows(
    x: Tensor, sizes: Sequence[Size], rank: int, batched: bool
) -> tuple[Tensor, Tensor | int]:
    """x with the axes of the points as one, and where each batch element starts."""
    first = int(batched)
    others = x.spec.shape[first + len(sizes) :]
    each = math.prod(sizes)
    if not batched:
        return reshape(x, (each, *others)), 0
    batch = x.spec.shape[0]
    starts = reshape(positions(batch) * each, (batch, *(1,) * (rank - 1)))
    return reshape(x, (batch * each, *others)), starts


def _read(
    rows: Tensor,
    starts: Tensor | int,
    sizes: Sequence[Size],
    dtype: np.dtype,
    corner: tuple[Corner, ...],
) -> Tensor:
    """The elements at one corner of the cells around the points."""
    flat: Tensor | int = 0
    for part, size in zip(corner, sizes):
        flat = flat * size + part.place
    return cast(take(rows, flat + starts, 0), dtype)


def _spread(of_points: Tensor, value: Tensor, rank: int) -> Tensor:
    """With an axis of 1 for each axis of the value that is not one of points."""
    ones = (1,) * (value.ndim - rank)
    return reshape(of_points, (*of_points.spec.shape, *ones)) if ones else of_points


def _check(
    x: Tensor, coordinates: Tensor, order: int, mode: str, batched: bool
) -> None:
    if mode not in MODES:
        modes = ", ".join(map(repr, MODES))
        _reject("unknown mode", f"one of {modes}", mode=repr(mode))
    if order not in (0, 1):
        _reject(
            "the order must be 0 or 1",
            "0 takes the nearest element, 1 interpolates between neighbours",
            order=repr(order),
        )
    rank, rows = x.ndim - int(batched), coordinates.spec.shape[:1]
    if coordinates.ndim < 1 + int(batched) or not 1 <= cast_type(int, rows[0]) <= rank:
        _reject(
            "coordinates has a row for each axis of x that the points lie on",
            f"1 to {rank} rows" + (", then the batch" if batched else ""),
            ShapeError,
            x=x.spec,
            coordinates=coordinates.spec,
        )


def _reject(
    what: str, hint: str, error: type[Any] = ArgumentError, **got: Any
) -> NoReturn:
    raise error(describe(f"map_coordinates: {what}", got, hint, str(here())))
