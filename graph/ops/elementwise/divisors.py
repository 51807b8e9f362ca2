"""Greatest common divisors and least common multiples; without gradient."""

from __future__ import annotations

import numpy as np

from graph.ops.elementwise.base import Binary


class OfIntegers(Binary, abstract=True):
    def check(self, x, y):
        self.require_integer(x=x, y=y)

    def vjp(self, dz, z, x, y):
        return None, None


class Gcd(OfIntegers):
    """The greatest integer that divides x and y; 0 where both are 0."""

    ufunc = np.gcd


class Lcm(OfIntegers):
    """The least integer that x and y divide; 0 where one of them is 0."""

    ufunc = np.lcm


gcd = Gcd.function()
lcm = Lcm.function()
