"""Reading and writing at computed places: the row becomes one more index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.batching.axes import with_changes
from graph.batching.rules import batching_of
from graph.ir.dispatch import apply
from graph.ops.elementwise.cast import cast
from graph.ops.indexing.dynamic_slice import DynamicSlice, DynamicUpdateSlice
from graph.ops.indexing.gather import AddAt, Take
from graph.ops.indexing.places import GatherNd, ScatterNd
from graph.ops.shape.arange import positions
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import moveaxis

if TYPE_CHECKING:
    from graph.batching.rules import Rows
    from graph.ir.tensor import Tensor


def _with_row(indices: Any, size: Any) -> Any:
    """Places, named by the last axis, with the number of their row in front."""
    shape = (*indices.spec.shape[:-1], 1)
    numbers = reshape(
        cast(positions(size), indices.dtype), (size, *(1,) * len(shape[1:]))
    )
    return concatenate([broadcast_to(numbers, shape), indices], -1)


def _column(indices: Any) -> Any:
    return reshape(indices, (*indices.spec.shape, 1))


@batching_of(Take)
def _take(op: Take, rows: Rows) -> Tensor:
    x, indices = rows.tensors
    if not rows.batched[1]:
        return apply(Take(op.axis + 1), x, indices)
    if not rows.batched[0]:
        return moveaxis(apply(op, x, indices), op.axis, 0)
    found = apply(
        GatherNd(), moveaxis(x, op.axis + 1, 1), _with_row(_column(indices), rows.size)
    )  # row, axes of the indices, other axes of x
    named, before = indices.ndim - 1, op.axis
    order = [*range(1 + named, 1 + named + before), *range(1, 1 + named)]
    return moveaxis(found, order, [*range(1, 1 + len(order))])


@batching_of(AddAt)
def _add_at(op: Any, rows: Any) -> Any:
    x, updates = rows.spread(0), rows.spread(2)
    axis = op.axis + 1
    if not rows.batched[1]:
        return apply(AddAt(axis), x, rows.tensors[1], updates)
    places = _with_row(_column(rows.tensors[1]), rows.size)
    found = apply(
        ScatterNd("add"), moveaxis(x, axis, 1), places, moveaxis(updates, axis, 1)
    )
    return moveaxis(found, 1, axis)


@batching_of(GatherNd, ScatterNd)
def _at_places(op: Any, rows: Any) -> Any:
    x, indices, *updates = rows.every()
    return apply(op, x, _with_row(indices, rows.size), *updates)


@batching_of(DynamicSlice)
def _dynamic_slice(op: Any, rows: Any) -> Any:
    x, starts = rows.tensors
    if rows.batched[1]:
        return None
    starts = concatenate([np.zeros(1, starts.dtype), starts])
    return apply(with_changes(op, sizes=(rows.size, *op.sizes)), x, starts)


@batching_of(DynamicUpdateSlice)
def _dynamic_update_slice(op: Any, rows: Any) -> Any:
    starts = rows.tensors[1]
    if rows.batched[1]:
        return None
    starts = concatenate([np.zeros(1, starts.dtype), starts])
    return apply(op, rows.spread(0), starts, rows.spread(2))
