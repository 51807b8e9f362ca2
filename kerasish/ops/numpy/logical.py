"""Logic of booleans, where numbers are true unless 0; bits of integers."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import alike, tensor, tensors_alike


def logical_and(x1, x2) -> graph.Tensor:
    """Whether both are true.

    Example:
        >>> from kerasish import ops
        >>> ops.logical_and([True, False], True).numpy()
        array([ True, False])
    """
    return graph.logical_and(tensor(x1), tensor(x2))


def logical_or(x1, x2) -> graph.Tensor:
    """Whether one or both are true.

    Example:
        >>> from kerasish import ops
        >>> ops.logical_or([True, False], False).numpy()
        array([ True, False])
    """
    return graph.logical_or(tensor(x1), tensor(x2))


def logical_xor(x1, x2) -> graph.Tensor:
    """Whether exactly one is true.

    Example:
        >>> from kerasish import ops
        >>> ops.logical_xor([True, False], True).numpy()
        array([False,  True])
    """
    return graph.logical_xor(tensor(x1), tensor(x2))


def logical_not(x) -> graph.Tensor:
    """Whether x is false.

    Example:
        >>> from kerasish import ops
        >>> ops.logical_not([True, False]).numpy()
        array([False,  True])
    """
    return graph.logical_not(tensor(x))


def bitwise_and(x, y) -> graph.Tensor:
    """The bits that are set in both.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_and([5, 6], 3).numpy()
        array([1, 2], dtype=int32)
    """
    return graph.bitwise_and(*tensors_alike([x, y]))


def bitwise_or(x, y) -> graph.Tensor:
    """The bits that are set in one or both.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_or([5, 6], 3).numpy()
        array([7, 7], dtype=int32)
    """
    return graph.bitwise_or(*tensors_alike([x, y]))


def bitwise_xor(x, y) -> graph.Tensor:
    """The bits that are set in exactly one.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_xor([5, 6], 3).numpy()
        array([6, 5], dtype=int32)
    """
    return graph.bitwise_xor(*tensors_alike([x, y]))


def bitwise_not(x) -> graph.Tensor:
    """The bits that are not set: -x - 1.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_not([0, 5]).numpy()
        array([-1, -6], dtype=int32)
    """
    return graph.bitwise_not(tensor(x))


def bitwise_invert(x) -> graph.Tensor:
    """The bits that are not set; as `bitwise_not`.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_invert([0, 5]).numpy()
        array([-1, -6], dtype=int32)
    """
    return graph.bitwise_not(tensor(x))


def left_shift(x, y) -> graph.Tensor:
    """The bits of x moved up by y: x * 2**y.

    Example:
        >>> from kerasish import ops
        >>> ops.left_shift([1, 3], 2).numpy()
        array([ 4, 12], dtype=int32)
    """
    return graph.left_shift(*alike(tensor(x), y))


def right_shift(x, y) -> graph.Tensor:
    """The bits of x moved down by y: floor(x / 2**y).

    Example:
        >>> from kerasish import ops
        >>> ops.right_shift([4, 13], 2).numpy()
        array([1, 3], dtype=int32)
    """
    return graph.right_shift(*alike(tensor(x), y))


def bitwise_left_shift(x, y) -> graph.Tensor:
    """x * 2**y; as `left_shift`.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_left_shift([1, 3], 2).numpy()
        array([ 4, 12], dtype=int32)
    """
    return graph.left_shift(*alike(tensor(x), y))


def bitwise_right_shift(x, y) -> graph.Tensor:
    """floor(x / 2**y); as `right_shift`.

    Example:
        >>> from kerasish import ops
        >>> ops.bitwise_right_shift([4, 13], 2).numpy()
        array([1, 3], dtype=int32)
    """
    return graph.right_shift(*alike(tensor(x), y))
