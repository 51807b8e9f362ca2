"""Broadcasting and its transpose, the sum: each is the gradient of the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.eager_plan import planned
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.public import public
from graph.ops.reduction.base import Reduce, call_reduce, keep_axes
from graph.ops.reduction.block_sum import block_sum, needs_blocks
from graph.ops.shape.reshape import reshape
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class BroadcastTo(Op):
    """y = x repeated along new leading axes and along axes of size 1."""

    sizes: tuple[Size, ...]
    is_view = True

    def infer(self, x: Spec) -> Spec:
        if x.rank > len(self.sizes) or any(
            source not in (1, target)
            and not isinstance(source, Dim)
            and not isinstance(target, Dim)
            for source, target in zip(x.shape[::-1], self.sizes[::-1])
        ):
            self.fail(
                f"cannot broadcast to {list(self.sizes)}",
                "a size must be 1 or equal to the new one",
                x=x,
            )
        return x.with_shape(self.sizes)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.broadcast_to(x, self.sizes)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (sum_to_shape(dy, x.spec.shape),)


class Sum(Reduce):
    """The sum over the axes."""

    reducer = np.add

    def kernel(self, x: np.ndarray) -> np.ndarray:
        if needs_blocks(x, self.axes):
            return np.asarray(block_sum(x, self.axes))
        return super().kernel(x)

    def kernel_into(self, out: np.ndarray, x: np.ndarray) -> None:
        if needs_blocks(x, self.axes):
            out[...] = block_sum(x, self.axes)
        else:
            super().kernel_into(out, x)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (spread(dy, x, self.axes),)


def spread(y: Tensor, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """y, a reduction of x, repeated along the reduced axes to the shape of x."""
    return broadcast_to(keep_axes(y, x, axes), x.spec.shape)


def sum_to_shape(x: Tensor, shape: tuple[Size, ...]) -> Tensor:
    """Sums x over the axes along which `shape` would be broadcast to that of x."""
    extra = len(x.spec.shape) - len(shape)
    axes = tuple(
        i
        for i, size in enumerate(x.spec.shape)
        if i < extra or (shape[i - extra] == 1 and size != 1)
    )
    if axes:
        x = apply(Sum(axes), x)
    return x if x.spec.shape == tuple(shape) else reshape(x, shape)


@public
@planned(tensors=1)
def broadcast_to(x: TensorLike, shape: Sequence[Size]) -> Tensor:
    """Repeats x along new leading axes and along axes of size 1.

    Args:
        x: any tensor.
        shape: sizes, ints or symbolic.

    Gradient:
        The sum over what was repeated.

    Example:
        >>> import graph
        >>> graph.broadcast_to([1, 2], (2, 2)).numpy()
        array([[1, 2],
               [1, 2]])
    """
    x = as_tensor(x)
    shape = as_sizes("broadcast_to", shape)
    return x if x.spec.shape == shape else apply(BroadcastTo(shape), x)


@public
@planned(tensors=1)
def sum(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The sum over the axes; booleans and small integers are summed as 64-bit ones.

    Args:
        x: any numeric tensor.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Gradient:
        dy repeated along the axes.

    Example:
        >>> import graph
        >>> graph.sum([[1.0, 2.0], [3.0, 4.0]], axis=0).numpy()
        array([4., 6.])
    """
    return call_reduce(Sum, widen_integers(x), axis, keepdims)


def widen_integers(x: TensorLike) -> Tensor:
    """Booleans and small integers as 64-bit integers, as numpy's sums count."""
    x = as_tensor(x)
    if kind_of(x.dtype) in "bi" and x.dtype.itemsize < 8:
        return cast(x, "int64")
    if kind_of(x.dtype) == "u" and x.dtype.itemsize < 8:
        return cast(x, "uint64")
    return x
