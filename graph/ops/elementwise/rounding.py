"""Rounding. Constant almost everywhere, hence without gradient."""

from __future__ import annotations

import numpy as np

from graph.ops.elementwise.base import Unary


class Rounding(Unary, abstract=True):
    def kernel(self, x):
        return self.ufunc(x).astype(x.dtype, copy=False)

    def check(self, x):
        if x.dtype.kind == "c":
            self.fail("complex numbers cannot be rounded", "round the parts", x=x)

    def vjp(self, dy, y, x):
        return (None,)


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


floor = Floor.function()
ceil = Ceil.function()
trunc = Trunc.function()
rint = Rint.function()
