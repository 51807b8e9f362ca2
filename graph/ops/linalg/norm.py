"""Norms of vectors and of matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.arithmetic import absolute, power
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.complex import imag, real
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.selection import where
from graph.ops.linalg.svd import svd
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.base import keep_axes
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.extremes import min as minimum_over
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.transpose import moveaxis

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def norm(
    x: TensorLike,
    ord: int | float | str | None = None,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
) -> Tensor:
    """The length of vectors, or the size of matrices, as numpy.linalg.norm.

    Args:
        x: tensor; integers become floats.
        ord: for vectors any number p, sum(abs(x)**p)**(1/p); plus or minus infinity for
            the largest or the smallest modulus, 0 for how many are not 0. For matrices
            "fro", "nuc" (the sum of the singular values), 1, -1, inf, -inf (of sums of
            moduli) and 2, -2 (of singular values). None is 2 for vectors, "fro" for
            matrices.
        axis: an axis of vectors, or two of matrices. When None, all of x is one vector
            if ord is None, else x must be one vector or one matrix.
        keepdims: whether the axes stay, with size 1.

    Raises:
        ArgumentError: an ord that there is not, or not one or two axes.

    Gradient:
        0 where the norm of p >= 1 is 0.

    Example:
        >>> import graph
        >>> float(graph.norm([3.0, 4.0]))
        5.0
        >>> float(graph.norm([[1.0, 2.0], [3.0, 4.0]], 1))
        6.0
    """
    x = as_float(x)
    axes = normal_axes("norm", axis, x.ndim)
    if ord is None:
        y = _root(_squares(x, axes))
    elif len(axes) == 1:
        y = _vector_norm(x, ord, axes)
    elif len(axes) == 2:
        y = _matrix_norm(x, ord, axes)
    else:
        raise _bad(f"{len(axes)} axes", x, ord, "name one axis or two: axis=(0, 1)")
    return keep_axes(y, x, axes) if keepdims else y


def _squares(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    if kind_of(x.dtype) == "c":
        return total(real(x) * real(x) + imag(x) * imag(x), axes)
    return total(x * x, axes)


def _root(y: Tensor, degree: float = 2) -> Tensor:
    """y ** (1 / degree), without a gradient at 0, where it is infinite."""
    safe = where(y == 0, 1, y)
    return where(y == 0, 0, sqrt(safe) if degree == 2 else power(safe, 1 / degree))


def _vector_norm(x: Tensor, ord: str | float, axes: tuple[int, ...]) -> Tensor:
    if isinstance(ord, str):
        raise _bad("no norm of vectors", x, ord, "give a number")
    if ord == 2:
        return _root(_squares(x, axes))
    sizes = absolute(x)
    if ord == math.inf:
        return maximum_over(sizes, axes)
    if ord == -math.inf:
        return minimum_over(sizes, axes)
    if ord == 0:
        return total(cast(sizes != 0, sizes.dtype), axes)
    if ord == 1:
        return total(sizes, axes)
    return _root(total(power(sizes, ord), axes), ord)


def _matrix_norm(x: Tensor, ord: str | float, axes: tuple[int, ...]) -> Tensor:
    if ord == "fro":
        return _root(_squares(x, axes))
    x = moveaxis(x, axes, (-2, -1))
    if ord == "nuc":
        return total(svd(x, compute_uv=False), -1)
    if ord in (2, -2):
        values = svd(x, compute_uv=False)
    elif ord in (1, -1):
        values = total(absolute(x), -2)
    elif ord in (math.inf, -math.inf):
        values = total(absolute(x), -1)
    else:
        known = 'use "fro", "nuc", 1, -1, 2, -2, inf or -inf'
        raise _bad("no norm of matrices", x, ord, known)
    return (maximum_over if ord > 0 else minimum_over)(values, -1)


def _bad(what: str, x: Tensor, ord: str | float, hint: str) -> ArgumentError:
    got = {"x": x.spec, "ord": repr(ord)}
    return ArgumentError(describe(f"norm: {what}", got, hint, str(here())))
