"""Running sums and products along an axis."""

from __future__ import annotations

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.public import public
from graph.ops.shape.broadcast import widen_integers
from graph.ops.shape.reshape import ravel
from graph.ops.shape.slice import pad_constant, slice_axes


class Cumulative(Op, abstract=True):
    """A running reduction along ``axis``, from the end if ``reverse``."""

    axis: int
    reverse: bool = False
    accumulator = None

    def infer(self, x: Spec):
        self.require_axis(self.axis, x.rank, x=x)
        return x

    def kernel(self, x):
        if not self.reverse:
            return self.accumulator.accumulate(x, self.axis, dtype=x.dtype)
        flipped = np.flip(x, self.axis)
        return np.flip(
            self.accumulator.accumulate(flipped, self.axis, dtype=x.dtype), self.axis
        )


class Cumsum(Cumulative):
    """y_i = x_0 + ... + x_i. Gradient: the running sum of dy from the other end."""

    accumulator = np.add

    def vjp(self, dy, y, x):
        return (apply(Cumsum(self.axis, not self.reverse), dy),)


class Cumprod(Cumulative):
    """y_i = x_0 * ... * x_i. Gradient: the reversed running sum of dy * y, over x."""

    accumulator = np.multiply
    is_holomorphic = True

    def vjp(self, dy, y, x):
        return (apply(Cumsum(self.axis, not self.reverse), dy * y) / x,)


def _call(op_class, x, axis, reverse, exclusive, unit):
    x = widen_integers(x)
    if axis is None:
        x, axis = ravel(x), 0
    axis = normal_axis(op_class.__name__.lower(), axis, x.ndim)
    if exclusive:
        x = _shift(x, axis, reverse, unit)
    return apply(op_class(axis, bool(reverse)), x)


def _shift(x, axis, reverse, unit):
    """x moved by one along the axis, with the unit of the operation let in."""
    here = tuple(int(i == axis) for i in range(x.ndim))
    none = (0,) * x.ndim
    before, after = (none, here) if reverse else (here, none)
    sizes = x.spec.shape
    padded = pad_constant(x, before, after, value=unit)
    start = after
    stops = tuple(s + a for s, a in zip(sizes, start))
    return slice_axes(padded, start, stops)


@public
def cumsum(
    x, axis: int | None = None, reverse: bool = False, exclusive: bool = False
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
    x, axis: int | None = None, reverse: bool = False, exclusive: bool = False
) -> Tensor:
    """The running product along an axis; see `cumsum` for the arguments.

    Gradient:
        Not defined where an element of x is 0.
    """
    return _call(Cumprod, as_tensor(x), axis, reverse, exclusive, 1)
