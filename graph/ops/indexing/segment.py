"""Reductions of rows that belong together by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ShapeError, SymbolicError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.logical import logical_or
from graph.ops.elementwise.selection import where
from graph.ops.indexing.places import ScatterNd
from graph.ops.public import public
from graph.ops.shape.broadcast import widen_integers
from graph.ops.shape.concatenate import slice_axis
from graph.ops.shape.filled import full
from graph.ops.shape.reshape import expand_dims
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def segment_sum(
    data: TensorLike, segment_ids: TensorLike, num_segments: Size | None = None
) -> Tensor:
    """y[s] = the sum of the rows of data whose segment is s; 0 where there is none.

    Args:
        data: (n, ...); booleans and small integers are summed as 64-bit ones.
        segment_ids: integers (n,), in any order; rows with a number outside 0 to
            num_segments - 1 are left out.
        num_segments: the size of the result; the largest number + 1 if None, which
            needs segment_ids with a value.

    Returns:
        (num_segments, ...).

    Raises:
        SymbolicError: num_segments is None and segment_ids are symbolic.
        ShapeError: segment_ids are not one number for each row.

    Gradient:
        dy[segment_ids].

    Example:
        >>> import graph
        >>> graph.segment_sum([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([5., 2.])
    """
    data = widen_integers(data)
    return _reduce("segment_sum", "add", data, segment_ids, num_segments, 0)


@public
def segment_prod(
    data: TensorLike, segment_ids: Sequence[int], num_segments: Size | None = None
) -> Tensor:
    """y[s] = the product of the rows of segment s; 1 where there is none.

    See `segment_sum` for the arguments.

    Gradient:
        dy times the product of the other rows of the segment.

    Example:
        >>> import graph
        >>> graph.segment_prod([1.0, 2.0, 4.0], [0, 1, 0], 3).numpy()
        array([4., 2., 1.])
    """
    data = widen_integers(data)
    return _reduce("segment_prod", "mul", data, segment_ids, num_segments, 1)


@public
def segment_max(
    data: TensorLike, segment_ids: TensorLike, num_segments: Size | None = None
) -> Tensor:
    """y[s] = the maximum of the rows of segment s; the least value where there is none.

    See `segment_sum` for the arguments. The least value is minus infinity, or the
    smallest integer of the dtype.

    Gradient:
        dy, shared evenly among equal maxima.

    Example:
        >>> import graph
        >>> graph.segment_max([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([4., 2.])
    """
    data = as_tensor(data)
    least = _limit(data.dtype, -np.inf, "min")
    return _reduce("segment_max", "max", data, segment_ids, num_segments, least)


@public
def segment_min(
    data: TensorLike, segment_ids: TensorLike, num_segments: Size | None = None
) -> Tensor:
    """y[s] = the minimum of the rows of segment s; the largest value where none is.

    See `segment_sum` for the arguments. The largest value is infinity, or the largest
    integer of the dtype.

    Gradient:
        dy, shared evenly among equal minima.

    Example:
        >>> import graph
        >>> graph.segment_min([1.0, 2.0, 4.0], [0, 1, 0]).numpy()
        array([1., 2.])
    """
    data = as_tensor(data)
    most = _limit(data.dtype, np.inf, "max")
    return _reduce("segment_min", "min", data, segment_ids, num_segments, most)


def _limit(dtype: np.dtype, of_floats: float, of_integers: str) -> float:
    if kind_of(dtype) in "iu":
        return int(getattr(np.iinfo(dtype), of_integers))
    return of_integers == "max" if kind_of(dtype) == "b" else of_floats


def _reduce(
    name: str,
    reduction: str,
    data: Tensor,
    segment_ids: TensorLike,
    num_segments: Size | None,
    unit: float,
) -> Tensor:
    ids = as_tensor(segment_ids)
    _require(name, data, ids)
    count = _count(name, ids, num_segments)
    # one row more takes what belongs to no segment
    ids = where(logical_or(ids < 0, ids >= count), count, ids)
    blank = full((count + 1, *data.spec.shape[1:]), unit, data.dtype)
    y = apply(ScatterNd(reduction), blank, expand_dims(ids, 1), data)
    return slice_axis(y, 0, 0, count)


def _require(name: str, data: Tensor, ids: Tensor) -> None:
    sizes = (data.spec.shape[:1], ids.spec.shape)
    known = not any(isinstance(s, Dim) for shape in sizes for s in shape)
    if ids.ndim != 1 or not data.ndim or (known and sizes[0] != sizes[1]):
        raise ShapeError(
            describe(
                f"{name}: one number is needed for each row",
                {"data": data.spec, "segment_ids": ids.spec},
                "segment_ids has one axis, as long as the first of data",
                str(here()),
            )
        )


def _count(name: str, ids: Tensor, num_segments: Size | None) -> Size:
    if num_segments is not None:
        return as_size(name, num_segments)
    if is_symbolic(ids):
        raise SymbolicError(
            describe(
                f"{name}: the number of segments depends on data",
                {"segment_ids": ids.spec},
                "give num_segments",
                str(here()),
            )
        )
    return int(np.asarray(ids).max(initial=-1)) + 1
