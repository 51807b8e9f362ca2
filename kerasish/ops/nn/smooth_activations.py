"""Smooth activations."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float
from kerasish.ops.operands import called_with
from kerasish.ops.recording import saved_as


def sigmoid(x) -> graph.Tensor:
    """y = 1 / (1 + e**-x).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.sigmoid([0.0, 100.0]).numpy()
        array([0.5, 1. ], dtype=float32)
    """
    return graph.sigmoid(to_float(x))


def log_sigmoid(x) -> graph.Tensor:
    """y = ln(sigmoid(x)).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.log_sigmoid([-1000.0]).numpy()
        array([-1000.], dtype=float32)
    """
    return graph.log_sigmoid(to_float(x))


def silu(x) -> graph.Tensor:
    """y = x * sigmoid(x).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.silu([-1000.0, 0.0, 100.0]).numpy() + 0.0
        array([  0.,   0., 100.], dtype=float32)
    """
    return graph.silu(to_float(x))


@saved_as("Silu")
def swish(x) -> graph.Tensor:
    """y = x * sigmoid(x): another name of `silu`.

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.swish([100.0]).numpy()
        array([100.], dtype=float32)
    """
    return graph.silu(to_float(x))


def softplus(x) -> graph.Tensor:
    """y = ln(1 + e**x).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.softplus([0.0, 100.0]).numpy().round(4)
        array([  0.6931, 100.    ], dtype=float32)
    """
    return graph.softplus(to_float(x))


def softsign(x) -> graph.Tensor:
    """y = x / (1 + abs(x)).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.softsign([-1.0, 3.0]).numpy()
        array([-0.5 ,  0.75], dtype=float32)
    """
    return graph.softsign(to_float(x))


def gelu(x, approximate=True) -> graph.Tensor:
    """y = x * Phi(x), with Phi the normal distribution function.

    Args:
        x: tensor of any shape; integers become floats.
        approximate: whether a formula with tanh replaces Phi.

    Example:
        >>> from kerasish import ops
        >>> ops.gelu([1.0], approximate=False).numpy().round(4)
        array([0.8413], dtype=float32)
    """
    return graph.gelu(to_float(x), approximate)


@called_with("x")
def squareplus(x, b=4) -> graph.Tensor:
    """y = (x + sqrt(x**2 + b)) / 2.

    Args:
        x: tensor of any shape; integers become floats.
        b: how round the corner is.

    Example:
        >>> from kerasish import ops
        >>> ops.squareplus([0.0]).numpy()
        array([1.], dtype=float32)
    """
    return graph.squareplus(to_float(x), b)


def tanh_shrink(x) -> graph.Tensor:
    """y = x - tanh(x).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.tanh_shrink([0.0, 100.0]).numpy()
        array([ 0., 99.], dtype=float32)
    """
    return graph.tanh_shrink(to_float(x))


def glu(x, axis=-1) -> graph.Tensor:
    """y = a * sigmoid(b), where a and b are the halves of x along the axis.

    Args:
        x: tensor of an even size along the axis.
        axis: what is cut into halves.

    Example:
        >>> from kerasish import ops
        >>> ops.glu([3.0, 0.0]).numpy()
        array([1.5], dtype=float32)
    """
    return graph.glu(to_float(x), axis)
