"""Windows that fade to both ends, symmetric, as numpy names them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from graph.ir.dims import Size
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.selection import maximum
from graph.ops.elementwise.special import i0
from graph.ops.elementwise.trigonometric import cos
from graph.ops.public import public
from graph.ops.reduction.statistics import divide_by_size
from graph.ops.shape.arange import positions
from graph.ops.shape.filled import ones
from graph.ops.sizes import as_size


@public
def bartlett(size: Size) -> Tensor:
    """w_i = 1 - abs(2 i / (n - 1) - 1), a triangle; float64 (n,).

    Example:
        >>> import graph
        >>> graph.bartlett(5).numpy()
        array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return _window(size, lambda t: 1 - absolute(2 * t - 1))


@public
def hanning(size: Size) -> Tensor:
    """w_i = 0.5 - 0.5 cos(2 pi i / (n - 1)); float64 (n,).

    Example:
        >>> import graph
        >>> graph.hanning(5).numpy()
        array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return _window(size, lambda t: _cosines(t, 0.5, 0.5))


@public
def hamming(size: Size) -> Tensor:
    """w_i = 0.54 - 0.46 cos(2 pi i / (n - 1)); float64 (n,).

    Example:
        >>> import graph
        >>> graph.hamming(3).numpy()
        array([0.08, 1.  , 0.08])
    """
    return _window(size, lambda t: _cosines(t, 0.54, 0.46))


@public
def blackman(size: Size) -> Tensor:
    """w_i = 0.42 - 0.5 cos(2 pi i / (n - 1)) + 0.08 cos(4 pi i / (n - 1)).

    float64 (n,).

    Example:
        >>> import graph
        >>> graph.round(graph.blackman(5), 2).numpy()
        array([-0.  ,  0.34,  1.  ,  0.34, -0.  ])
    """
    return _window(size, lambda t: _cosines(t, 0.42, 0.5, 0.08))


@public
def kaiser(size: Size, beta: float) -> Tensor:
    """w_i = i0(beta sqrt(1 - (2 i / (n - 1) - 1)**2)) / i0(beta); float64 (n,).

    Args:
        size: n.
        beta: the larger, the narrower; 0 gives ones.

    Example:
        >>> import graph
        >>> graph.round(graph.kaiser(3, 2.0), 4).numpy()
        array([0.4387, 1.    , 0.4387])
    """
    return _window(
        size, lambda t: i0(beta * sqrt(maximum(4 * t * (1 - t), 0))) / i0(beta)
    )


def _window(size: Size, values: Callable[..., Any]) -> Tensor:
    """The values at places from 0 to 1; a single one is 1."""
    size = as_size("window", size)
    if isinstance(size, int) and size < 2:
        return ones(max(size, 0), "float64")
    result: Tensor = values(divide_by_size(cast(positions(size), "float64"), size - 1))
    return result


def _cosines(t: Tensor, constant: float, *factors: float) -> Tensor | float:
    y = constant
    for n, factor in enumerate(factors, 1):
        y = y + (-1) ** n * factor * cos(2 * math.pi * n * t)
    return y
