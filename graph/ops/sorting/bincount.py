"""Counting integers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import (
    ArgumentError,
    DTypeError,
    ShapeError,
    SymbolicError,
    describe,
)
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.selection import where
from graph.ops.indexing.gather import add_at
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.filled import ones_like, zeros
from graph.ops.shape.reshape import expand_dims, ravel, reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


@public
def bincount(
    x: TensorLike,
    weights: TensorLike | None = None,
    minlength: int = 0,
) -> Tensor:
    """y_i = how often i stands in x, or the sum of the weights that stand with it.

    Args:
        x: integers of 0 or more, (n,), or (rows, n) to count row by row.
        weights: what each element of x counts, in the shape of x; 1 if None.
        minlength: the least size of the result. For a symbolic x it is the size, and a
            larger number in x is an error of the run.

    Returns:
        (length,) or (rows, length) with length = max(minlength, max(x) + 1); int64, or
        the dtype of the weights.

    Raises:
        SymbolicError: x is symbolic and minlength is not given.
        ArgumentError: x has a negative number.

    Gradient:
        To the weights.

    Example:
        >>> import graph
        >>> graph.bincount([1, 3, 1]).numpy()
        array([0, 2, 0, 1])
    """
    x = as_tensor(x)
    _require(x)
    length = _length(x, minlength)
    if weights is None:
        weights = ones_like(x, "int64")
    weights = as_tensor(weights)
    weights = cast(weights, "int64") if kind_of(weights.dtype) == "b" else weights
    at = x
    shape: tuple[Size, ...] = (length,)
    if x.ndim == 2:
        shape = (x.spec.shape[0], length)
        at = x + expand_dims(positions(shape[0]) * length, 1)
    size = math.prod(shape)
    if is_symbolic(x):  # what is outside becomes an index that the run refuses
        at = where(logical_and(x >= 0, x < length), at, size)
    counts = add_at(zeros(size, weights.dtype), ravel(at), ravel(weights))
    return reshape(counts, shape)


def _require(x: Tensor) -> None:
    if kind_of(x.dtype) not in "iu":
        raise DTypeError(
            describe(
                "bincount: counts integers",
                {"x": x.spec},
                'convert them first: graph.cast(x, "int32")',
                str(here()),
            )
        )
    if x.ndim not in (1, 2):
        raise ShapeError(
            describe(
                f"bincount: takes one or two axes, not {x.ndim}",
                {"x": x.spec},
                "ravel x, or make it (rows, n)",
                str(here()),
            )
        )


def _length(x: Tensor, minlength: int) -> int:
    if is_symbolic(x):
        if minlength < 1:
            raise SymbolicError(
                describe(
                    "bincount: the size of the result depends on data",
                    {"x": x.spec},
                    "give the number of bins: minlength=10",
                    str(here()),
                )
            )
        return minlength
    array = np.asarray(x)
    if array.size and array.min() < 0:
        raise ArgumentError(
            describe(
                "bincount: x has a negative number",
                {"x": x.spec, "smallest": array.min()},
                "count x - graph.min(x), or drop negative numbers",
                str(here()),
            )
        )
    return max(minlength, int(array.max(initial=-1)) + 1)
