"""Statistics and scaling over axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dtypes import finfo
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.arithmetic import absolute, power
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import rsqrt
from graph.ops.elementwise.selection import clip, maximum
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.statistics import mean
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims, squeeze

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def moments(
    x: TensorLike, axes: int | Sequence[int] | None = None, keepdims: bool = False
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over the axes, mean((x - mean)**2).

    float16 is computed in float32 and clipped to what float16 holds.

    Args:
        x: tensor of any shape; integers become floats.
        axes: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Returns:
        The mean and the variance, in the dtype of x.

    Example:
        >>> import graph
        >>> [float(m) for m in graph.moments([1.0, 3.0], 0)]
        [2.0, 1.0]
    """
    x = as_float(x)
    wide = cast(x, "float32") if x.dtype == np.float16 else x
    axes = normal_axes("moments", axes, x.ndim)
    centre = mean(wide, axes, keepdims=True)
    deviation = wide - centre
    spread = mean(deviation * deviation, axes, keepdims)
    centre = centre if keepdims else squeeze(centre, axes)
    return _narrowed(centre, x.dtype), _narrowed(spread, x.dtype)


def _narrowed(x: Tensor, dtype: np.dtype) -> Tensor:
    if x.dtype == dtype:
        return x
    largest = float(finfo(dtype).max)
    return cast(clip(x, -largest, largest), dtype)


@public
def normalize(
    x: TensorLike, axis: int = -1, order: int = 2, epsilon: float = 1e-7
) -> Tensor:
    """y = x / max(norm(x), epsilon), with the norm sum(abs(x)**order)**(1/order).

    Args:
        x: tensor of any shape; a scalar is taken as one of size 1. Integers become
            floats.
        axis: an axis or several, over which the norm is taken.
        order: a positive integer.
        epsilon: the least divisor, so that zeros stay zeros.

    Raises:
        ArgumentError: the order is not a positive integer.

    Example:
        >>> import graph
        >>> graph.normalize([3.0, 4.0]).numpy()
        array([0.6, 0.8])
    """
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise ArgumentError(
            describe(
                "normalize: order must be a positive integer",
                {"order": repr(order)},
                "use order=2 for the Euclidean norm",
                str(here()),
            )
        )
    x = as_float(x)
    x = x if x.ndim else expand_dims(x, 0)
    if order == 1:
        return x / maximum(total(absolute(x), axis, keepdims=True), epsilon)
    # the floor stands under the root, where the gradient of the root is finite
    least = max(epsilon**order, float(finfo(x.dtype).tiny))
    if order == 2:
        return x * rsqrt(maximum(total(x * x, axis, keepdims=True), least))
    powers = total(power(absolute(x), order), axis, keepdims=True)
    return x / power(maximum(powers, least), 1 / order)
