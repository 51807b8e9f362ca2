"""Comparisons, one boolean for each pair of elements; the larger and the smaller."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import alike, floats_alike, operands
from kerasish.ops.operands import called_with
from kerasish.ops.recording import saved_as


def equal(x1, x2) -> graph.Tensor:
    """Whether x1 == x2.

    Example:
        >>> from kerasish import ops
        >>> ops.equal([1, 2, 3], 2).numpy()
        array([False,  True, False])
    """
    return graph.equal(*operands(x1, x2))


def not_equal(x1, x2) -> graph.Tensor:
    """Whether x1 != x2.

    Example:
        >>> from kerasish import ops
        >>> ops.not_equal([1, 2, 3], 2).numpy()
        array([ True, False,  True])
    """
    return graph.not_equal(*operands(x1, x2))


def less(x1, x2) -> graph.Tensor:
    """Whether x1 < x2.

    Example:
        >>> from kerasish import ops
        >>> ops.less([1, 2, 3], 2).numpy()
        array([ True, False, False])
    """
    return graph.less(*operands(x1, x2))


def less_equal(x1, x2) -> graph.Tensor:
    """Whether x1 <= x2.

    Example:
        >>> from kerasish import ops
        >>> ops.less_equal([1, 2, 3], 2).numpy()
        array([ True,  True, False])
    """
    return graph.less_equal(*operands(x1, x2))


def greater(x1, x2) -> graph.Tensor:
    """Whether x1 > x2.

    Example:
        >>> from kerasish import ops
        >>> ops.greater([1, 2, 3], 2).numpy()
        array([False, False,  True])
    """
    return graph.greater(*operands(x1, x2))


def greater_equal(x1, x2) -> graph.Tensor:
    """Whether x1 >= x2.

    Example:
        >>> from kerasish import ops
        >>> ops.greater_equal([1, 2, 3], 2).numpy()
        array([False,  True,  True])
    """
    return graph.greater_equal(*operands(x1, x2))


def maximum(x1, x2) -> graph.Tensor:
    """The larger of x1 and x2, or NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.maximum([1, 4], [3, 2]).numpy()
        array([3, 4], dtype=int32)
    """
    return graph.maximum(*operands(x1, x2))


def minimum(x1, x2) -> graph.Tensor:
    """The smaller of x1 and x2, or NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.minimum([1, 4], [3, 2]).numpy()
        array([1, 2], dtype=int32)
    """
    return graph.minimum(*operands(x1, x2))


def fmax(x1, x2) -> graph.Tensor:
    """The larger of x1 and x2; the other one where one is NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.fmax([1.0, float("nan")], 2.0).numpy()
        array([2., 2.], dtype=float32)
    """
    return graph.fmax(*alike(x1, x2))


def fmin(x1, x2) -> graph.Tensor:
    """The smaller of x1 and x2; the other one where one is NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.fmin([1.0, float("nan")], 2.0).numpy()
        array([1., 2.], dtype=float32)
    """
    return graph.fmin(*alike(x1, x2))


@called_with("x1", "x2", "rtol", "atol")
def isclose(
    x1, x2, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> graph.Tensor:
    """Whether abs(x1 - x2) <= atol + rtol * abs(x2), elementwise.

    Args:
        x1, x2: tensors that broadcast.
        rtol: tolerance relative to x2.
        atol: absolute tolerance.
        equal_nan: whether NaN is close to NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.isclose([1.0, 1.1], 1.0).numpy()
        array([ True, False])
    """
    return graph.isclose(*floats_alike(x1, x2), rtol, atol, equal_nan)


@saved_as("AllClose")
def allclose(
    x1, x2, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> graph.Tensor:
    """Whether all elements are close; see `isclose` for the arguments.

    Example:
        >>> from kerasish import ops
        >>> bool(ops.allclose([1.0, 2.0], [1.0, 2.0000001]))
        True
    """
    return graph.allclose(*floats_alike(x1, x2), rtol, atol, equal_nan)


@saved_as("IsIn")
def isin(x1, x2, assume_unique: bool = False, invert: bool = False) -> graph.Tensor:
    """Whether each element of x1 is among those of x2.

    Args:
        x1, x2: tensors of any shape.
        assume_unique: changes nothing; it is there as in numpy.
        invert: whether to tell which elements are not among them.

    Example:
        >>> from kerasish import ops
        >>> ops.isin([1, 2, 3], [3, 1]).numpy()
        array([ True, False,  True])
    """
    return graph.isin(*alike(x1, x2), invert)
