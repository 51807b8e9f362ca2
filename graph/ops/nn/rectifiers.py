"""Activations with a kink at 0: the family of relu.

At the kink the gradient is that of TensorFlow: the one from the left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.elementwise.exponential import expm1
from graph.ops.elementwise.selection import maximum, minimum, where
from graph.ops.promotion import as_float
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


# Klambauer et al., 2017: the fixed point of mean 0 and variance 1
_SELU_ALPHA = 1.6732632423543772848170429916717
_SELU_SCALE = 1.0507009873554804934193349852946


@public
def relu(x: TensorLike) -> Tensor:
    """y = max(0, x), elementwise.

    Args:
        x: tensor of any shape; its dtype is kept.

    Gradient:
        dy where x > 0, else 0.

    Example:
        >>> import graph
        >>> graph.relu([-1.0, 0.0, 2.0]).numpy()
        array([0., 0., 2.])
    """
    # maximum gives the cotangent of a tie to its first argument: here the constant
    return maximum(0, as_tensor(x))


@public
def relu6(x: TensorLike) -> Tensor:
    """y = min(6, max(0, x)), elementwise.

    Args:
        x: tensor of any shape; its dtype is kept.

    Gradient:
        dy where 0 < x < 6, else 0.

    Example:
        >>> import graph
        >>> graph.relu6([-1.0, 3.0, 9.0]).numpy()
        array([0., 3., 6.])
    """
    return minimum(6, relu(x))


@public
def leaky_relu(x: TensorLike, negative_slope: float = 0.2) -> Tensor:
    """y = x where x > 0, else negative_slope * x.

    Args:
        x: tensor of any shape; integers become floats.
        negative_slope: the slope for x <= 0.

    Gradient:
        dy where x > 0, else negative_slope * dy.

    Example:
        >>> import graph
        >>> graph.leaky_relu([-10.0, 10.0], 0.1).numpy()
        array([-1., 10.])
    """
    x = as_float(x)
    return where(x > 0, x, x * negative_slope)


@public
def elu(x: TensorLike, alpha: float = 1.0) -> Tensor:
    """y = x where x > 0, else alpha * (e**x - 1).

    Args:
        x: tensor of any shape; integers become floats.
        alpha: minus the limit for x towards minus infinity.

    Gradient:
        dy where x > 0, else alpha * e**x * dy.

    Source:
        Clevert et al., 2015, https://arxiv.org/abs/1511.07289, equation 15.

    Example:
        >>> import graph
        >>> graph.elu([-1000.0, 2.0]).numpy()
        array([-1.,  2.])
    """
    x = as_float(x)
    return relu(x) + expm1(minimum(x, 0)) * alpha


@public
def selu(x: TensorLike) -> Tensor:
    """y = scale * elu(x, alpha), with the two numbers that keep mean 0 and variance 1.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        scale * dy where x > 0, else scale * alpha * e**x * dy.

    Source:
        Klambauer et al., 2017, https://arxiv.org/abs/1706.02515, equation 2.

    Example:
        >>> import graph
        >>> graph.selu([0.0, 1.0]).numpy()
        array([0.        , 1.05070099])
    """
    return elu(x, _SELU_ALPHA) * _SELU_SCALE


@public
def celu(x: TensorLike, alpha: float = 1.0) -> Tensor:
    """y = max(0, x) + min(0, alpha * (e**(x / alpha) - 1)).

    Args:
        x: tensor of any shape; integers become floats.
        alpha: minus the limit for x towards minus infinity; not 0.

    Gradient:
        dy where x > 0, else e**(x / alpha) * dy: continuous at 0 for every alpha.

    Source:
        Barron, 2017, https://arxiv.org/abs/1704.07483, equation 2.

    Example:
        >>> import graph
        >>> graph.celu([-1000.0, 2.0], 0.5).numpy()
        array([-0.5,  2. ])
    """
    x = as_float(x)
    return relu(x) + expm1(minimum(x, 0) / alpha) * alpha


@public
def threshold(x: TensorLike, threshold: float, default_value: float) -> Tensor:
    """y = x where x > threshold, else default_value.

    Args:
        x: tensor of any shape.
        threshold: what x must exceed to stay.
        default_value: what stands elsewhere.

    Gradient:
        dy where x > threshold, else 0.

    Example:
        >>> import graph
        >>> graph.threshold([0.5, 1.5], 1.0, -1.0).numpy()
        array([-1. ,  1.5])
    """
    x = as_tensor(x)
    return where(x > threshold, x, default_value)
