"""Probabilities over axes: softmax and its relatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.eager_plan import planned
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.exponential import exp, log
from graph.ops.gradient_control import stop_gradient
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.shape.broadcast import sum as total

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def _below_peak(
    name: str, x: TensorLike, axis: int | Sequence[int] | None
) -> tuple[Tensor, tuple[int, ...]]:
    """x minus its maximum over the axes, so that no exponential overflows; the axes."""
    x = as_float(x)
    axes = normal_axes(name, axis, x.ndim)
    peak = stop_gradient(maximum_over(x, axes, keepdims=True))
    return x - peak, axes


@public
@planned(tensors=1)
def softmax(x: TensorLike, axis: int | Sequence[int] | None = -1) -> Tensor:
    """y = e**x / sum(e**x) over the axes, computed around the maximum.

    Args:
        x: tensor of any shape; integers become floats.
        axis: an axis, several, or None for all.

    Returns:
        The shape of x; over the axes the values are positive and sum to 1.

    Gradient:
        y * (dy - sum(dy * y)).

    Example:
        >>> import graph
        >>> graph.softmax([1000.0, 1000.0]).numpy()
        array([0.5, 0.5])
    """
    shifted, axes = _below_peak("softmax", x, axis)
    weights = exp(shifted)
    return weights / total(weights, axes, keepdims=True)


@public
@planned(tensors=1)
def log_softmax(x: TensorLike, axis: int | Sequence[int] | None = -1) -> Tensor:
    """y = x - log(sum(e**x)) over the axes: the logarithm of `softmax`, exact.

    Args:
        x: tensor of any shape; integers become floats.
        axis: an axis, several, or None for all.

    Gradient:
        dy - e**y * sum(dy).

    Example:
        >>> import graph
        >>> graph.log_softmax([-1000.0, 0.0]).numpy()
        array([-1000.,     0.])
    """
    shifted, axes = _below_peak("log_softmax", x, axis)
    return shifted - log(total(exp(shifted), axes, keepdims=True))
