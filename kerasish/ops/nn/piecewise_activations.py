"""Activations of straight pieces."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float
from kerasish.ops.recording import saved_as


def hard_sigmoid(x) -> graph.Tensor:
    """y = relu6(x + 3) / 6.

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.hard_sigmoid([-4.0, 0.0, 1.5]).numpy()
        array([0.  , 0.5 , 0.75], dtype=float32)
    """
    return graph.hard_sigmoid(to_float(x))


def hard_silu(x) -> graph.Tensor:
    """y = x * hard_sigmoid(x).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.hard_silu([1.0, 4.0]).numpy().round(4)
        array([0.6667, 4.    ], dtype=float32)
    """
    return graph.hard_silu(to_float(x))


@saved_as("HardSilu")
def hard_swish(x) -> graph.Tensor:
    """y = x * hard_sigmoid(x): another name of `hard_silu`.

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.hard_swish([4.0]).numpy()
        array([4.], dtype=float32)
    """
    return graph.hard_silu(to_float(x))


def hard_tanh(x) -> graph.Tensor:
    """y = min(1, max(-1, x)).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.hard_tanh([-3.0, 0.5]).numpy()
        array([-1. ,  0.5], dtype=float32)
    """
    return graph.hard_tanh(to_float(x))


def hard_shrink(x, threshold=0.5) -> graph.Tensor:
    """y = x where abs(x) > threshold, else 0.

    Args:
        x: tensor of any shape; integers become floats.
        threshold: the limit, >= 0.

    Example:
        >>> from kerasish import ops
        >>> ops.hard_shrink([-1.0, 0.25]).numpy()
        array([-1.,  0.], dtype=float32)
    """
    return graph.hard_shrink(to_float(x), threshold)


def soft_shrink(x, threshold=0.5) -> graph.Tensor:
    """y = sign(x) * max(0, abs(x) - threshold).

    Args:
        x: tensor of any shape; integers become floats.
        threshold: how much is taken off, >= 0.

    Example:
        >>> from kerasish import ops
        >>> ops.soft_shrink([-2.0, 0.25]).numpy()
        array([-1.5,  0. ], dtype=float32)
    """
    return graph.soft_shrink(to_float(x), threshold)


def sparse_plus(x) -> graph.Tensor:
    """y = 0 where x <= -1, x where x >= 1, else (x + 1)**2 / 4.

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.sparse_plus([-2.0, 0.0, 3.0]).numpy()
        array([0.  , 0.25, 3.  ], dtype=float32)
    """
    return graph.sparse_plus(to_float(x))


def sparse_sigmoid(x) -> graph.Tensor:
    """y = min(1, max(0, (x + 1) / 2)).

    Args:
        x: tensor of any shape; integers become floats.

    Example:
        >>> from kerasish import ops
        >>> ops.sparse_sigmoid([-2.0, 0.0, 3.0]).numpy()
        array([0. , 0.5, 1. ], dtype=float32)
    """
    return graph.sparse_sigmoid(to_float(x))
