"""Counts of integers and of numbers in bins, distinct elements, what is not 0."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.ops.dtypes import countable, floats, index, tensor
from kerasish.ops.operands import called_with


@called_with("x")
def bincount(x, weights=None, minlength: int = 0, sparse: bool = False) -> graph.Tensor:
    """y_i = how often i stands in x, or the sum of the weights that stand with it.

    Args:
        x: integers of 0 or more, (n,), or (rows, n) to count row by row.
        weights: what each element counts, in the shape of x.
        minlength: the least size of the result; needed where x has no value yet.
        sparse: there are no sparse tensors: False.

    Returns:
        int32, or the dtype of the weights.

    Raises:
        NotImplementedError: sparse is asked for.

    Example:
        >>> from kerasish import ops
        >>> ops.bincount([1, 3, 1]).numpy()
        array([0, 2, 0, 1], dtype=int32)
    """
    if sparse:
        raise NotImplementedError("bincount: there are no sparse tensors; sparse=False")
    x = index(tensor(x))
    if weights is None:
        return index(graph.bincount(x, None, minlength))
    weights = countable(weights)
    return graph.cast(graph.bincount(x, weights, minlength), weights.dtype)


def histogram(x, bins: int = 10, range=None) -> tuple[graph.Tensor, graph.Tensor]:
    """How many elements fall into each of so many equal bins, and the bins' edges.

    Args:
        x: real tensor.
        bins: how many bins.
        range: (low, high), the outer edges; those of x if None.

    Returns:
        Counts (bins,) in the dtype of x, and edges (bins + 1,) in floating point.

    Example:
        >>> from kerasish import ops
        >>> counts, edges = ops.histogram([1.0, 2.0, 2.0, 4.0], bins=3)
        >>> counts.numpy(), edges.numpy()
        (array([1., 2., 1.], dtype=float32), array([1., 2., 3., 4.], dtype=float32))
    """
    x = countable(x)
    counts, edges = graph.histogram(floats(x), bins, range)
    return graph.cast(counts, x.dtype), edges


def nonzero(x) -> tuple[graph.Tensor, ...]:
    """The int32 indices of the elements that are not 0, a vector for each axis.

    Raises:
        SymbolicError: x has no value yet.

    Example:
        >>> from kerasish import ops
        >>> [i.tolist() for i in ops.nonzero([[0, 5], [7, 0]])]
        [[0, 1], [1, 0]]
    """
    return tuple(map(index, graph.nonzero(tensor(x))))


def unique(
    x,
    sorted=True,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    size=None,
    fill_value=None,
):
    """The distinct elements of x, or the distinct slices along an axis.

    Args:
        x: a tensor with a value.
        sorted: whether they are in ascending order; otherwise they come as in x.
        return_index: whether to add where each one first stands.
        return_inverse: whether to add which of them stands at each place of x.
        return_counts: whether to add how often each one stands in x.
        axis: slices along this axis are compared; elements when None.
        size: how many to return: the rest is cut off, or filled up.
        fill_value: what is filled in for elements; 0 if None. Indices and counts are
            filled with 0.

    Returns:
        The elements, or a tuple of them and what was asked for, as int32, in this
        order.

    Raises:
        SymbolicError: x has no value yet.

    Example:
        >>> from kerasish import ops
        >>> ops.unique([3, 1, 3]).numpy()
        array([1, 3], dtype=int32)
    """
    values, *places = graph.unique(tensor(x), True, True, True, axis)
    first, inverse, counts = map(index, places)
    along = 0 if axis is None else axis
    if not sorted:
        order = graph.argsort(first)
        values = graph.take(values, order, along)
        first, counts = graph.take(first, order), graph.take(counts, order)
        inverse = index(graph.take(graph.argsort(order), inverse))
    if size is not None:
        values = _fitted(values, size, along, fill_value)
        first, counts = _fitted(first, size, 0, None), _fitted(counts, size, 0, None)
    wanted = zip(
        (first, inverse, counts), (return_index, return_inverse, return_counts)
    )
    extra = [part for part, is_wanted in wanted if is_wanted]
    return (values, *extra) if extra else values


def _fitted(x, size, axis=0, fill_value=None):
    """x cut to a size along an axis, or filled up to it."""
    x = graph.moveaxis(x, axis, 0)[:size]
    missing = size - x.shape[0]
    widths = [(0, missing)] + [(0, 0)] * (x.ndim - 1)
    fill = np.asarray(0 if fill_value is None else fill_value).astype(x.dtype)
    return graph.moveaxis(graph.pad(x, widths, constant_values=fill), 0, axis)
