"""Differences of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.comparison import not_equal
from graph.ops.public import public
from graph.ops.shape.concatenate import slice_axis

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def diff(x: TensorLike, n: int = 1, axis: int = -1) -> Tensor:
    """y_i = x_(i+1) - x_i along an axis, n times.

    Args:
        x: tensor; booleans give whether neighbours differ.
        n: how often, at least 0.
        axis: the axis; it becomes shorter by n.

    Raises:
        ArgumentError: n is negative.

    Example:
        >>> import graph
        >>> graph.diff([1, 4, 9]).numpy()
        array([3, 5])
    """
    x = as_tensor(x)
    axis = normal_axis("diff", axis, x.ndim)
    if n < 0:
        raise ArgumentError(
            describe(
                "diff: n is negative",
                {"x": x.spec, "n": n},
                "graph.cumsum is the inverse",
                str(here()),
            )
        )
    for _ in range(n):
        size = x.spec.shape[axis]
        if isinstance(size, int) and size == 0:
            return x
        after = slice_axis(x, axis, 1, size)
        before = slice_axis(x, axis, 0, size - 1)
        x = not_equal(after, before) if kind_of(x.dtype) == "b" else after - before
    return x
