"""Activations with a kink at 0."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor, to_float


def relu(x) -> graph.Tensor:
    """y = max(0, x).

    Args:
        x: tensor of any shape; its dtype is kept.

    Example:
        >>> from kerasish import ops
        >>> ops.relu([-1.0, 2.0]).numpy()
        array([0., 2.], dtype=float32)
    """
    return graph.relu(convert_to_tensor(x))


def relu6(x) -> graph.Tensor:
    """y = min(6, max(0, x)).

    Args:
        x: tensor of any shape; its dtype is kept.

    Example:
        >>> from kerasish import ops
        >>> ops.relu6([-1.0, 2.0, 9.0]).numpy()
        array([0., 2., 6.], dtype=float32)
    """
    return graph.relu6(convert_to_tensor(x))


def leaky_relu(x, negative_slope=0.2) -> graph.Tensor:
    """y = x where x > 0, else negative_slope * x.

    Args:
        x: tensor of any shape; integers become floats.
        negative_slope: the slope for x <= 0.

    Example:
        >>> from kerasish import ops
        >>> ops.leaky_relu([-1.0, 2.0]).numpy()
        array([-0.2,  2. ], dtype=float32)
    """
    return graph.leaky_relu(to_float(x), negative_slope)


def elu(x, alpha=1.0) -> graph.Tensor:
    """y = x where x > 0, else alpha * (e**x - 1).

    Args:
        x: tensor of any shape; integers become floats.
        alpha: minus the limit for x towards minus infinity.

    Example:
        >>> from kerasish import ops
        >>> ops.elu([-100.0, 2.0]).numpy()
        array([-1.,  2.], dtype=float32)
    """
    return graph.elu(to_float(x), alpha)


def selu(x) -> graph.Tensor:
    """y = scale * elu(x, alpha), with the numbers that keep mean 0 and variance 1.

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.selu([-100.0, 1.0]).numpy().round(4)
        array([-1.7581,  1.0507], dtype=float32)
    """
    return graph.selu(to_float(x))


def celu(x, alpha=1.0) -> graph.Tensor:
    """y = max(0, x) + min(0, alpha * (e**(x / alpha) - 1)).

    Args:
        x: tensor of any shape; integers become floats.
        alpha: minus the limit for x towards minus infinity; not 0.

    Example:
        >>> from kerasish import ops
        >>> ops.celu([-100.0, 2.0], 0.5).numpy()
        array([-0.5,  2. ], dtype=float32)
    """
    return graph.celu(to_float(x), alpha)


def threshold(x, threshold, default_value) -> graph.Tensor:
    """y = x where x > threshold, else default_value.

    Args:
        x: tensor of any shape; its dtype is kept.
        threshold: what x must exceed to stay.
        default_value: what stands elsewhere.

    Example:
        >>> from kerasish import ops
        >>> ops.threshold([0.5, 2.0], 1.0, -1.0).numpy()
        array([-1.,  2.], dtype=float32)
    """
    return graph.threshold(convert_to_tensor(x), threshold, default_value)
