"""Tensors of one repeated value. Sizes may be symbolic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import as_dtype
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


_DTYPE_OF_PYTHON = {float: "float32", complex: "complex64"}


@public
def full(
    shape: Sequence[Size] | Size, fill_value: float, dtype: DTypeLike | None = None
) -> Tensor:
    """A tensor of this shape with fill_value everywhere.

    Args:
        shape: sizes, ints or symbolic.
        fill_value: a number, or a tensor that broadcasts to the shape.
        dtype: of the result; that of fill_value if None, float32 for Python floats.

    Gradient:
        The sum of dy to fill_value.

    Example:
        >>> import graph
        >>> graph.full((2,), 7).numpy()
        array([7, 7])
    """
    sizes = as_sizes("full", shape)
    if any(isinstance(size, int) and size < 0 for size in sizes):
        raise ArgumentError(
            describe(
                "full: a size is negative",
                {"shape": list(sizes)},
                "sizes are 0 or more; -1 is for graph.reshape",
                str(here()),
            )
        )
    if dtype is None:
        default = _DTYPE_OF_PYTHON.get(type(fill_value))
        dtype = as_tensor(fill_value).dtype if default is None else default
    return broadcast_to(to_dtype(fill_value, as_dtype(dtype)), sizes)


@public
def zeros(shape: Sequence[Size] | Size, dtype: DTypeLike = "float32") -> Tensor:
    """A tensor of zeros; sizes may be symbolic.

    Example:
        >>> import graph
        >>> graph.zeros((2, 2)).numpy()
        array([[0., 0.],
               [0., 0.]], dtype=float32)
    """
    return full(shape, 0, dtype)


@public
def ones(shape: Sequence[Size] | Size, dtype: DTypeLike = "float32") -> Tensor:
    """A tensor of ones; sizes may be symbolic.

    Example:
        >>> import graph
        >>> graph.ones(2, "int32").numpy()
        array([1, 1], dtype=int32)
    """
    return full(shape, 1, dtype)


@public
def full_like(
    x: TensorLike, fill_value: float, dtype: DTypeLike | None = None
) -> Tensor:
    """fill_value everywhere, in the shape of x, and in its dtype if none is given.

    Example:
        >>> import graph
        >>> graph.full_like([1.0, 2.0], 5).numpy()
        array([5., 5.])
    """
    x = as_tensor(x)
    return full(x.spec.shape, fill_value, x.dtype if dtype is None else dtype)


@public
def zeros_like(x: TensorLike, dtype: DTypeLike | None = None) -> Tensor:
    """Zeros in the shape of x, and in its dtype if none is given.

    Example:
        >>> import graph
        >>> graph.zeros_like([1, 2]).numpy()
        array([0, 0])
    """
    return full_like(x, 0, dtype)


@public
def ones_like(x: TensorLike, dtype: DTypeLike | None = None) -> Tensor:
    """Ones in the shape of x, and in its dtype if none is given.

    Example:
        >>> import graph
        >>> graph.ones_like([5, 6], "float32").numpy()
        array([1., 1.], dtype=float32)
    """
    return full_like(x, 1, dtype)
