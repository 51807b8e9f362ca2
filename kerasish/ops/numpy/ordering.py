"""Sorted elements and their places, and places in what is sorted."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import alike, index, tensor
from kerasish.ops.operands import called_with
from kerasish.ops.recording import saved_as


def argmax(x, axis: int | None = None, keepdims: bool = False) -> graph.Tensor:
    """The index of the first largest element, as int32.

    Args:
        x: real tensor.
        axis: an axis; None for all elements in order.
        keepdims: whether the axis stays, with size 1.

    Example:
        >>> from kerasish import ops
        >>> int(ops.argmax([3, 9, 9]))
        1
    """
    return index(graph.argmax(tensor(x), axis, keepdims))


def argmin(x, axis: int | None = None, keepdims: bool = False) -> graph.Tensor:
    """The index of the first smallest element, as int32; see `argmax`.

    Example:
        >>> from kerasish import ops
        >>> int(ops.argmin([3, 1, 1]))
        1
    """
    return index(graph.argmin(tensor(x), axis, keepdims))


def sort(x, axis: int = -1) -> graph.Tensor:
    """x in ascending order along an axis; all elements when axis is None.

    Example:
        >>> from kerasish import ops
        >>> ops.sort([3, 1, 2]).numpy()
        array([1, 2, 3], dtype=int32)
    """
    return graph.sort(tensor(x), axis)


def argsort(x, axis: int = -1) -> graph.Tensor:
    """The int32 places of the elements in ascending order, equal ones as they come.

    Example:
        >>> from kerasish import ops
        >>> ops.argsort([3, 1, 2]).numpy()
        array([1, 2, 0], dtype=int32)
    """
    return index(graph.argsort(tensor(x), axis))


def argpartition(x, kth, axis: int = -1) -> graph.Tensor:
    """int32 places so that what is less than the kth element stands before it.

    Example:
        >>> from kerasish import ops
        >>> ops.argpartition([3, 1, 2], 0).numpy()[0]
        np.int32(1)
    """
    return index(graph.argpartition(tensor(x), kth, axis))


@saved_as("SearchSorted")
def searchsorted(sorted_sequence, values, side: str = "left") -> graph.Tensor:
    """Where each value goes into a sorted vector so that it stays sorted, as int32.

    Args:
        sorted_sequence: a vector in ascending order.
        values: tensor of any shape.
        side: "left" to go before equal elements, "right" to go after them.

    Example:
        >>> from kerasish import ops
        >>> ops.searchsorted([1, 3, 5], [3, 4]).numpy()
        array([1, 2], dtype=int32)
    """
    return index(graph.searchsorted(*alike(sorted_sequence, values), side))


@called_with("x", "bins")
def digitize(x, bins) -> graph.Tensor:
    """The number i of the bin with bins[i - 1] <= x < bins[i], as int32.

    Args:
        x: tensor of any shape.
        bins: a vector of edges in ascending order.

    Example:
        >>> from kerasish import ops
        >>> ops.digitize([0.0, 1.0, 1.5, 9.0], [1.0, 2.0]).numpy()
        array([0, 1, 1, 2], dtype=int32)
    """
    return index(graph.digitize(*alike(x, bins)))
