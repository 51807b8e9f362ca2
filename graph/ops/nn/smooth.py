"""Smooth activations: softplus, gelu, silu and those made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.exponential import logaddexp, sigmoid, sqrt
from graph.ops.elementwise.special import erf
from graph.ops.elementwise.trigonometric import tanh
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.concatenate import split

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def softplus(x: TensorLike) -> Tensor:
    """y = ln(1 + e**x), without overflow.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy * sigmoid(x), for every x.

    Example:
        >>> import graph
        >>> graph.softplus([-1000.0, 0.0, 1000.0]).numpy()
        array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    return logaddexp(as_float(x), 0)


@public
def log_sigmoid(x: TensorLike) -> Tensor:
    """y = ln(1 / (1 + e**-x)) = -softplus(-x), without overflow.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy * sigmoid(-x).

    Example:
        >>> import graph
        >>> graph.log_sigmoid([-1000.0, 0.0]).numpy()
        array([-1.00000000e+03, -6.93147181e-01])
    """
    return -softplus(-as_float(x))


@public
def softsign(x: TensorLike) -> Tensor:
    """y = x / (1 + abs(x)).

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy / (1 + abs(x))**2.

    Example:
        >>> import graph
        >>> graph.softsign([-1.0, 0.0, 3.0]).numpy()
        array([-0.5 ,  0.  ,  0.75])
    """
    x = as_float(x)
    return x / (absolute(x) + 1)


@public
def silu(x: TensorLike) -> Tensor:
    """y = x * sigmoid(x); also called swish.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy * (s + x * s * (1 - s)), with s = sigmoid(x).

    Source:
        Elfwing et al., 2017, https://arxiv.org/abs/1702.03118, equation 9.

    Example:
        >>> import graph
        >>> graph.silu([0.0, 100.0]).numpy()
        array([  0., 100.])
    """
    x = as_float(x)
    return x * sigmoid(x)


@public
def gelu(x: TensorLike, approximate: bool = True) -> Tensor:
    """y = x * P(X <= x) with X standard normal.

    Args:
        x: tensor of any shape; integers become floats.
        approximate: whether P is x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x**3)))
            or exact, with erf.

    Gradient:
        dy * (P + x * p), with p the density.

    Source:
        Hendrycks and Gimpel, 2016, https://arxiv.org/abs/1606.08415, section 2.

    Example:
        >>> import graph
        >>> graph.gelu([-100.0, 0.0, 1.0], approximate=False).numpy()
        array([-0.        ,  0.        ,  0.84134475])
    """
    x = as_float(x)
    if approximate:
        inner = (x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)
        return x * 0.5 * (tanh(inner) + 1)
    return x * 0.5 * (erf(x * math.sqrt(0.5)) + 1)


@public
def mish(x: TensorLike) -> Tensor:
    """y = x * tanh(softplus(x)).

    Args:
        x: tensor of any shape; integers become floats.

    Source:
        Misra, 2019, https://arxiv.org/abs/1908.08681, equation 1.

    Example:
        >>> import graph
        >>> graph.mish([0.0, 1.0]).numpy()
        array([0.        , 0.86509839])
    """
    x = as_float(x)
    return x * tanh(softplus(x))


@public
def glu(x: Sequence[float] | np.ndarray, axis: int = -1) -> Tensor:
    """y = a * sigmoid(b), where a and b are the two halves of x along the axis.

    Args:
        x: tensor with an even size along the axis; integers become floats.
        axis: the axis to halve.

    Returns:
        The shape of x with half the size along the axis.

    Raises:
        ShapeError: the size is odd.

    Source:
        Dauphin et al., 2016, https://arxiv.org/abs/1612.08083, equation 1.

    Example:
        >>> import graph
        >>> graph.glu([1.0, 2.0, 0.0, 0.0]).numpy()
        array([0.5, 1. ])
    """
    value, gate = split(as_float(x), 2, axis)
    return value * sigmoid(gate)


@public
def squareplus(x: TensorLike, b: float = 4) -> Tensor:
    """y = (x + sqrt(x**2 + b)) / 2.

    Args:
        x: tensor of any shape; integers become floats.
        b: the roundness at 0; with b = 0 it is relu.

    Gradient:
        dy * (1 + x / sqrt(x**2 + b)) / 2.

    Source:
        Barron, 2021, https://arxiv.org/abs/2112.11687, equation 1.

    Example:
        >>> import graph
        >>> graph.squareplus([0.0, 1.5]).numpy()
        array([1., 2.])
    """
    x = as_float(x)
    return (x + sqrt(x * x + b)) * 0.5
