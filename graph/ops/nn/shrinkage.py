"""Activations that pull values towards 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.selection import clip, where
from graph.ops.elementwise.trigonometric import tanh
from graph.ops.promotion import as_float
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def soft_shrink(x: TensorLike, threshold: float = 0.5) -> Tensor | np.ndarray:
    """y = x - sign(x) * threshold where abs(x) > threshold, else 0.

    Args:
        x: tensor of any shape; integers become floats.
        threshold: how far values move towards 0; not negative.

    Gradient:
        dy where abs(x) > threshold, else 0.

    Example:
        >>> import graph
        >>> graph.soft_shrink([-2.0, 0.3, 1.0]).numpy()
        array([-1.5,  0. ,  0.5])
    """
    x = as_float(x)
    return x - clip(x, -threshold, threshold)


@public
def hard_shrink(x: TensorLike, threshold: float = 0.5) -> Tensor:
    """y = x where abs(x) > threshold, else 0.

    Args:
        x: tensor of any shape; integers become floats.
        threshold: up to where values become 0; not negative.

    Gradient:
        dy where abs(x) > threshold, else 0.

    Example:
        >>> import graph
        >>> graph.hard_shrink([-2.0, 0.3, 1.0]).numpy()
        array([-2.,  0.,  1.])
    """
    x = as_float(x)
    return where(absolute(x) > threshold, x, 0.0)


@public
def tanh_shrink(x: TensorLike) -> Tensor:
    """y = x - tanh(x).

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy * tanh(x)**2.

    Example:
        >>> import graph
        >>> graph.tanh_shrink([0.0, 100.0]).numpy()
        array([ 0., 99.])
    """
    x = as_float(x)
    return x - tanh(x)
