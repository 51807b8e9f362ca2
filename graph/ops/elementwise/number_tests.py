"""Tests of numbers by sign and kind, and the angle of complex ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.elementwise.comparison import equal, isinf, signbit
from graph.ops.elementwise.complex import imag, real
from graph.ops.elementwise.logical import logical_and, logical_not
from graph.ops.elementwise.trigonometric import arctan2
from graph.ops.promotion import as_float
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def isposinf(x: TensorLike) -> Tensor:
    """Whether x is plus infinity, elementwise; x is real.

    Example:
        >>> import graph
        >>> graph.isposinf([1.0, float("inf"), -float("inf")]).numpy()
        array([False,  True, False])
    """
    x = as_tensor(x)
    return logical_and(isinf(x), logical_not(signbit(x)))


@public
def isneginf(x: TensorLike) -> Tensor:
    """Whether x is minus infinity, elementwise; x is real.

    Example:
        >>> import graph
        >>> graph.isneginf([1.0, float("inf"), -float("inf")]).numpy()
        array([False, False,  True])
    """
    x = as_tensor(x)
    return logical_and(isinf(x), signbit(x))


@public
def isreal(x: TensorLike) -> Tensor:
    """Whether the imaginary part is 0, elementwise.

    Example:
        >>> import graph
        >>> graph.isreal([1 + 2j, 3 + 0j]).numpy()
        array([False,  True])
    """
    return equal(imag(x), 0)


@public
def angle(x: TensorLike) -> Tensor:
    """y = arctan2(imag(x), real(x)), from -pi to pi: 0 or pi for real numbers.

    Example:
        >>> import graph
        >>> graph.angle([1j, 1 + 0j, -1 + 0j]).numpy()
        array([1.57079633, 0.        , 3.14159265])
    """
    x = as_float(x)
    return arctan2(imag(x), real(x))
