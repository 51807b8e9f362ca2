"""Sums, products, means and extremes over axes."""

from __future__ import annotations

import graph
from kerasish.ops.arguments import Axes, DType
from kerasish.ops.dtypes import alike, floats, index, summable, tensor, to_dtype
from kerasish.ops.recording import planned


@planned(tensors=1)
def sum(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The sum over the axes; narrow integers and booleans become 32 bits wide.

    Args:
        x: any tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Example:
        >>> from kerasish import ops
        >>> ops.sum([[1, 2], [3, 4]], axis=0).numpy()
        array([4, 6], dtype=int32)
    """
    x = summable(x)
    return to_dtype(graph.sum(x, axis, keepdims), x.dtype)


def prod(
    x, axis: Axes = None, keepdims: bool = False, dtype: DType = None
) -> graph.Tensor:
    """The product over the axes; narrow integers and booleans become 32 bits wide.

    Args:
        x: any tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.
        dtype: None, or any dtype: then x keeps its own, as Keras has it.

    Example:
        >>> from kerasish import ops
        >>> ops.prod([[1, 2], [3, 4]], axis=0).numpy()
        array([3, 8], dtype=int32)
    """
    x = summable(x) if dtype is None else tensor(x)
    return to_dtype(graph.prod(x, axis, keepdims), x.dtype)


def mean(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The mean over the axes, in floating point.

    Args:
        x: any tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Example:
        >>> from kerasish import ops
        >>> ops.mean([[1, 2], [3, 4]], axis=1).numpy()
        array([1.5, 3.5], dtype=float32)
    """
    return graph.mean(floats(x), axis, keepdims)


@planned(tensors=1)
def max(x, axis: Axes = None, keepdims: bool = False, initial=None) -> graph.Tensor:
    """The largest element over the axes; NaN if there is one.

    Args:
        x: real tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.
        initial: the result is no less than this; needed where there are no elements.

    Example:
        >>> from kerasish import ops
        >>> ops.max([[1, 5], [7, 2]], axis=1).numpy()
        array([5, 7], dtype=int32)
    """
    return _extreme(graph.max, graph.maximum, x, axis, keepdims, initial)


@planned(tensors=1)
def min(x, axis: Axes = None, keepdims: bool = False, initial=None) -> graph.Tensor:
    """The smallest element over the axes; NaN if there is one.

    Args:
        x: real tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.
        initial: the result is no more than this; needed where there are no elements.

    Example:
        >>> from kerasish import ops
        >>> ops.min([[1, 5], [7, 2]], axis=1).numpy()
        array([1, 2], dtype=int32)
    """
    return _extreme(graph.min, graph.minimum, x, axis, keepdims, initial)


def _extreme(reduce, pick, x, axis, keepdims, initial):
    if initial is None:
        return reduce(tensor(x), axis, keepdims)
    x, initial = alike(x, initial)
    if 0 in x.shape:
        none = graph.sum(x, axis, keepdims)
        return graph.broadcast_to(initial, graph.shape(none))
    return pick(reduce(x, axis, keepdims), initial)


def amax(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The largest element over the axes; as `max`.

    Example:
        >>> from kerasish import ops
        >>> int(ops.amax([3, 9, 4]))
        9
    """
    return graph.max(tensor(x), axis, keepdims)


def amin(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """The smallest element over the axes; as `min`.

    Example:
        >>> from kerasish import ops
        >>> int(ops.amin([3, 9, 4]))
        3
    """
    return graph.min(tensor(x), axis, keepdims)


def ptp(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """max(x) - min(x) over the axes.

    Example:
        >>> from kerasish import ops
        >>> int(ops.ptp([3, 9, 4]))
        6
    """
    return graph.ptp(tensor(x), axis, keepdims)


def any(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """Whether one element over the axes is true; numbers are, unless 0.

    Example:
        >>> from kerasish import ops
        >>> ops.any([[0, 0], [0, 2]], axis=1).numpy()
        array([False,  True])
    """
    return graph.any(tensor(x), axis, keepdims)


def all(x, axis: Axes = None, keepdims: bool = False) -> graph.Tensor:
    """Whether all elements over the axes are true; numbers are, unless 0.

    Example:
        >>> from kerasish import ops
        >>> ops.all([[0, 1], [1, 2]], axis=1).numpy()
        array([False,  True])
    """
    return graph.all(tensor(x), axis, keepdims)


def count_nonzero(x, axis: Axes = None) -> graph.Tensor:
    """How many elements over the axes are not 0, as int32.

    Example:
        >>> from kerasish import ops
        >>> int(ops.count_nonzero([3, 0, 4]))
        2
    """
    return index(graph.count_nonzero(tensor(x), axis))
