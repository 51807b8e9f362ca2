"""Spreads, quantiles and averages over axes, in floating point."""

from __future__ import annotations

import graph
from kerasish.ops.arguments import Axes
from kerasish.ops.dtypes import floats, floats_alike, wide_floats


def std(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The square root of `var`.

    Example:
        >>> from kerasish import ops
        >>> float(ops.std([1, 3]))
        1.0
    """
    return graph.std(floats(x), axis, keepdims)


def var(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The mean over the axes of the squared deviations from the mean.

    Args:
        x: any tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Example:
        >>> from kerasish import ops
        >>> float(ops.var([1, 3]))
        1.0
    """
    return graph.var(floats(x), axis, keepdims)


def average(x, axis: Axes = None, weights=None) -> graph.Tensor:
    """sum(x * weights) / sum(weights) over the axes; the mean without weights.

    Args:
        x: any tensor.
        axis: an axis, several, or None for all.
        weights: tensor in the shape of x, or a vector along the one axis.

    Example:
        >>> from kerasish import ops
        >>> float(ops.average([1, 4], weights=[2, 1]))
        2.0
    """
    if weights is None:
        return graph.mean(floats(x), axis)
    x, weights = floats_alike(x, weights)
    return graph.average(x, axis, weights)


def median(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The middle element over the axes; of two, their mean.

    Example:
        >>> from kerasish import ops
        >>> float(ops.median([5, 1, 2, 3]))
        2.5
    """
    return graph.median(floats(x), axis, keepdims)


def quantile(
    x, q, axis: Axes = None, method: str = "linear", keepdims: bool = False
) -> graph.Tensor:
    """The value at position q * (n - 1) among the n sorted elements over the axes.

    Args:
        x: real tensor.
        q: a number from 0 to 1, or a vector of them, which is the first axis of the
            result.
        axis: an axis, several, or None for all.
        method: between two elements: "linear" mixes them, "lower", "higher" and
            "nearest" take one, "midpoint" takes their mean.
        keepdims: whether the axes stay, with size 1.

    Example:
        >>> from kerasish import ops
        >>> ops.quantile([4, 1, 3, 2], [0.0, 0.5]).numpy()
        array([1. , 2.5], dtype=float32)
    """
    return graph.quantile(floats(x), q, axis, method, keepdims)


def percentile(
    x, q, axis: Axes = None, method: str = "linear", keepdims: bool = False
) -> graph.Tensor:
    """`quantile` with q in percents, from 0 to 100.

    Example:
        >>> from kerasish import ops
        >>> float(ops.percentile([1, 2, 3], 50))
        2.0
    """
    return graph.percentile(floats(x), q, axis, method, keepdims)


def corrcoef(x) -> graph.Tensor:
    """r_ij = c_ij / sqrt(c_ii c_jj), with c the covariances of the rows of x.

    Args:
        x: (variables, observations).

    Example:
        >>> from kerasish import ops
        >>> ops.corrcoef([[1, 2, 3], [6, 4, 2]]).numpy().round(3)
        array([[ 1., -1.],
               [-1.,  1.]], dtype=float32)
    """
    return graph.corrcoef(wide_floats(x))
