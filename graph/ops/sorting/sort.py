"""Sorting along an axis, and the order that sorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.indexing.gather import take_along_axis
from graph.ops.public import public
from graph.ops.shape.reshape import ravel

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Argsort(Op):
    """The indices that sort x along ``axis``, as int64; NaN counts as largest."""

    axis: int
    stable: bool = True
    descending: bool = False

    def infer(self, x: Spec) -> Spec:
        self.require_axis(self.axis, x.rank, x=x)
        return x.with_dtype(np.int64)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        kind: Any = "stable" if self.stable else None
        if not self.descending:
            return np.argsort(x, self.axis, kind=kind)
        # sorting the reversed axis keeps equal elements in their order when turned back
        order = np.argsort(np.flip(x, self.axis), self.axis, kind=kind)
        result: np.ndarray = x.shape[self.axis] - 1 - np.flip(order, self.axis)
        return result

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


@public
def argsort(
    x: TensorLike, axis: int | None = -1, stable: bool = True, descending: bool = False
) -> Tensor:
    """The indices that sort x along an axis, as int64.

    Args:
        x: real tensor; NaN counts as larger than every number.
        axis: the axis; None sorts all elements in order.
        stable: whether equal elements keep their order.
        descending: whether the largest comes first.

    Returns:
        The shape of x, or one axis when `axis` is None.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> graph.argsort([3.0, 1.0, 2.0]).numpy()
        array([1, 2, 0])
    """
    x = as_tensor(x)
    if axis is None:
        x, axis = ravel(x), 0
    op = Argsort(normal_axis("argsort", axis, x.ndim), bool(stable), bool(descending))
    return apply(op, x)


@public
def sort(x: TensorLike, axis: int | None = -1, descending: bool = False) -> Tensor:
    """x sorted along an axis.

    Args:
        x: real tensor; NaN counts as larger than every number.
        axis: the axis; None sorts all elements in order.
        descending: whether the largest comes first.

    Gradient:
        dy, put back to where the elements came from.

    Example:
        >>> import graph
        >>> graph.sort([[3, 1], [0, 2]]).numpy()
        array([[1, 3],
               [0, 2]])
    """
    x = as_tensor(x)
    if axis is None:
        x, axis = ravel(x), 0
    return take_along_axis(x, argsort(x, axis, descending=descending), axis)


@public
def argpartition(x: TensorLike, kth: int, axis: int | None = -1) -> Tensor:
    """Indices that put the kth smallest element to place kth, smaller ones before it.

    Args:
        x: real tensor; NaN counts as larger than every number.
        kth: a place along the axis; negative ones count from the end.
        axis: the axis; None takes all elements in order.

    Returns:
        int64 indices in the shape of x. They are those of `argsort`: sorted is one of
        the orders that are asked for.

    Raises:
        ArgumentError: kth is outside the axis.

    Example:
        >>> import graph
        >>> int(graph.argpartition([30, 10, 20], 1)[1])
        2
    """
    x = as_tensor(x)
    if axis is None:
        x, axis = ravel(x), 0
    size = x.spec.shape[normal_axis("argpartition", axis, x.ndim)]
    if isinstance(size, int) and not -size <= kth < size:
        raise ArgumentError(
            describe(
                f"argpartition: place {kth} of an axis of size {size}",
                {"x": x.spec},
                f"places run from {-size} to {size - 1}",
                str(here()),
            )
        )
    return argsort(x, axis)
