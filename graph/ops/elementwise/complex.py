"""Complex numbers from parts and back.

The cotangent of a complex tensor z = a + bi is da + db*i: the real derivatives with
respect to both parts, packed. This is TensorFlow's convention.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dtypes import kind_of
from graph.ops.elementwise.base import FloatBinary, Unary
from graph.ops.elementwise.selection import zero_like

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, LaneMathLike, LanesLike
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


def _real_dtype(dtype: np.dtype) -> np.dtype:
    return np.empty(0, dtype).real.dtype


class Real(Unary):
    """The real part. Gradient: dy + 0i."""

    ufunc = None

    def infer(self, x: Spec) -> Spec:
        return x.with_dtype(_real_dtype(x.dtype))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.real(x).copy()

    def lower(self, m: LaneMathLike, x: LanesLike) -> LanesLike:
        return x  # lanes are real

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (make_complex(dy, zero_like(dy)) if kind_of(x.dtype) == "c" else dy,)


class Imag(Unary):
    """The imaginary part. Gradient: 0 + dy*i."""

    def infer(self, x: Spec) -> Spec:
        return x.with_dtype(_real_dtype(x.dtype))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.imag(x).copy()

    def lower(self, m: LaneMathLike, x: LanesLike) -> LanesLike:
        return m.constant(0, x.dtype)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (make_complex(zero_like(dy), dy) if kind_of(x.dtype) == "c" else None,)


class MakeComplex(FloatBinary):
    """z = x + y*i from two real tensors. Gradient: real(dz), imag(dz)."""

    def infer(self, x: Spec, y: Spec) -> Spec:
        spec = super().infer(x, y)
        return spec.with_dtype(np.result_type(spec.dtype, np.complex64))

    def kernel(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        out = np.empty(np.shape(x), np.result_type(x.dtype, np.complex64))
        out.real, out.imag = x, y
        return out

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        return real(dz), imag(dz)


class Conj(Unary):
    """The complex conjugate. Gradient: conj(dy)."""

    ufunc = np.conjugate

    def lower(self, m: LaneMathLike, x: LanesLike) -> LanesLike:
        return x

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (conj(dy),)


real = Real.function()
imag = Imag.function()
make_complex = MakeComplex.function()
conj = Conj.function()
