"""Squares, reciprocals, and sums of powers of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import divide, multiply
from graph.ops.elementwise.exponential import logaddexp
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def square(x: TensorLike) -> Tensor:
    """y = x * x.

    Gradient:
        2 * dy * x.

    Example:
        >>> import graph
        >>> graph.square([-3, 2]).numpy()
        array([9, 4])
    """
    x = as_tensor(x)
    return multiply(x, x)


@public
def reciprocal(x: TensorLike) -> Tensor:
    """y = 1 / x, in floating point.

    Gradient:
        -dy * y**2.

    Example:
        >>> import graph
        >>> graph.reciprocal([2, 4]).numpy()
        array([0.5 , 0.25])
    """
    return divide(1, x)


@public
def logaddexp2(x: Sequence[float], y: Sequence[float]) -> Tensor:
    """z = log2(2**x + 2**y), without overflow.

    Gradient:
        dz * 2**(x - z), dz * 2**(y - z).

    Example:
        >>> import graph
        >>> float(graph.logaddexp2(0.0, 0.0))
        1.0
    """
    ln2 = math.log(2)
    return logaddexp(multiply(x, ln2), multiply(y, ln2)) / ln2
