"""Vectors of length 1."""

from __future__ import annotations

import numpy as np

import graph


def normalize(x, axis=-1, order=2):
    """y = x / norm(x), with norm(x) = sum(abs(x)**order)**(1/order) along the axis.

    Args:
        x: array or tensor; a vector of zeros stays zero.
        axis: along which a vector lies.
        order: of the norm, an integer from 1, or infinity (arrays only).

    Returns:
        An array for an array, a tensor for a tensor.

    Example:
        >>> from kerasish import utils
        >>> utils.normalize([[3.0, 4.0]])
        array([[0.6, 0.8]])
    """
    if isinstance(x, graph.Tensor):
        return graph.normalize(x, axis=axis, order=order)
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return np.asarray(x) / np.expand_dims(norm, axis)
