"""Orders of axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.eager_plan import planned
from graph.ir.errors import ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes, normal_axis
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Transpose(Op):
    """y[i_perm0, i_perm1, ...] = x: axis k of y is axis ``perm[k]`` of x."""

    perm: tuple[int, ...]
    is_view = True

    def infer(self, x: Spec) -> Spec:
        if sorted(self.perm) != list(range(x.rank)):
            self.fail(f"{self.perm} does not name every axis once", "", x=x)
        return x.with_shape(x.shape[i] for i in self.perm)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return x.transpose(self.perm)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        inverse = tuple(self.perm.index(i) for i in range(len(self.perm)))
        return (transpose(dy, inverse),)


@public
@planned(tensors=1)
def transpose(x: TensorLike, axes: Sequence[int] | None = None) -> Tensor:
    """The axes of x in another order; reversed when none is given.

    Example:
        >>> import graph
        >>> graph.transpose([[1, 2], [3, 4]]).numpy()
        array([[1, 3],
               [2, 4]])
    """
    x = as_tensor(x)
    if axes is None:
        perm = tuple(range(x.ndim))[::-1]
    else:
        perm = normal_axes("transpose", tuple(axes), x.ndim)
        if len(perm) != x.ndim:
            raise ShapeError(
                describe(
                    f"transpose: {len(perm)} axes for a tensor of rank {x.ndim}",
                    {"x": x.spec, "axes": tuple(axes)},
                    "name every axis once",
                    str(here()),
                )
            )
    return x if perm == tuple(range(x.ndim)) else apply(Transpose(perm), x)


@public
def swapaxes(x: TensorLike, axis1: int, axis2: int) -> Tensor:
    """x with two axes exchanged."""
    x = as_tensor(x)
    a, b = (normal_axis("swapaxes", axis, x.ndim) for axis in (axis1, axis2))
    order = list(range(x.ndim))
    order[a], order[b] = b, a
    return transpose(x, order)


@public
def moveaxis(
    x: TensorLike, source: int | Sequence[int], destination: int | Sequence[int]
) -> Tensor:
    """x with axes moved to other positions; the rest keep their order."""
    x = as_tensor(x)
    sources = normal_axes("moveaxis", source, x.ndim)
    targets = normal_axes("moveaxis", destination, x.ndim)
    order = [i for i in range(x.ndim) if i not in sources]
    for target, axis in sorted(zip(targets, sources)):
        order.insert(target, axis)
    return transpose(x, order)


class Reverse(Op):
    """x with the order of elements reversed along the axes."""

    axes: tuple[int, ...]
    is_view = True

    def infer(self, x: Spec) -> Spec:
        for axis in self.axes:
            self.require_axis(axis, x.rank, x=x)
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.flip(x, self.axes)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (apply(self, dy),)


@public
def flip(x: TensorLike, axis: int | Sequence[int] | None = None) -> Tensor:
    """x with the order of elements reversed along an axis, several, or all.

    Example:
        >>> import graph
        >>> graph.flip([1, 2, 3]).numpy()
        array([3, 2, 1])
    """
    x = as_tensor(x)
    axes = normal_axes("flip", axis, x.ndim)
    return apply(Reverse(axes), x) if axes else x
