"""Reading and writing a block whose place is computed; its size is not."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.leaves import SizeValue
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ir.variable import Variable
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import zero_like
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.concatenate import stack
from graph.ops.shape.slice import slice_axes
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


def _require_block(
    op: DynamicSlice | DynamicUpdateSlice,
    x: Spec,
    starts: Spec,
    sizes: tuple[Size, ...],
    **others: Spec,
) -> None:
    op.require_integer(starts=starts)
    fits = len(sizes) == x.rank and starts.shape == (x.rank,)
    if not fits or any(
        isinstance(a, int) and isinstance(b, int) and a > b
        for a, b in zip(sizes, x.shape)
    ):
        op.fail(
            f"a block of shape {list(sizes)} does not fit into x",
            "a start and a size are needed for each axis, the size at most that of x",
            x=x,
            starts=starts,
            **others,
        )


def _block(
    x: TensorLike, starts: np.ndarray | Sequence[TensorLike], sizes: tuple[Size, ...]
) -> tuple[slice, ...]:
    """The index of the block, moved inside x where it would stick out."""
    if any(size > n for size, n in zip(sizes, x.shape)):
        raise ValueError(f"a block of {list(sizes)} does not fit into {list(x.shape)}")
    lows = [max(0, min(int(s), n - size)) for s, n, size in zip(starts, x.shape, sizes)]
    return tuple(builtins.slice(low, low + size) for low, size in zip(lows, sizes))


class DynamicSlice(Op):
    """y = the block of x of these ``sizes`` at ``starts``, which are clamped to fit."""

    sizes: tuple[Size, ...]
    is_view = True

    def infer(self, x: Spec, starts: Spec) -> Spec:
        _require_block(self, x, starts, self.sizes)
        return x.with_shape(self.sizes)

    def kernel(self, x: np.ndarray, starts: np.ndarray) -> np.ndarray:
        return x[_block(x, starts, self.sizes)]

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, starts: Tensor) -> Cotangents:
        return apply(DynamicUpdateSlice(), zero_like(x), starts, dy), None


class DynamicUpdateSlice(Op):
    """x with ``updates`` as its block at ``starts``, which are clamped to fit."""

    moves_only = True

    def infer(self, x: Spec, starts: Spec, updates: Spec) -> Spec:
        self.require_same_dtype(x=x, updates=updates)
        _require_block(self, x, starts, updates.shape, updates=updates)
        return x

    def kernel(
        self, x: np.ndarray, starts: np.ndarray, updates: np.ndarray
    ) -> np.ndarray:
        out = np.empty(x.shape, x.dtype)
        self.kernel_into(out, x, starts, updates)
        return out

    @staticmethod
    def kernel_into(
        out: np.ndarray, x: np.ndarray, starts: np.ndarray, updates: np.ndarray
    ) -> None:
        np.copyto(out, x)
        out[_block(x, starts, updates.shape)] = updates

    def vjp(
        self, dy: Tensor, y: Tensor, x: Tensor, starts: Tensor, updates: Tensor
    ) -> Cotangents:
        dx = apply(self, dy, starts, zero_like(updates))
        return dx, None, apply(DynamicSlice(updates.spec.shape), dy, starts)


@public
def slice(x: TensorLike, start_indices: TensorLike, shape: Sequence[Size]) -> Tensor:
    """The block of x of this shape that begins at start_indices.

    Args:
        x: any tensor.
        start_indices: for each axis an int, a symbolic size or an integer scalar; or a
            vector of them. A start is clamped so that the block stays inside x.
        shape: for each axis a size, ints or symbolic; -1 for all from the start on,
            where the start is not data.

    Raises:
        ShapeError: as many starts and sizes as axes are needed, none larger than x.

    Gradient:
        dy in the place of the block, 0 elsewhere.

    Example:
        >>> import graph
        >>> graph.slice([1, 2, 3, 4], [1], [2]).numpy()
        array([2, 3])
        >>> graph.slice([1, 2, 3, 4], [9], [2]).numpy()
        array([3, 4])
    """
    x = as_tensor(x)
    starts = _listed(start_indices)
    sizes = as_sizes("slice", shape)
    if any(isinstance(s, int) and s < 0 for s in sizes):
        sizes = _fill(x, starts, sizes)
    op = DynamicSlice(sizes)
    if isinstance(starts, list) and x.spec.is_static and not op.symbols():
        if len(starts) == len(sizes) == x.ndim and all(map(_is_int, starts)):
            _require_block(op, x.spec, Spec(np.int64, (x.ndim,)), sizes)
            block = _block(x, starts, sizes)
            return slice_axes(x, [b.start for b in block], [b.stop for b in block])
    return apply(op, x, _vector(starts))


@public
def slice_update(
    x: TensorLike, start_indices: TensorLike, updates: TensorLike
) -> Tensor:
    """x with updates in place of the block that begins at start_indices.

    Args:
        x: any tensor.
        start_indices: as for `slice`.
        updates: of the rank of x and at most its sizes; converted to its dtype.

    Raises:
        ShapeError: the ranks differ, or updates are larger than x.

    Gradient:
        To x outside the block, to updates inside.

    Example:
        >>> import graph
        >>> graph.slice_update([1, 2, 3, 4], [1], [8, 9]).numpy()
        array([1, 8, 9, 4])
    """
    x = as_tensor(x)
    starts = _vector(_listed(start_indices))
    return apply(DynamicUpdateSlice(), x, starts, to_dtype(updates, x.dtype))


def _is_int(value: TensorLike) -> bool:
    return isinstance(value, int)


def _listed(starts: TensorLike) -> Tensor | list[Tensor]:
    """A list with ints where the starts are known, or a symbolic vector."""
    if isinstance(starts, (SymbolicTensor, Variable)):
        return starts
    if not isinstance(starts, (list, tuple)):
        result: Tensor | list[TensorLike] = np.asarray(starts).tolist()
        return result
    return [s if isinstance(s, (Dim, Tensor)) else int(s) for s in starts]


def _vector(starts: TensorLike) -> Tensor:
    if isinstance(starts, list):
        if all(map(_is_int, starts)):
            return as_tensor(np.array(starts, np.int64))
        return stack([cast(as_tensor(s), "int64") for s in starts])
    return as_tensor(starts)


def _fill(x: Tensor, starts: TensorLike, sizes: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes with -1 replaced by what is left after the start."""
    found = []
    for axis, size in enumerate(sizes):
        if isinstance(size, int) and size < 0:
            size = x.spec.shape[axis] - _known_start(x, starts, axis)
        found.append(size)
    return tuple(found)


def _known_start(x: Tensor, starts: TensorLike, axis: int) -> Size:
    start = starts[axis] if isinstance(starts, list) else starts
    if isinstance(start, SymbolicTensor) and isinstance(start.op, SizeValue):
        return start.op.size
    if isinstance(start, Tensor):
        raise ShapeError(
            describe(
                f"slice: how much is left after start {axis} depends on data",
                {"x": x.spec, "start": start.spec},
                "give the size instead of -1",
                str(here()),
            )
        )
    return start
