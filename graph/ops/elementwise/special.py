"""Special functions; scipy is imported when one of them first runs."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ops.elementwise.base import FloatUnary
from graph.ops.elementwise.exponential import exp

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


@functools.cache
def _scipy(name: str) -> Callable[..., Any]:
    import scipy.special

    function: Callable[..., Any] = getattr(scipy.special, name)
    return function


class SpecialUnary(FloatUnary, abstract=True):
    """A unary function of ``scipy.special`` of the name ``function_name``."""

    function_name = ""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        y: np.ndarray = _scipy(self.function_name)(x).astype(x.dtype, copy=False)
        return y


class Erf(SpecialUnary):
    """y = erf(x). Gradient: dy * 2 / sqrt(pi) * e**(-x**2)."""

    function_name = "erf"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (2 / math.sqrt(math.pi)) * exp(-(x * x)),)


class Erfc(SpecialUnary):
    """y = 1 - erf(x), exact for large x. Gradient: -dy * 2 / sqrt(pi) * e**(-x**2)."""

    function_name = "erfc"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (-2 / math.sqrt(math.pi)) * exp(-(x * x)),)


class Erfinv(SpecialUnary):
    """The inverse of erf, -1 < x < 1. Gradient: dy * sqrt(pi) / 2 * e**(y**2)."""

    function_name = "erfinv"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (math.sqrt(math.pi) / 2) * exp(y * y),)


class Lgamma(SpecialUnary):
    """y = ln(abs(gamma(x))). Gradient: dy * digamma(x)."""

    function_name = "gammaln"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * digamma(x),)


class Digamma(SpecialUnary):
    """The derivative of ln(gamma(x)). Gradient: dy * trigamma(x)."""

    function_name = "digamma"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * trigamma(x),)


class Trigamma(FloatUnary):
    """The second derivative of ln(gamma(x))."""

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(_scipy("polygamma")(1, x)).astype(x.dtype)


class I0(SpecialUnary):
    """The modified Bessel function of the first kind, order 0. Gradient: dy * i1(x)."""

    function_name = "i0"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * i1(x),)


class I1(SpecialUnary):
    """The modified Bessel function of the first kind, order 1."""

    function_name = "i1"

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (dy * (i0(x) - y / x),)


erf = Erf.function()
erfc = Erfc.function()
erfinv = Erfinv.function()
lgamma = Lgamma.function()
digamma = Digamma.function()
trigamma = Trigamma.function()
i0 = I0.function("i0")
i1 = I1.function("i1")
