"""Joining and splitting along an axis."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.eager_plan import planned
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims, squeeze
from graph.ops.shape.slice import slice_axes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Concatenate(Op):
    """The inputs joined along ``axis``."""

    axis: int
    moves_only = True

    def infer(self, *inputs: Spec) -> Spec:
        names = {f"x{i}": spec for i, spec in enumerate(inputs)}
        self.require_same_dtype(**names)
        first = inputs[0]
        self.require_axis(self.axis, first.rank, **names)
        total: Size = 0
        for spec in inputs:
            if spec.rank != first.rank or any(
                a != b and i != self.axis and not isinstance(a - b, Dim)
                for i, (a, b) in enumerate(zip(spec.shape, first.shape))
            ):
                self.fail(
                    f"all sizes but those of axis {self.axis} must agree", "", **names
                )
            total = total + spec.shape[self.axis]
        shape = list(first.shape)
        shape[self.axis] = total
        return first.with_shape(shape)

    def kernel(self, *arrays: np.ndarray) -> np.ndarray:
        return np.concatenate(arrays, self.axis)

    def kernel_into(self, out: np.ndarray, *arrays: np.ndarray) -> None:
        np.concatenate(arrays, self.axis, out=out)

    def vjp(self, dy: Tensor, y: Tensor, *inputs: Tensor) -> Cotangents:
        parts, start = [], 0
        for x in inputs:
            stop = start + x.spec.shape[self.axis]
            parts.append(slice_axis(dy, self.axis, start, stop))
            start = stop
        return tuple(parts)


def slice_axis(x: Tensor, axis: int, start: Size, stop: Size) -> Tensor:
    """x[start:stop] along one axis."""
    sizes = x.spec.shape
    starts = tuple(start if i == axis else 0 for i in range(len(sizes)))
    stops = tuple(stop if i == axis else s for i, s in enumerate(sizes))
    return slice_axes(x, starts, stops)


@public
@planned(tensors=1)
def concatenate(tensors: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Joins tensors along an axis; the other sizes must agree.

    Gradient:
        dy, cut into the parts.

    Example:
        >>> import graph
        >>> graph.concatenate([[1, 2], [3]]).numpy()
        array([1, 2, 3])
    """
    if not len(tensors):
        raise ArgumentError(describe("concatenate: at least one tensor is needed"))
    dtype = common_dtype(*tensors)
    tensors = [to_dtype(t, dtype) for t in tensors]
    if len(tensors) == 1:
        return tensors[0]
    return apply(
        Concatenate(normal_axis("concatenate", axis, tensors[0].ndim)), *tensors
    )


@public
@planned(tensors=1)
def stack(
    tensors: Sequence[TensorLike],
    axis: int = 0,
) -> Tensor:
    """Joins tensors of one shape along a new axis.

    Example:
        >>> import graph
        >>> graph.stack([[1, 2], [3, 4]], axis=1).numpy()
        array([[1, 3],
               [2, 4]])
    """
    return concatenate([expand_dims(t, axis) for t in tensors], axis)


@public
def unstack(x: TensorLike, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The slices of x along an axis, as a list.

    Args:
        x: tensor.
        num: how many there are; needed where that is not known.
        axis: the axis.

    Raises:
        ShapeError: the number is not known, or is not num.
    """
    x = as_tensor(x)
    axis = normal_axis("unstack", axis, x.ndim)
    size = x.spec.shape[axis]
    count = size if num is None else num
    if isinstance(count, Dim) or (isinstance(size, int) and count != size):
        raise ShapeError(
            describe(
                "unstack: the size of the axis is not known"
                if isinstance(count, Dim)
                else f"unstack: the axis has size {size}, not {count}",
                {"x": x.spec, "axis": axis},
                "give num, or loop with graph.scan"
                if isinstance(count, Dim)
                else "leave num out",
                str(here()),
            )
        )
    return [squeeze(slice_axis(x, axis, i, i + 1), axis) for i in range(count)]


@public
def split(
    x: TensorLike, indices_or_sections: int | Sequence[int], axis: int = 0
) -> list[Tensor]:
    """Cuts x along an axis: into equal parts, or before the given indices.

    Raises:
        ShapeError: the parts would not be equal.

    Example:
        >>> import graph
        >>> [p.tolist() for p in graph.split([1, 2, 3, 4], 2)]
        [[1, 2], [3, 4]]
    """
    x = as_tensor(x)
    axis = normal_axis("split", axis, x.ndim)
    size = x.spec.shape[axis]
    if isinstance(indices_or_sections, (int, np.integer)):
        sections = int(indices_or_sections)
        if sections < 1 or (isinstance(size, int) and size % sections):
            raise ShapeError(
                describe(
                    f"split: an axis of size {size} has no {sections} equal parts",
                    {"x": x.spec, "axis": axis},
                    "choose a divisor, or give the indices to cut at",
                    str(here()),
                )
            )
        bounds = [size // sections * i for i in range(1, sections)]
    else:
        bounds = [_clamp(int(i), size) for i in indices_or_sections]
    edges = [0, *bounds, size]
    return [
        slice_axis(x, axis, a, b if isinstance(b - a, Dim) or b >= a else a)
        for a, b in itertools.pairwise(edges)
    ]


def _clamp(index: int, size: Size) -> Size:
    """A place to cut at, counted from the front; inside when the size is known."""
    index = index + size if index < 0 else index
    return index if isinstance(index + size, Dim) else min(max(index, 0), size)
