"""Mean 0 and variance 1: the computations of the normalising layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes, normal_axis
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import rsqrt
from graph.ops.promotion import as_float, to_dtype
from graph.ops.public import public
from graph.ops.reduction.statistics import mean
from graph.ops.shape.reshape import expand_dims, reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def standardize(
    x: TensorLike,
    axis: int | Sequence[int] | None = -1,
    epsilon: float = 1e-3,
    centered: bool = True,
) -> Tensor:
    """y = (x - mean(x)) / sqrt(variance(x) + epsilon), over the axes.

    Args:
        x: tensor of any shape; integers become floats.
        axis: an axis, several, or None for all.
        epsilon: added to the variance.
        centered: whether the mean is taken off; y = x / sqrt(...) otherwise.

    Example:
        >>> import graph
        >>> graph.standardize([1.0, 3.0], epsilon=0.0).numpy()
        array([-1.,  1.])
    """
    x = as_float(x)
    axes = normal_axes("standardize", axis, x.ndim)
    deviation = x - mean(x, axes, keepdims=True)
    variance = mean(deviation * deviation, axes, keepdims=True)
    return (deviation if centered else x) * rsqrt(variance + epsilon)


@public
def layer_normalization(
    x: TensorLike,
    gamma: TensorLike | None = None,
    beta: TensorLike | None = None,
    axis: int | Sequence[int] = -1,
    epsilon: float = 1e-3,
    centered: bool = True,
) -> Tensor:
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, over the axes.

    float16 is computed in float32.

    Args:
        x: tensor of any shape; integers become floats.
        gamma, beta: of the sizes of the axes, or of the rank of x; None for none.
        axis: the axis or axes over which mean and variance are taken.
        epsilon: added to the variance.
        centered: whether the mean is taken off.

    Returns:
        The shape and dtype of x.

    Source:
        Ba et al., 2016, https://arxiv.org/abs/1607.06450, equation 4.

    Example:
        >>> import graph
        >>> graph.layer_normalization([1.0, 3.0], beta=[5.0, 5.0], epsilon=0.0).numpy()
        array([4., 6.])
    """
    x = as_float(x)
    axes = sorted(normal_axes("layer_normalization", axis, x.ndim))
    y = standardize(_widened(x), axes, epsilon, centered)
    if gamma is not None:
        y = y * _along(gamma, axes, y)
    if beta is not None:
        y = y + _along(beta, axes, y)
    return cast(y, x.dtype)


@public
def rms_normalization(
    x: TensorLike,
    scale: Any = None,
    axis: int | Sequence[int] = -1,
    epsilon: float = 1e-6,
) -> Tensor:
    """y = scale * x / sqrt(mean(x**2) + epsilon), over the axes.

    float16 is computed in float32.

    Args:
        x: tensor of any shape; a scalar is taken as one of size 1. Integers become
            floats.
        scale: of the sizes of the axes, or of the rank of x; None for none.
        axis: the axis or axes over which the mean is taken.
        epsilon: added to the mean square.

    Returns:
        The shape and dtype of x.

    Source:
        Zhang and Sennrich, 2019, https://arxiv.org/abs/1910.07467, equation 4.

    Example:
        >>> import graph
        >>> graph.rms_normalization([2.0, -2.0], epsilon=0.0).numpy()
        array([ 1., -1.])
    """
    x = as_float(x)
    x = x if x.ndim else expand_dims(x, 0)
    axes = sorted(normal_axes("rms_normalization", axis, x.ndim))
    wide = _widened(x)
    y = wide * rsqrt(mean(wide * wide, axes, keepdims=True) + epsilon)
    if scale is not None:
        y = y * _along(scale, axes, y)
    return cast(y, x.dtype)


@public
def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    axis: int = -1,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> Tensor:
    """y = scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
        x: tensor of any shape; integers become floats.
        mean, variance: of the size of the axis.
        axis: of the channels.
        offset, scale: of the size of the axis; None for none.
        epsilon: added to the variance.

    Returns:
        The shape and dtype of x.

    Source:
        Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167, algorithm 2.

    Example:
        >>> import graph
        >>> graph.batch_normalization([[1.0], [3.0]], [2.0], [1.0], epsilon=0.0).numpy()
        array([[-1.],
               [ 1.]])
    """
    x = as_float(x)
    axes = [normal_axis("batch_normalization", axis, x.ndim)]
    factor = rsqrt(as_float(variance) + epsilon)
    factor = factor if scale is None else factor * scale
    shift = -as_float(mean) * factor
    shift = shift if offset is None else offset + shift
    return x * _along(factor, axes, x) + _along(shift, axes, x)


def _widened(x: Tensor) -> Tensor:
    return cast(x, "float32") if x.dtype == np.float16 else x


def _along(weight: TensorLike, axes: Sequence[int], x: Tensor) -> Tensor:
    """A weight in the dtype of x, so shaped that it broadcasts along the axes."""
    weight = to_dtype(weight, x.dtype)
    rank = x.ndim
    if weight.ndim == rank or list(axes) == list(range(rank - len(axes), rank)):
        return weight
    sizes = iter(weight.spec.shape)
    return reshape(weight, [next(sizes) if i in axes else 1 for i in range(rank)])
