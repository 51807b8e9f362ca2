"""Reading and adding at computed positions along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis, without
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import zero_like
from graph.ops.promotion import broadcast_shape
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.reshape import ravel, reshape

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, DTypeLike, TensorLike


class Take(Op):
    """y = the slices of x at ``indices`` along ``axis``, which may be negative."""

    axis: int
    moves_only = True

    def infer(self, x: Spec, indices: Spec) -> Spec:
        self.require_integer(indices=indices)
        self.require_axis(self.axis, x.rank, x=x, indices=indices)
        a = self.axis
        return x.with_shape(x.shape[:a] + indices.shape + x.shape[a + 1 :])

    def kernel(self, x: np.ndarray, indices: np.ndarray) -> np.ndarray:
        return _checked(np.take, x, indices, self.axis)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor) -> Cotangents:
        a, rank = self.axis, indices.ndim
        places = ravel(indices)  # -1 for their number would not do where dy is empty
        rows = (*dy.spec.shape[:a], places.spec.size, *dy.spec.shape[a + rank :])
        dx = apply(AddAt(a), zero_like(x), places, reshape(dy, rows))
        return dx, None


def _checked(
    function: Any, x: np.ndarray, indices: np.ndarray, axis: int
) -> np.ndarray:
    try:
        result: np.ndarray = function(x, indices, axis)
        return result
    except IndexError:
        size = x.shape[axis]
        wrong = indices[(indices < -size) | (indices >= size)].flat[0]
        raise IndexError(
            f"index {wrong} is outside an axis of size {size}: x{list(x.shape)}, axis "
            f"{axis}; indices run from {-size} to {size - 1}"
        ) from None


class AddAt(Op):
    """y = x with ``updates`` added at the ``indices`` (one axis) along ``axis``."""

    axis: int

    def infer(self, x: Spec, indices: Spec, updates: Spec) -> Spec:
        self.require_integer(indices=indices)
        self.require_same_dtype(x=x, updates=updates)
        if indices.rank != 1 or x.rank != updates.rank:
            self.fail(
                "indices have one axis, updates the rank of x",
                "",
                x=x,
                indices=indices,
                updates=updates,
            )
        return x

    def kernel(
        self, x: np.ndarray, indices: np.ndarray, updates: np.ndarray
    ) -> np.ndarray:
        out = np.array(x)
        moved = np.moveaxis(out, self.axis, 0)
        add_rows(moved, indices, np.moveaxis(updates, self.axis, 0))
        return out

    def vjp(
        self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
    ) -> Cotangents:
        return dy, None, take(dy, indices, self.axis)


def add_rows(out: np.ndarray, indices: np.ndarray, updates: np.ndarray) -> None:
    """out[indices] += updates, where an index may stand several times."""
    if not len(indices):
        return
    wrong = (indices < -len(out)) | (indices >= len(out))
    if wrong.any():
        raise IndexError(
            f"index {indices[wrong][0]} is outside an axis of size {len(out)}"
        )
    places = indices.astype(np.int64)  # small integers have no room for the sum
    indices = np.where(places < 0, places + len(out), places)
    if updates.ndim == 1 and kind_of(updates.dtype) == "f":
        out += np.bincount(indices, updates, len(out)).astype(out.dtype)
        return
    order = np.argsort(indices, kind="stable")
    ordered = indices[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    out[ordered[starts]] += np.add.reduceat(updates[order], starts, axis=0)


class TakeAlongAxis(Op):
    """y[.., i, ..] = x[.., indices[.., i, ..], ..] along ``axis``."""

    axis: int
    moves_only = True

    def infer(self, x: Spec, indices: Spec) -> Spec:
        self.require_integer(indices=indices)
        self.require_axis(self.axis, x.rank, x=x, indices=indices)
        same = without(x.shape, (self.axis,)) == without(indices.shape, (self.axis,))
        if x.rank != indices.rank or not same:
            self.fail(
                f"all sizes but that of axis {self.axis} must agree",
                "broadcast x and indices first",
                x=x,
                indices=indices,
            )
        return x.with_shape(indices.shape)

    def kernel(self, x: np.ndarray, indices: np.ndarray) -> np.ndarray:
        return _checked(np.take_along_axis, x, indices, self.axis)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor) -> Cotangents:
        return apply(AddAlongAxis(self.axis), zero_like(x), indices, dy), None


class AddAlongAxis(Op):
    """y = x with updates added at the positions that `TakeAlongAxis` reads."""

    axis: int

    def infer(self, x: Spec, indices: Spec, updates: Spec) -> Spec:
        self.require_integer(indices=indices)
        self.require_same_dtype(x=x, updates=updates)
        return x

    def kernel(
        self, x: np.ndarray, indices: np.ndarray, updates: np.ndarray
    ) -> np.ndarray:
        out = np.array(x)
        grid = list(np.ix_(*[np.arange(n) for n in indices.shape]))
        grid[self.axis] = indices
        np.add.at(out, tuple(grid), updates)
        return out

    def vjp(
        self, dy: Tensor, y: Tensor, x: Tensor, indices: Tensor, updates: Tensor
    ) -> Cotangents:
        return dy, None, apply(TakeAlongAxis(self.axis), dy, indices)


@public
def take(x: TensorLike, indices: TensorLike, axis: int | None = None) -> Tensor:
    """The slices of x at the indices along an axis; from x laid flat when None.

    Args:
        x: any tensor.
        indices: integers of any shape, from -size to size - 1.
        axis: the axis, or None.

    Returns:
        The axis replaced by the axes of `indices`.

    Gradient:
        dy added up at the indices.

    Example:
        >>> import graph
        >>> graph.take([[1, 2], [3, 4]], [1, 0, 1], axis=0).numpy()
        array([[3, 4],
               [1, 2],
               [3, 4]])
    """
    x, indices = as_tensor(x), as_tensor(indices)
    if axis is None:
        x, axis = ravel(x), 0
    return apply(Take(normal_axis("take", axis, x.ndim)), x, indices)


@public
def take_along_axis(
    x: TensorLike, indices: TensorLike, axis: int | None = -1
) -> Tensor:
    """Picks along an axis with one index for each position of the others.

    Example:
        >>> import graph
        >>> graph.take_along_axis([[1, 2], [3, 4]], [[1], [0]], axis=1).numpy()
        array([[2],
               [3]])
    """
    x, indices = as_tensor(x), as_tensor(indices)
    if axis is None:
        x, indices, axis = ravel(x), ravel(indices), 0
    axis = normal_axis("take_along_axis", axis, x.ndim)
    x, indices = _broadcast_others(x, indices, axis)
    return apply(TakeAlongAxis(axis), x, indices)


def _broadcast_others(x: Tensor, indices: Tensor, axis: int) -> tuple[Tensor, ...]:
    """Both with equal sizes, but for the axis."""
    if x.ndim != indices.ndim:
        return x, indices  # the op says what is wrong
    shapes = [list(t.spec.shape) for t in (x, indices)]
    own = [shape.pop(axis) for shape in shapes]
    joint = list(broadcast_shape("take_along_axis", *map(tuple, shapes)))
    return tuple(
        broadcast_to(t, [*joint[:axis], size, *joint[axis:]])
        for t, size in zip((x, indices), own)
    )


@public
def one_hot(
    indices: TensorLike, depth: int, axis: int = -1, dtype: DTypeLike = "float32"
) -> Tensor:
    """1 at each index along a new axis, 0 elsewhere; all 0 where out of range.

    Args:
        indices: integers of any shape.
        depth: the size of the new axis.
        axis: where the new axis stands in the result.
        dtype: of the result.

    Example:
        >>> import graph
        >>> graph.one_hot([1, 0], 3).numpy()
        array([[0., 1., 0.],
               [1., 0., 0.]], dtype=float32)
    """
    indices = as_tensor(indices)
    axis = normal_axis("one_hot", axis, indices.ndim + 1)
    sizes = indices.spec.shape
    column = reshape(indices, (*sizes[:axis], 1, *sizes[axis:]))
    # wide enough for the depth where the indices are not
    classes = np.arange(depth, dtype=np.promote_types(indices.dtype, np.int32))
    shape = (depth,) + (1,) * (indices.ndim - axis)
    return cast(column == classes.reshape(shape), dtype)


@public
def add_at(
    x: TensorLike, indices: TensorLike, updates: TensorLike, axis: int = 0
) -> Tensor:
    """x with updates added at the indices along an axis; repeated ones add up.

    Example:
        >>> import graph
        >>> graph.add_at([0.0, 0.0], [1, 1], [2.0, 3.0]).numpy()
        array([0., 5.])
    """
    x = as_tensor(x)
    return apply(AddAt(normal_axis("add_at", axis, x.ndim)), x, indices, updates)
