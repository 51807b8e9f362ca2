"""Products, extremes and their positions, over axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis, without
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import equal
from graph.ops.public import public
from graph.ops.reduction.base import Reduce, call_reduce
from graph.ops.reduction.cumulative import cumprod
from graph.ops.shape.broadcast import spread, widen_integers
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import ravel, reshape
from graph.ops.shape.transpose import flip, transpose

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Extreme(Reduce, abstract=True):
    """Maximum or minimum. The gradient is shared evenly among equal extremes."""

    def infer(self, x: Spec) -> Spec:
        if any(isinstance(x.shape[a], int) and x.shape[a] == 0 for a in self.axes):
            self.fail("an empty axis has no extreme", "reduce a non-empty axis", x=x)
        return super().infer(x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        hits = cast(equal(x, spread(y, x, self.axes)), x.dtype)
        share = spread(dy / total(hits, self.axes), x, self.axes)
        return (share * hits,)


class Max(Extreme):
    """The largest element over the axes; NaN if there is one."""

    reducer = np.maximum


class Min(Extreme):
    """The smallest element over the axes; NaN if there is one."""

    reducer = np.minimum


class Prod(Reduce):
    """The product over the axes."""

    reducer = np.multiply
    is_holomorphic = True

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        rest = tuple(i for i in range(x.ndim) if i not in self.axes)
        moved = transpose(x, (*rest, *self.axes))
        flat = reshape(moved, (*(x.spec.shape[i] for i in rest), -1))
        others = multiply(_before(flat), flip(_before(flip(flat, -1)), -1))
        back = reshape(others, moved.spec.shape)
        order = (*rest, *self.axes)
        inverse = tuple(order.index(i) for i in range(x.ndim))
        return (spread(dy, x, self.axes) * transpose(back, inverse),)


def _before(x: Tensor) -> Tensor:
    """The product of the elements before each one, along the last axis."""
    return cumprod(x, axis=-1, exclusive=True)


@public
def max(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The largest element over the axes; NaN if there is one.

    Gradient:
        dy, shared evenly among equal maxima.

    Example:
        >>> import graph
        >>> graph.max([[1, 5], [7, 2]], axis=1).numpy()
        array([5, 7])
    """
    return call_reduce(Max, x, axis, keepdims)


@public
def min(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The smallest element over the axes; NaN if there is one.

    Gradient:
        dy, shared evenly among equal minima.
    """
    return call_reduce(Min, x, axis, keepdims)


@public
def prod(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
) -> Tensor:
    """The product over the axes.

    Gradient:
        dy times the product of the other elements; right where some are 0.
    """
    return call_reduce(Prod, widen_integers(x), axis, keepdims)


class ArgExtreme(Op, abstract=True):
    """The position of an extreme along ``axis``, as int64."""

    axis: int

    def infer(self, x: Spec) -> Spec:
        self.require_axis(self.axis, x.rank, x=x)
        if x.shape[self.axis] == 0:
            self.fail("an empty axis has no extreme", "", x=x)
        return Spec(np.int64, without(x.shape, (self.axis,)))

    def flops(self, inputs: Any, outputs: Any) -> Any:
        return inputs[0].size

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


class Argmax(ArgExtreme):
    """The index of the first largest element along the axis."""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.argmax(x, self.axis))


class Argmin(ArgExtreme):
    """The index of the first smallest element along the axis."""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.argmin(x, self.axis))


def _call_arg(
    op_class: type[Any], x: TensorLike, axis: int | None, keepdims: bool
) -> Tensor:
    x = as_tensor(x)
    rank = x.ndim
    if axis is None:
        y = apply(op_class(0), ravel(x))
        return reshape(y, (1,) * rank) if keepdims else y
    axis = normal_axis(op_class.__name__.lower(), axis, rank)
    y = apply(op_class(axis), x)
    if not keepdims:
        return y
    return reshape(y, (*x.spec.shape[:axis], 1, *x.spec.shape[axis + 1 :]))


@public
def argmax(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The index of the first largest element, as int64; no gradient.

    Example:
        >>> import graph
        >>> int(graph.argmax([3, 9, 9]))
        1
    """
    return _call_arg(Argmax, x, axis, keepdims)


@public
def argmin(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The index of the first smallest element, as int64; no gradient."""
    return _call_arg(Argmin, x, axis, keepdims)
