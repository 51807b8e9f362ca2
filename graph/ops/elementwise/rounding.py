"""Rounding. Constant almost everywhere, hence without gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError
from graph.ir.tensor import Tensor
from graph.ops.elementwise.base import Unary
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike
    from graph.ir.spec import Spec


class Rounding(Unary, abstract=True):
    def check(self, x: Spec) -> None:
        if kind_of(x.dtype) == "c":
            self.fail(
                "complex numbers cannot be rounded", "round the parts", DTypeError, x=x
            )
        self.require_float(x=x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


def _round(op: Rounding, x: TensorLike) -> Tensor:
    """Integers and booleans are what they are."""
    x = as_tensor(x)
    return x if kind_of(x.dtype) in "biu" else apply(op, x)


class Floor(Rounding):
    """The largest integer <= x. No gradient."""

    ufunc = np.floor


class Ceil(Rounding):
    """The smallest integer >= x. No gradient."""

    ufunc = np.ceil


class Trunc(Rounding):
    """The integer nearest to x towards 0. No gradient."""

    ufunc = np.trunc


class Rint(Rounding):
    """The nearest integer, halves to even. No gradient."""

    ufunc = np.rint


@public
def floor(x: TensorLike) -> Tensor:
    return _round(Floor(), x)


@public
def ceil(x: TensorLike) -> Tensor:
    return _round(Ceil(), x)


@public
def trunc(x: TensorLike) -> Tensor:
    return _round(Trunc(), x)


@public
def rint(x: TensorLike) -> Tensor:
    return _round(Rint(), x)


floor.__doc__ = Floor.__doc__
ceil.__doc__ = Ceil.__doc__
trunc.__doc__ = Trunc.__doc__
rint.__doc__ = Rint.__doc__
