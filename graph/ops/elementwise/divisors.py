"""Greatest common divisors and least common multiples; without gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ops.elementwise.base import Binary

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


class OfIntegers(Binary, abstract=True):
    def check(self, x: Spec, y: Spec) -> None:
        self.require_integer(x=x, y=y)

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


class Gcd(OfIntegers):
    """The greatest integer that divides x and y; 0 where both are 0."""

    ufunc = np.gcd


class Lcm(OfIntegers):
    """The least integer that x and y divide; 0 where one of them is 0."""

    ufunc = np.lcm


gcd = Gcd.function()
lcm = Lcm.function()
