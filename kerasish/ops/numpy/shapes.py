"""Shapes: axes added, dropped, joined, exchanged; the same bytes read otherwise."""

from __future__ import annotations

import math

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.ops.arguments import Axes, DType, Sizes
from kerasish.ops.dtypes import index, tensor
from kerasish.ops.recording import immediate, planned


@immediate
def ndim(x) -> int:
    """The number of axes.

    Example:
        >>> from kerasish import ops
        >>> ops.ndim([[1, 2, 3]])
        2
    """
    return tensor(x).ndim


def size(x) -> graph.Tensor:
    """The number of elements, as int32.

    Example:
        >>> from kerasish import ops
        >>> int(ops.size([[1, 2, 3]]))
        3
    """
    return index(math.prod(graph.shape(tensor(x))))


@planned(tensors=1)
def reshape(x, newshape: Sizes) -> graph.Tensor:
    """The elements of x in another shape, in the same order.

    Args:
        x: any tensor.
        newshape: sizes; one of them may be -1, which follows from the others.

    Example:
        >>> from kerasish import ops
        >>> ops.reshape([1, 2, 3, 4], (2, -1)).tolist()
        [[1, 2], [3, 4]]
    """
    return graph.reshape(tensor(x), newshape)


def ravel(x) -> graph.Tensor:
    """All elements along one axis.

    Example:
        >>> from kerasish import ops
        >>> ops.ravel([[1, 2], [3, 4]]).tolist()
        [1, 2, 3, 4]
    """
    return graph.ravel(tensor(x))


@planned(tensors=1)
def expand_dims(x, axis) -> graph.Tensor:
    """x with new axes of size 1.

    Args:
        x: any tensor.
        axis: where they stand in the result: one, or several.

    Example:
        >>> from kerasish import ops
        >>> ops.expand_dims([1, 2], 0).shape
        (1, 2)
    """
    return graph.expand_dims(tensor(x), axis)


@planned(tensors=1)
def squeeze(x, axis: Axes = None) -> graph.Tensor:
    """x without axes of size 1.

    Args:
        x: any tensor.
        axis: which: one, several, or None for all of size 1.

    Example:
        >>> from kerasish import ops
        >>> ops.squeeze([[1, 2]], 0).shape
        (2,)
    """
    return graph.squeeze(tensor(x), axis)


@planned(tensors=1)
def transpose(x, axes=None) -> graph.Tensor:
    """x with its axes in another order.

    Args:
        x: any tensor.
        axes: for each axis of the result the axis of x; None for the reverse order.

    Example:
        >>> from kerasish import ops
        >>> ops.transpose([[1, 2], [3, 4]]).tolist()
        [[1, 3], [2, 4]]
    """
    return graph.transpose(tensor(x), axes)


def swapaxes(x, axis1: int, axis2: int) -> graph.Tensor:
    """x with two axes exchanged.

    Example:
        >>> from kerasish import ops
        >>> ops.swapaxes(ops.zeros((2, 3, 4)), 0, 2).shape
        (4, 3, 2)
    """
    return graph.swapaxes(tensor(x), axis1, axis2)


def moveaxis(x, source, destination) -> graph.Tensor:
    """x with some axes at other places; the others keep their order.

    Args:
        x: any tensor.
        source: an axis, or several.
        destination: where it goes, or they go.

    Example:
        >>> from kerasish import ops
        >>> ops.moveaxis(ops.zeros((2, 3, 4)), 0, -1).shape
        (3, 4, 2)
    """
    return graph.moveaxis(tensor(x), source, destination)


def broadcast_to(x, shape: Sizes) -> graph.Tensor:
    """x repeated along new axes and axes of size 1.

    Example:
        >>> from kerasish import ops
        >>> ops.broadcast_to([1, 2], (2, 2)).tolist()
        [[1, 2], [1, 2]]
    """
    return graph.broadcast_to(tensor(x), shape)


def view(x, dtype: DType = None) -> graph.Tensor:
    """The bytes of x read as another dtype.

    Args:
        x: any tensor.
        dtype: that of x if None. Where its size is another, the last axis changes.

    Example:
        >>> from kerasish import ops
        >>> ops.view([1.0], "int32").tolist()
        [1065353216]
    """
    x = tensor(x)
    return x if dtype is None else graph.bitcast(x, standardize_dtype(dtype))
