"""Discrete Fourier transforms of real tensors: half of the spectrum says all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError, ShapeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.arithmetic import mod
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.complex import conj, real
from graph.ops.elementwise.selection import where
from graph.ops.fourier.complex_fft import (
    Fft,
    require_elements,
    require_norm,
    require_transformable,
    resized,
)
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.reshape import reshape
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


_OPPOSITE = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


class Rfft(Op):
    """The elements 0 to n // 2 of the transform of a real x along ``axis``."""

    axis: int
    norm: str = "backward"

    def infer(self, x: Spec) -> Spec:
        require_transformable(self, x, (self.axis,))
        if x.dtype not in (np.float32, np.float64):
            self.fail(
                "x must be float32 or float64",
                "take graph.fft of complex numbers",
                DTypeError,
                x=x,
            )
        shape = list(x.shape)
        shape[self.axis] = shape[self.axis] // 2 + 1
        return Spec(np.result_type(x.dtype, np.complex64), shape)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        import scipy.fft

        result: np.ndarray = scipy.fft.rfft(x, axis=self.axis, norm=self.norm)
        return result

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        whole = resized(conj(dy), self.axis, x.spec.shape[self.axis])
        return (real(apply(Fft((self.axis,), False, self.norm), whole)),)


class Irfft(Op):
    """The real tensor of ``size`` along ``axis`` of which x is half the transform."""

    axis: int
    size: Size
    norm: str = "backward"

    def infer(self, x: Spec) -> Spec:
        require_transformable(self, x, (self.axis,))
        excess = x.shape[self.axis] - (self.size // 2 + 1)
        if kind_of(x.dtype) != "c" or (isinstance(excess, int) and excess):
            self.fail(
                f"x must be complex, with {self.size} // 2 + 1 elements",
                "use graph.irfft, which converts",
                DTypeError if kind_of(x.dtype) != "c" else ShapeError,
                x=x,
            )
        shape = list(x.shape)
        shape[self.axis] = self.size
        return Spec(np.empty(0, x.dtype).real.dtype, shape)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        import scipy.fft

        result: np.ndarray = scipy.fft.irfft(
            x, self.size, axis=self.axis, norm=self.norm
        )
        return result

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        dx = apply(Rfft(self.axis, _OPPOSITE[self.norm]), dy)
        # all but the first element, and the middle one of an even size, stand for two
        at = positions(dx.spec.shape[self.axis]) * 2
        count = where(mod(at, self.size) == 0, 1, 2)
        column = (-1, *[1] * (x.ndim - 1 - self.axis))
        return (dx * cast(reshape(count, column), dx.dtype),)


@public
def rfft(
    x: TensorLike, n: Size | None = None, axis: int = -1, norm: str = "backward"
) -> Tensor:
    """The elements 0 to n // 2 of `fft` of a real tensor; the others mirror them.

    Args:
        x: real tensor.
        n: the size to which x is cut, or filled up with zeros; its own size if None.
        axis: the axis; it gets size n // 2 + 1.
        norm: as for `fft`.

    Raises:
        ArgumentError: an unknown norm, or n < 1.
        ShapeError: the axis is empty.

    Example:
        >>> import graph
        >>> graph.rfft([1.0, 0.0, 0.0, 0.0]).numpy()
        array([1.+0.j, 1.+0.j, 1.+0.j])
    """
    require_norm("rfft", norm)
    x = as_float(x)
    x = cast(x, "float32") if x.dtype == np.float16 else x
    axis = normal_axis("rfft", axis, x.ndim)
    if n is not None:
        require_elements("rfft", x, axis, n)
        x = resized(x, axis, as_size("rfft", n))
    return apply(Rfft(axis, norm), x)


@public
def irfft(
    x: TensorLike, n: Size | None = None, axis: int = -1, norm: str = "backward"
) -> Tensor:
    """The real tensor of size n of which x is the `rfft`.

    Args:
        x: tensor of which the first n // 2 + 1 elements along the axis are taken, or
            filled up with zeros. The imaginary part of the first one counts as 0, as
            does that of the last one when n is even.
        n: the size of the result along the axis; 2 * (size - 1) if None.
        axis: the axis.
        norm: as for `fft`.

    Raises:
        ArgumentError: an unknown norm, or n < 1.
        ShapeError: the axis is empty.

    Example:
        >>> import graph
        >>> graph.irfft([4.0, 0.0, 0.0]).numpy()
        array([1., 1., 1., 1.])
    """
    require_norm("irfft", norm)
    x = as_tensor(x)
    x = cast(x, np.result_type(x.dtype, np.complex64))
    axis = normal_axis("irfft", axis, x.ndim)
    n = (x.spec.shape[axis] - 1) * 2 if n is None else as_size("irfft", n)
    require_elements("irfft", x, axis, n)
    x = resized(x, axis, n // 2 + 1)
    return apply(Irfft(axis, n, norm), x)
