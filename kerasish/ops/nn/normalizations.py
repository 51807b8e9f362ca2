"""Statistics over axes, and what is scaled by them."""

from __future__ import annotations

import warnings

import graph
from kerasish.base import settings
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.ops.operands import called_with
from kerasish.ops.recording import saved_as


def moments(
    x, axes, keepdims=False, synchronized=False
) -> tuple[graph.Tensor, graph.Tensor]:
    """The mean and the variance over the axes, mean((x - mean)**2).

    Args:
        x: tensor; integers become floats.
        axes: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.
        synchronized: kept for Keras' signature; statistics are those of x.

    Example:
        >>> from kerasish import ops
        >>> [float(m) for m in ops.moments([1.0, 3.0], 0)]
        [2.0, 1.0]
    """
    return graph.moments(to_float(x), axes, keepdims)


def normalize(x, axis=-1, order=2, epsilon=None) -> graph.Tensor:
    """y = x / max(norm(x), epsilon), with the norm sum(abs(x)**order)**(1/order).

    Args:
        x: tensor; integers become floats.
        axis: over which the norm is taken.
        order: a positive integer.
        epsilon: the least divisor; `config.epsilon()` when None.

    Raises:
        ArgumentError: the order is not a positive integer.

    Example:
        >>> from kerasish import ops
        >>> ops.normalize([3.0, 4.0]).numpy()
        array([0.6, 0.8], dtype=float32)
    """
    return graph.normalize(to_float(x), axis, order, _epsilon(epsilon))


@called_with("x", "mean", "variance", "offset", "scale")
@saved_as("BatchNorm")
def batch_normalization(
    x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3
) -> graph.Tensor:
    """y = scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
        x: tensor.
        mean, variance: of the size of the axis.
        axis: of the channels.
        offset, scale: of the size of the axis; None for none.
        epsilon: added to the variance.

    Returns:
        The shape and dtype of x.

    Example:
        >>> from kerasish import ops
        >>> ops.batch_normalization([[3.0]], [1.0], [4.0], -1, epsilon=0.0).numpy()
        array([[1.]], dtype=float32)
    """
    x = convert_to_tensor(x)
    mean, variance = to_float(mean), to_float(variance)
    offset = None if offset is None else convert_to_tensor(offset)
    scale = None if scale is None else convert_to_tensor(scale)
    y = graph.batch_normalization(
        to_float(x), mean, variance, axis, offset, scale, epsilon
    )
    return graph.cast(y, x.dtype)


@saved_as("LayerNorm")
def layer_normalization(
    x, gamma=None, beta=None, axis=-1, epsilon=None, **kwargs
) -> graph.Tensor:
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, over the axes.

    Args:
        x: tensor.
        gamma, beta: of the sizes of the axes; None for none.
        axis: the axis or axes over which mean and variance are taken.
        epsilon: added to the variance; `config.epsilon()` when None.
        rms_scaling: an old mode of Keras: y = gamma * x / sqrt(variance + epsilon).

    Returns:
        The shape and dtype of x.

    Raises:
        TypeError: another argument.

    Example:
        >>> from kerasish import ops
        >>> ops.layer_normalization([1.0, 3.0]).numpy()
        array([-1.,  1.], dtype=float32)
    """
    rms_scaling = kwargs.pop("rms_scaling", False)
    if kwargs:
        raise TypeError(f"layer_normalization: unknown arguments {sorted(kwargs)}")
    if rms_scaling:
        warnings.warn(
            "layer_normalization: rms_scaling divides by the standard deviation; for "
            "the root mean square use rms_normalization",
            stacklevel=3,
        )
        beta = None
    x, epsilon = convert_to_tensor(x), _epsilon(epsilon)
    wide, centered = to_float(x), not rms_scaling
    y = graph.layer_normalization(wide, gamma, beta, axis, epsilon, centered)
    return graph.cast(y, x.dtype)


@saved_as("RMSNorm")
def rms_normalization(x, scale=None, axis=-1, epsilon=None) -> graph.Tensor:
    """y = scale * x / sqrt(mean(x**2) + epsilon), over the axes.

    Args:
        x: tensor.
        scale: of the sizes of the axes; None for none.
        axis: the axis or axes over which the mean is taken.
        epsilon: added to the mean square; `config.epsilon()` when None.

    Returns:
        The shape and dtype of x.

    Example:
        >>> from kerasish import ops
        >>> ops.rms_normalization([2.0, -2.0]).numpy()
        array([ 1., -1.], dtype=float32)
    """
    x = convert_to_tensor(x)
    y = graph.rms_normalization(to_float(x), scale, axis, _epsilon(epsilon))
    return graph.cast(y, x.dtype)


def _epsilon(epsilon):
    return settings.epsilon() if epsilon is None else epsilon
