"""Arithmetic: the ops behind ``+ - * / // % **``, negation and absolute value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dtypes import kind_of
from graph.ops.elementwise.base import Binary, FloatBinary, Unary
from graph.ops.elementwise.comparison import equal, greater
from graph.ops.elementwise.exponential import log
from graph.ops.elementwise.selection import where, zero_like

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


class Add(Binary):
    """z = x + y, with numpy's broadcasting. Gradient: dz, dz."""

    ufunc = np.add

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz, dz


class Subtract(Binary):
    """z = x - y, with numpy's broadcasting. Gradient: dz, -dz."""

    ufunc = np.subtract

    def check(self, x: Spec, y: Spec) -> None:
        if kind_of(x.dtype) == "b":
            self.fail("booleans cannot be subtracted", "use logical_xor", x=x, y=y)

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz, -dz


class Multiply(Binary):
    """z = x * y, with numpy's broadcasting. Gradient: dz * y, dz * x."""

    ufunc = np.multiply
    is_holomorphic = True

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz * y, dz * x


class Divide(FloatBinary):
    """z = x / y in floating point. Gradient: dz / y, -dz * z / y."""

    ufunc = np.divide

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        dx = dz / y
        return dx, -dx * z


class FloorDivide(Binary):
    """z = floor(x / y). No gradient: it is constant almost everywhere."""

    ufunc = np.floor_divide

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


class Mod(Binary):
    """z = x - floor(x / y) * y, signed as y. Gradient: dz, -dz * floor(x / y)."""

    ufunc = np.remainder

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz, -dz * floor_divide(x, y)


class Fmod(Binary):
    """z = x - trunc(x / y) * y, with the sign of x, as in C."""

    ufunc = np.fmod

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz, -dz * ((x - z) / y)


class Power(Binary):
    """z = x**y. Gradient: dz * y * x**(y-1); dz * z * log(x) where x > 0, else 0."""

    ufunc = np.power
    is_holomorphic = True

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        exponent = where(equal(y, 0), zero_like(y), y - 1)
        positive = greater(x, 0)
        dy = dz * where(positive, z * log(where(positive, x, 1)), 0)
        return dz * y * power(x, exponent), dy


class Negative(Unary):
    """y = -x. Gradient: -dy."""

    ufunc = np.negative

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (-dy,)


class Absolute(Unary):
    """y = abs(x); for complex x the real modulus. Gradient: dy * x / y, 0 at 0."""

    ufunc = np.absolute

    def infer(self, x: Spec) -> Spec:
        if kind_of(x.dtype) == "c":
            return x.with_dtype(np.empty(0, x.dtype).real.dtype)
        return super().infer(x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        if kind_of(x.dtype) != "c":
            return (dy * sign(x),)
        return (x * (dy / where(equal(y, 0), 1, y)),)


class Sign(Unary):
    """y = -1, 0 or 1. Gradient: 0."""

    ufunc = np.sign

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (zero_like(x),)


class Nextafter(FloatBinary):
    """The next number after x towards y. No gradient."""

    ufunc = np.nextafter

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return None, None


add = Add.function()
subtract = Subtract.function()
multiply = Multiply.function()
divide = Divide.function()
floor_divide = FloorDivide.function()
mod = Mod.function()
fmod = Fmod.function()
power = Power.function()
negative = Negative.function()
absolute = Absolute.function()
sign = Sign.function()
nextafter = Nextafter.function()
