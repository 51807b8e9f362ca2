"""Special functions, elementwise or over axes."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def erf(x) -> graph.Tensor:
    """y = 2 / sqrt(pi) * the integral of e**(-t**2) from 0 to x.

    Args:
        x: tensor; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.erf([0.0, 1.0]).numpy().round(4)
        array([0.    , 0.8427], dtype=float32)
    """
    return graph.erf(to_float(x))


def erfc(x) -> graph.Tensor:
    """y = 1 - erf(x), exact where that is small.

    Args:
        x: tensor; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.erfc([0.0, 1.0]).numpy().round(4)
        array([1.    , 0.1573], dtype=float32)
    """
    return graph.erfc(to_float(x))


def erfinv(x) -> graph.Tensor:
    """The y with erf(y) = x.

    Args:
        x: tensor of numbers from -1 to 1.

    Example:
        >>> from kerasish import ops
        >>> ops.erfinv([0.0, 0.5]).numpy().round(4)
        array([0.    , 0.4769], dtype=float32)
    """
    return graph.erfinv(to_float(x))


def rsqrt(x) -> graph.Tensor:
    """y = 1 / sqrt(x).

    Args:
        x: tensor; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.rsqrt([1.0, 4.0]).numpy()
        array([1. , 0.5], dtype=float32)
    """
    return graph.rsqrt(to_float(x))


def logsumexp(x, axis=None, keepdims=False) -> graph.Tensor:
    """y = ln(sum(e**x)) over the axes, without overflow.

    Args:
        x: tensor; integers become floats.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Example:
        >>> from kerasish import ops
        >>> round(float(ops.logsumexp([1000.0, 1000.0])), 2)
        1000.69
    """
    return graph.logsumexp(to_float(x), axis, keepdims)


def logdet(x) -> graph.Tensor:
    """ln(det(x)) of Hermitian positive definite matrices.

    Args:
        x: (..., n, n).

    Example:
        >>> from kerasish import ops
        >>> round(float(ops.logdet([[2.0, 0.0], [0.0, 3.0]])), 4)
        1.7918
    """
    return graph.logdet(to_float(x))
