"""Activations of straight (and one square) pieces that stand in for smooth ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.tensor import Tensor
from graph.ops.elementwise.selection import clip, where
from graph.ops.nn.rectifiers import relu6
from graph.ops.promotion import as_float
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def hard_sigmoid(x: TensorLike) -> Tensor:
    """y = relu6(x + 3) / 6.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy / 6 where -3 < x < 3, else 0.

    Example:
        >>> import graph
        >>> graph.hard_sigmoid([-4.0, 0.0, 1.5]).numpy()
        array([0.  , 0.5 , 0.75])
    """
    return relu6(as_float(x) + 3) / 6


@public
def hard_silu(x: TensorLike) -> Tensor | np.ndarray:
    """y = x * hard_sigmoid(x); also called hard swish.

    Args:
        x: tensor of any shape; integers become floats.

    Source:
        Howard et al., 2019, https://arxiv.org/abs/1905.02244, section 5.2.

    Example:
        >>> import graph
        >>> graph.hard_silu([-4.0, 0.0, 4.0]).numpy()
        array([-0.,  0.,  4.])
    """
    x = as_float(x)
    return x * hard_sigmoid(x)


@public
def hard_tanh(x: TensorLike) -> Tensor:
    """y = -1 where x < -1, 1 where x > 1, else x.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy where -1 <= x <= 1, else 0.

    Example:
        >>> import graph
        >>> graph.hard_tanh([-3.0, 0.5, 2.0]).numpy()
        array([-1. ,  0.5,  1. ])
    """
    return clip(as_float(x), -1.0, 1.0)


@public
def sparse_plus(x: TensorLike) -> Tensor:
    """y = 0 where x <= -1, x where x >= 1, else (x + 1)**2 / 4.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy * sparse_sigmoid(x).

    Example:
        >>> import graph
        >>> graph.sparse_plus([-2.0, 0.0, 3.0]).numpy()
        array([0.  , 0.25, 3.  ])
    """
    x = as_float(x)
    bend = (x + 1) * (x + 1) * 0.25
    return where(x <= -1, 0.0, where(x < 1, bend, x))


@public
def sparse_sigmoid(x: Sequence[float] | np.ndarray) -> Tensor:
    """y = 0 where x <= -1, 1 where x >= 1, else (x + 1) / 2.

    Args:
        x: tensor of any shape; integers become floats.

    Gradient:
        dy / 2 where -1 <= x <= 1, else 0.

    Example:
        >>> import graph
        >>> graph.sparse_sigmoid([-2.0, 0.0, 3.0]).numpy()
        array([0. , 0.5, 1. ])
    """
    return clip((as_float(x) + 1) * 0.5, 0.0, 1.0)
