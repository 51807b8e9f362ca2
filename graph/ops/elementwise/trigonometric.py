"""Trigonometric and hyperbolic functions and their inverses; angles in radians."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ops.elementwise.base import FloatBinary, FloatUnary
from graph.ops.elementwise.exponential import rsqrt

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


class Sin(FloatUnary):
    """y = sin(x). Gradient: dy * cos(x)."""

    ufunc = np.sin

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * cos(x),)


class Cos(FloatUnary):
    """y = cos(x). Gradient: -dy * sin(x)."""

    ufunc = np.cos

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (-dy * sin(x),)


class Tan(FloatUnary):
    """y = tan(x). Gradient: dy * (1 + y**2)."""

    ufunc = np.tan

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (1 + y * y),)


class Arcsin(FloatUnary):
    """y = arcsin(x), -1 <= x <= 1. Gradient: dy / sqrt(1 - x**2)."""

    ufunc = np.arcsin

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * rsqrt(1 - x * x),)


class Arccos(FloatUnary):
    """y = arccos(x), -1 <= x <= 1. Gradient: -dy / sqrt(1 - x**2)."""

    ufunc = np.arccos

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (-dy * rsqrt(1 - x * x),)


class Arctan(FloatUnary):
    """y = arctan(x). Gradient: dy / (1 + x**2)."""

    ufunc = np.arctan

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (1 + x * x),)


class Sinh(FloatUnary):
    """y = sinh(x). Gradient: dy * cosh(x)."""

    ufunc = np.sinh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * cosh(x),)


class Cosh(FloatUnary):
    """y = cosh(x). Gradient: dy * sinh(x)."""

    ufunc = np.cosh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * sinh(x),)


class Tanh(FloatUnary):
    """y = tanh(x). Gradient: dy * (1 - y**2)."""

    ufunc = np.tanh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (1 - y * y),)


class Arcsinh(FloatUnary):
    """y = arcsinh(x). Gradient: dy / sqrt(x**2 + 1)."""

    ufunc = np.arcsinh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * rsqrt(x * x + 1),)


class Arccosh(FloatUnary):
    """y = arccosh(x), x >= 1. Gradient: dy / sqrt(x**2 - 1)."""

    ufunc = np.arccosh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * rsqrt(x * x - 1),)


class Arctanh(FloatUnary):
    """y = arctanh(x), -1 < x < 1. Gradient: dy / (1 - x**2)."""

    ufunc = np.arctanh

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (1 - x * x),)


class Arctan2(FloatBinary):
    """z = the angle of the point (y, x), that is arctan2(x, y) in numpy's order."""

    ufunc = np.arctan2

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        scaled = dz / (x * x + y * y)
        return scaled * y, -scaled * x


sin = Sin.function()
cos = Cos.function()
tan = Tan.function()
arcsin = Arcsin.function()
arccos = Arccos.function()
arctan = Arctan.function()
sinh = Sinh.function()
cosh = Cosh.function()
tanh = Tanh.function()
arcsinh = Arcsinh.function()
arccosh = Arccosh.function()
arctanh = Arctanh.function()
arctan2 = Arctan2.function()
