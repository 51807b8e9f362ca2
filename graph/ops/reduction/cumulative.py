"""Running sums and products along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.public import public
from graph.ops.reduction.recurrence import Recurrence, shifted
from graph.ops.shape.broadcast import widen_integers
from graph.ops.shape.reshape import ravel

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Cumulative(Op, abstract=True):
    """A running reduction along ``axis``, from the end if ``reverse``."""

    axis: int
    reverse: bool = False
    accumulator: ClassVar[Any] = None

    def infer(self, x: Spec) -> Spec:
        self.require_axis(self.axis, x.rank, x=x)
        return x

    def flops(self, inputs: Any, outputs: Any) -> Any:
        return inputs[0].size

    def kernel(self, x: np.ndarray) -> np.ndarray:
        if not self.reverse:
            result: np.ndarray = self.accumulator.accumulate(
                x, self.axis, dtype=x.dtype
            )
            return result
        flipped = np.flip(x, self.axis)
        return np.flip(
            self.accumulator.accumulate(flipped, self.axis, dtype=x.dtype), self.axis
        )


class Cumsum(Cumulative):
    """y_i = x_0 + ... + x_i. Gradient: the running sum of dy from the other end."""

    accumulator = np.add

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (apply(Cumsum(self.axis, not self.reverse), dy),)


class Cumprod(Cumulative):
    """y_i = x_0 * ... * x_i. Gradient: what is before x_i, times r_i = dy_i +
    x_(i + 1) * r_(i + 1); nothing is divided by an x that may be 0."""

    accumulator = np.multiply
    is_holomorphic = True

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        before = apply(self, shifted(x, self.axis, self.reverse, 1))
        after = shifted(x, self.axis, not self.reverse, 0)
        rest = apply(Recurrence(self.axis, not self.reverse), after, dy)
        return (before * rest,)


def _call(
    op_class: type[Any],
    x: TensorLike,
    axis: int | None,
    reverse: bool,
    exclusive: bool,
    unit: int,
) -> Tensor:
    x = widen_integers(x)
    if axis is None:
        x, axis = ravel(x), 0
    axis = normal_axis(op_class.__name__.lower(), axis, x.ndim)
    if exclusive:
        x = shifted(x, axis, reverse, unit)
    return apply(op_class(axis, bool(reverse)), x)


@public
def cumsum(
    x: TensorLike,
    axis: int | None = None,
    reverse: bool = False,
    exclusive: bool = False,
) -> Tensor:
    """The running sum along an axis; over all elements in order when axis is None.

    Args:
        x: any numeric tensor.
        axis: the axis, or None.
        reverse: whether it runs from the end.
        exclusive: whether each element leaves itself out.

    Example:
        >>> import graph
        >>> graph.cumsum([1.0, 2.0, 3.0]).numpy()
        array([1., 3., 6.])
    """
    return _call(Cumsum, x, axis, reverse, exclusive, 0)


@public
def cumprod(
    x: TensorLike,
    axis: int | None = None,
    reverse: bool = False,
    exclusive: bool = False,
) -> Tensor:
    """The running product along an axis; see `cumsum` for the arguments.

    Example:
        >>> import graph
        >>> graph.cumprod([1.0, 2.0, 3.0]).numpy()
        array([1., 2., 6.])
    """
    return _call(Cumprod, as_tensor(x), axis, reverse, exclusive, 1)
