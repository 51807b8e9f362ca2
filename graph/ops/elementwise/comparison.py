"""Comparisons and tests of numbers; the results are booleans without gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ops.elementwise.base import Binary, Unary

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


class Comparison(Binary, abstract=True):
    result_dtype = "bool"

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


class Equal(Comparison):
    """x == y, elementwise."""

    ufunc = np.equal


class NotEqual(Comparison):
    """x != y, elementwise."""

    ufunc = np.not_equal


class Less(Comparison):
    """x < y, elementwise."""

    ufunc = np.less


class LessEqual(Comparison):
    """x <= y, elementwise."""

    ufunc = np.less_equal


class Greater(Comparison):
    """x > y, elementwise."""

    ufunc = np.greater


class GreaterEqual(Comparison):
    """x >= y, elementwise."""

    ufunc = np.greater_equal


class NumberTest(Unary, abstract=True):
    result_dtype = "bool"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (None,)


class Isnan(NumberTest):
    """Whether x is not a number, elementwise."""

    ufunc = np.isnan


class Isinf(NumberTest):
    """Whether x is plus or minus infinity, elementwise."""

    ufunc = np.isinf


class Isfinite(NumberTest):
    """Whether x is neither infinite nor NaN, elementwise."""

    ufunc = np.isfinite


class Signbit(NumberTest):
    """Whether the sign bit of x is set (also for -0.0), elementwise."""

    ufunc = np.signbit


equal = Equal.function()
not_equal = NotEqual.function()
less = Less.function()
less_equal = LessEqual.function()
greater = Greater.function()
greater_equal = GreaterEqual.function()
isnan = Isnan.function()
isinf = Isinf.function()
isfinite = Isfinite.function()
signbit = Signbit.function()
