"""Numbers along axes made probabilities."""

from __future__ import annotations

import warnings

import graph
from kerasish.base.tensors import to_float


def softmax(x, axis=-1) -> graph.Tensor:
    """y = e**x / sum(e**x) along the axis.

    Warns where the axis has size 1: every y is 1 there.

    Args:
        x: tensor; integers become floats.
        axis: an axis, several, or None for all.

    Example:
        >>> from kerasish import ops
        >>> ops.softmax([0.0, 0.0]).numpy()
        array([0.5, 0.5], dtype=float32)
    """
    x = to_float(x)
    if isinstance(axis, int) and -x.ndim <= axis < x.ndim and x.shape[axis] == 1:
        warnings.warn(
            f"softmax: axis {axis} of {x.spec} has size 1, so every result is 1; for "
            "one probability use sigmoid",
            stacklevel=3,
        )
    return graph.softmax(x, axis)


def log_softmax(x, axis=-1) -> graph.Tensor:
    """y = x - ln(sum(e**x)) along the axis.

    Args:
        x: tensor; integers become floats.
        axis: an axis, several, or None for all.

    Example:
        >>> from kerasish import ops
        >>> ops.log_softmax([-1000.0, 0.0]).numpy()
        array([-1000.,     0.], dtype=float32)
    """
    return graph.log_softmax(to_float(x), axis)


def sparsemax(x, axis=-1) -> graph.Tensor:
    """y = max(0, x - tau), with Keras' tau: few elements of y are not 0.

    Args:
        x: tensor; integers become floats.
        axis: along which tau is found; see `graph.sparsemax`.

    Source:
        Martins and Astudillo, 2016, https://arxiv.org/abs/1602.02068.

    Example:
        >>> from kerasish import ops
        >>> ops.sparsemax([3.0, 1.0, 0.0]).numpy()
        array([1., 0., 0.], dtype=float32)
    """
    return graph.sparsemax(to_float(x), axis)
