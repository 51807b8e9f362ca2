"""Exponentials, logarithms, roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ops.elementwise.base import FloatBinary, FloatUnary

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


class Exp(FloatUnary):
    """y = e**x. Gradient: dy * y."""

    ufunc = np.exp

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * y,)


class Expm1(FloatUnary):
    """y = e**x - 1, exact near 0. Gradient: dy * (y + 1)."""

    ufunc = np.expm1

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (y + 1),)


class Log(FloatUnary):
    """y = ln(x). Gradient: dy / x."""

    ufunc = np.log

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / x,)


class Log1p(FloatUnary):
    """y = ln(1 + x), exact near 0. Gradient: dy / (1 + x)."""

    ufunc = np.log1p

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (x + 1),)


class Log2(FloatUnary):
    """y = log2(x). Gradient: dy / (x ln 2)."""

    ufunc = np.log2

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (x * float(np.log(2.0))),)


class Log10(FloatUnary):
    """y = log10(x). Gradient: dy / (x ln 10)."""

    ufunc = np.log10

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (x * float(np.log(10.0))),)


class Exp2(FloatUnary):
    """y = 2**x. Gradient: dy * y * ln 2."""

    ufunc = np.exp2

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * y * float(np.log(2.0)),)


class Sqrt(FloatUnary):
    """y = x**0.5. Gradient: dy / (2 y)."""

    ufunc = np.sqrt

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * 0.5 / y,)


class Cbrt(FloatUnary):
    """y = x**(1/3), for negative x too. Gradient: dy / (3 y**2)."""

    ufunc = np.cbrt

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy / (3 * y * y),)


class Rsqrt(FloatUnary):
    """y = x**-0.5. Gradient: -dy * y**3 / 2."""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        result: np.ndarray = np.reciprocal(np.sqrt(x))
        return result

    @staticmethod
    def kernel_into(out: np.ndarray, x: np.ndarray) -> None:
        np.sqrt(x, out)
        np.reciprocal(out, out)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * -0.5 * (y * y * y),)


class Logaddexp(FloatBinary):
    """z = ln(e**x + e**y), without overflow. Gradient: dz * sigmoid(x-y), and y-x."""

    ufunc = np.logaddexp

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return dz * sigmoid(x - y), dz * sigmoid(y - x)


class Sigmoid(FloatUnary):
    """y = 1 / (1 + e**-x). Gradient: dy * y * (1 - y)."""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        out = np.empty(np.shape(x), x.dtype)
        self.kernel_into(out, x)
        return out

    @staticmethod
    def kernel_into(out: np.ndarray, x: np.ndarray) -> None:
        np.negative(x, out)
        np.exp(out, out)
        np.add(out, 1, out)
        np.reciprocal(out, out)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (y * (1 - y)),)


exp = Exp.function()
expm1 = Expm1.function()
exp2 = Exp2.function()
log = Log.function()
log1p = Log1p.function()
log2 = Log2.function()
log10 = Log10.function()
sqrt = Sqrt.function()
cbrt = Cbrt.function()
rsqrt = Rsqrt.function()
logaddexp = Logaddexp.function()
sigmoid = Sigmoid.function()
