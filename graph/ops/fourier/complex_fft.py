"""Discrete Fourier transforms of complex tensors, over one axis or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.shape.concatenate import slice_axis
from graph.ops.shape.slice import pad_constant
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


#: which of the two transforms divides by n; with "ortho" both do, by its root
NORMS = ("backward", "ortho", "forward")


class Fft(Op):
    """y_k = sum_j x_j e**(-2 pi i j k / n) over each of the axes; +, if ``inverse``.

    ``norm`` says which of the two directions divides by n.
    """

    axes: tuple[int, ...]
    inverse: bool = False
    norm: str = "backward"
    is_holomorphic = True

    def infer(self, x: Spec) -> Spec:
        require_transformable(self, x, self.axes)
        if kind_of(x.dtype) != "c":
            hint = "use graph.fft, which converts"
            self.fail("x must be complex", hint, DTypeError, x=x)
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        import scipy.fft

        transform = scipy.fft.ifftn if self.inverse else scipy.fft.fftn
        result: np.ndarray = transform(x, axes=self.axes, norm=self.norm)
        return result

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (apply(self, dy),)  # the matrix of the transform is symmetric


def require_transformable(op: Op, x: Spec, axes: tuple[int, ...]) -> None:
    for axis in axes:
        op.require_axis(axis, x.rank, x=x)
        if x.shape[axis] == 0:
            op.fail(f"axis {axis} is empty", "a transform needs an element", x=x)


def require_norm(name: str, norm: str) -> None:
    if norm not in NORMS:
        names = ", ".join(map(repr, NORMS))
        raise ArgumentError(
            describe(
                f"{name}: unknown norm",
                {"norm": repr(norm)},
                f"one of {names}",
                str(here()),
            )
        )


def require_elements(name: str, x: Tensor, axis: int, n: Size) -> None:
    if not isinstance(n, Dim) and n < 1:
        raise ArgumentError(
            describe(
                f"{name}: n is {n}",
                {"x": x.spec, "axis": axis},
                "a transform needs an element",
                str(here()),
            )
        )


def resized(x: Tensor, axis: int, n: Size) -> Tensor:
    """x cut to n elements along the axis, or filled up with zeros."""
    kept = -size_max(-x.spec.shape[axis], -n)
    after = [n - kept if i == axis else 0 for i in range(x.ndim)]
    return pad_constant(slice_axis(x, axis, 0, kept), (0,) * x.ndim, after)


def _call(
    name: str,
    x: TensorLike,
    axes: int | Sequence[int] | None,
    inverse: bool,
    norm: str,
    n: Size | None = None,
) -> Tensor:
    require_norm(name, norm)
    x = as_tensor(x)
    x = cast(x, np.result_type(x.dtype, np.complex64))
    axes = normal_axes(name, axes, x.ndim)
    if n is not None:
        n = as_size(name, n)
        require_elements(name, x, axes[0], n)
        x = resized(x, axes[0], n)
    return apply(Fft(axes, inverse, norm), x)


@public
def fft(
    x: TensorLike, n: Size | None = None, axis: int = -1, norm: str = "backward"
) -> Tensor:
    """y_k = sum_j x_j e**(-2 pi i j k / n) along an axis.

    Args:
        x: tensor; real ones become complex, of single precision where x is.
        n: the size to which x is cut, or filled up with zeros; its own size if None.
        axis: the axis.
        norm: "backward" divides in `ifft` by n, "forward" here, "ortho" in both by the
            root of n.

    Raises:
        ArgumentError: an unknown norm, or n < 1.
        ShapeError: the axis is empty.

    Gradient:
        The inverse transform of dy, without division.

    Example:
        >>> import graph
        >>> graph.fft([1.0, 0.0, 0.0, 0.0]).numpy()
        array([1.+0.j, 1.+0.j, 1.+0.j, 1.+0.j])
    """
    return _call("fft", x, axis, False, norm, n)


@public
def ifft(
    x: TensorLike, n: Size | None = None, axis: int = -1, norm: str = "backward"
) -> Tensor:
    """x_j = sum_k y_k e**(2 pi i j k / n) / n along an axis; see `fft`.

    Example:
        >>> import graph
        >>> graph.ifft([4.0, 0.0, 0.0, 0.0]).numpy()
        array([1.+0.j, 1.+0.j, 1.+0.j, 1.+0.j])
    """
    return _call("ifft", x, axis, True, norm, n)


@public
def fft2(
    x: TensorLike, axes: Sequence[int] = (-2, -1), norm: str = "backward"
) -> Tensor:
    """`fft` over two axes.

    Example:
        >>> import graph
        >>> graph.fft2([[1.0, 0.0], [0.0, 0.0]]).numpy()
        array([[1.+0.j, 1.+0.j],
               [1.+0.j, 1.+0.j]])
    """
    return _call("fft2", x, tuple(axes), False, norm)


@public
def ifft2(
    x: TensorLike, axes: Sequence[int] = (-2, -1), norm: str = "backward"
) -> Tensor:
    """`ifft` over two axes.

    Example:
        >>> import graph
        >>> graph.ifft2([[4.0, 0.0], [0.0, 0.0]]).numpy()
        array([[1.+0.j, 1.+0.j],
               [1.+0.j, 1.+0.j]])
    """
    return _call("ifft2", x, tuple(axes), True, norm)


@public
def fftn(
    x: TensorLike, axes: Sequence[int] | None = None, norm: str = "backward"
) -> Tensor:
    """`fft` over several axes, all of them when None.

    Example:
        >>> import graph
        >>> graph.fftn([[1.0, 0.0]]).numpy()
        array([[1.+0.j, 1.+0.j]])
    """
    return _call("fftn", x, axes, False, norm)


@public
def ifftn(
    x: TensorLike, axes: Sequence[int] | None = None, norm: str = "backward"
) -> Tensor:
    """`ifft` over several axes, all of them when None.

    Example:
        >>> import graph
        >>> graph.ifftn([[2.0, 0.0]]).numpy()
        array([[1.+0.j, 1.+0.j]])
    """
    return _call("ifftn", x, axes, True, norm)
