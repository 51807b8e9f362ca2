"""Ops that take and put elements at places."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.exchange.onnx.writing.table import converts
from graph.ops.indexing.dynamic_slice import DynamicSlice, DynamicUpdateSlice
from graph.ops.indexing.gather import AddAlongAxis, AddAt, Take, TakeAlongAxis
from graph.ops.indexing.places import GatherNd, ScatterNd
from graph.ops.sorting.search import Searchsorted
from graph.ops.sorting.sort import Argsort
from graph.ops.sorting.top_k import TopK

_REDUCTIONS = {"set": "none", "add": "add", "max": "max", "min": "min", "mul": "mul"}


def _places(writer: Any, node: Any, indices: str, which: int = 1) -> str:
    """Indices as int64: small and unsigned ones are none in ONNX."""
    dtype = node.inputs[which].spec.dtype
    return indices if dtype == np.int64 else writer.cast(indices, np.int64)


@converts(Take)
def take(writer: Any, node: Any, x: Any, indices: Any) -> Any:
    return writer.op("Gather", x, _places(writer, node, indices), axis=node.op.axis)


@converts(TakeAlongAxis)
def take_along_axis(writer: Any, node: Any, x: Any, indices: Any) -> Any:
    places = _places(writer, node, indices)
    return writer.op("GatherElements", x, places, axis=node.op.axis)


@converts(AddAlongAxis)
def add_along_axis(writer: Any, node: Any, x: Any, indices: Any, updates: Any) -> Any:
    places, axis = _places(writer, node, indices), node.op.axis
    return writer.op("ScatterElements", x, places, updates, axis=axis, reduction="add")


@converts(GatherNd)
def gather_nd(writer: Any, node: Any, x: Any, indices: Any) -> Any:
    return writer.op("GatherND", x, _places(writer, node, indices))


@converts(ScatterNd)
def scatter_nd(writer: Any, node: Any, x: Any, indices: Any, updates: Any) -> Any:
    places = _places(writer, node, indices)
    reduction = _REDUCTIONS[node.op.reduction]
    return writer.op("ScatterND", x, places, updates, reduction=reduction)


@converts(AddAt)
def add_at(writer: Any, node: Any, x: Any, indices: Any, updates: Any) -> Any:
    axis, rank = node.op.axis, node.inputs[0].spec.rank
    first = (axis, *(i for i in range(rank) if i != axis))
    back = [first.index(i) for i in range(rank)]
    places = writer.op("Unsqueeze", _places(writer, node, indices), writer.axes(1))
    x, updates = writer.transpose(x, first), writer.transpose(updates, first)
    y = writer.op("ScatterND", x, places, updates, reduction="add")
    return writer.transpose(y, back)


@converts(DynamicSlice)
def dynamic_slice(writer: Any, node: Any, x: Any, starts: Any) -> Any:
    first, last = _block(writer, node, starts, node.op.sizes)
    axes = writer.axes(*range(len(node.op.sizes)))
    return writer.op("Slice", x, first, last, axes)


@converts(DynamicUpdateSlice)
def dynamic_update_slice(
    writer: Any, node: Any, x: Any, starts: Any, updates: Any
) -> Any:
    """The block where positions are inside, x elsewhere."""
    sizes, block = node.inputs[0].spec.shape, node.inputs[2].spec.shape
    first, last = _block(writer, node, starts, block)
    after = writer.op("Sub", writer.shape(sizes), last)
    pads = writer.op("Concat", first, after, axis=0)
    number = writer.like(0, node.specs[0])
    moved = writer.op("Pad", updates, pads, number)
    inside = writer.op("Expand", writer.constant(True), writer.shape(block))
    inside = writer.op(
        "Pad", writer.cast(inside, "int32"), pads, writer.constant(0, "int32")
    )
    return writer.op("Where", writer.cast(inside, bool), moved, x)


def _block(writer: Any, node: Any, starts: Any, sizes: Any) -> tuple[str, str]:
    """Where a block begins, held within x, and where it ends."""
    starts, size = _places(writer, node, starts), writer.shape(sizes)
    room = writer.op("Sub", writer.shape(node.inputs[0].spec.shape), size)
    zero = writer.constant(0, np.int64)
    first = writer.op("Max", writer.op("Min", starts, room), zero)
    return first, writer.op("Add", first, size)


# ---- sorted


@converts(Argsort)
def argsort(writer: Any, node: Any, x: Any) -> Any:
    op = node.op
    size = writer.shape([node.inputs[0].spec.shape[op.axis]])
    _, order = writer.ops(
        "TopK", (x, size), 2, axis=op.axis, largest=int(op.descending), sorted=1
    )
    return order


@converts(TopK)
def top_k(writer: Any, node: Any, x: Any) -> Any:
    op = node.op
    count = writer.constant([op.k], np.int64)
    _, places = writer.ops("TopK", (x, count), 2, axis=-1, largest=1, sorted=1)
    if not op.ordered:
        places, _ = writer.ops("TopK", (places, count), 2, axis=-1, largest=0, sorted=1)
    return writer.cast(places, np.int32)


@converts(Searchsorted)
def searchsorted(writer: Any, node: Any, sequence: Any, values: Any) -> Any:
    """How many elements stand before each value."""
    kind = "Less" if node.op.side == "left" else "LessOrEqual"
    wide = writer.op("Unsqueeze", values, writer.axes(-1))
    before = writer.cast(writer.op(kind, sequence, wide), np.int64)
    return writer.op("ReduceSum", before, writer.axes(-1), keepdims=0)
