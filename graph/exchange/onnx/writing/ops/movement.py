"""Ops that move elements: shapes, slices, padding, joining."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.exchange.onnx.writing.table import converts
from graph.ir.dims import Dim
from graph.ir.leaves import SizeValue
from graph.ops.gradient_control import StopGradient
from graph.ops.indexing.range_check import RangeCheck
from graph.ops.shape.arange import Iota
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.concatenate import Concatenate
from graph.ops.shape.reshape import Reshape
from graph.ops.shape.slice import PadConstant, Slice
from graph.ops.shape.transpose import Reverse, Transpose

if TYPE_CHECKING:
    from graph.exchange.onnx.writing.writer import Writer
    from graph.ir.node import Node


#: before the first element, for slices that go back
START = np.iinfo(np.int64).min


@converts(Reshape)
def reshape(writer: Writer, node: Node, x: str) -> str:
    return writer.reshape(x, node.op.sizes)


@converts(BroadcastTo)
def broadcast_to(writer: Writer, node: Node, x: str) -> str:
    name = writer.op("Expand", x, writer.shape(node.op.sizes))
    if x in writer.known and node.specs[0].is_static:
        writer.known[name] = np.broadcast_to(writer.known[x], node.op.sizes)
    return name


@converts(Transpose)
def transpose(writer: Any, node: Any, x: Any) -> Any:
    return writer.transpose(x, node.op.perm)


@converts(Concatenate)
def concatenate(writer: Writer, node: Node, *inputs: str) -> str:
    return writer.op("Concat", *inputs, axis=node.op.axis)


@converts(Reverse)
def reverse(writer: Any, node: Any, x: Any) -> Any:
    return flipped(writer, x, node.op.axes)


def flipped(writer: Any, x: str, axes: Any) -> str:
    """x from its end along axes; at once where x is known."""
    if x in writer.known:
        return writer.constant(np.flip(writer.known[x], tuple(axes)), name=x)
    ends = writer.constant([START] * len(axes), np.int64)
    back = writer.constant([-1] * len(axes), np.int64)
    return writer.op("Slice", x, back, ends, writer.axes(*axes), back)


@converts(Slice)
def slice_axes(writer: Writer, node: Node, x: str) -> str:
    op, sizes = node.op, node.inputs[0].spec.shape
    cut = [
        axis
        for axis, part in enumerate(zip(op.starts, op.stops, op.steps))
        if part != (0, sizes[axis], 1)
    ]
    if not cut:
        return x
    starts = writer.shape([op.starts[a] for a in cut])
    stops = writer.shape([op.stops[a] for a in cut])
    steps = writer.constant([op.steps[a] for a in cut], np.int64)
    return writer.op("Slice", x, starts, stops, writer.axes(*cut), steps)


@converts(PadConstant)
def pad_constant(writer: Any, node: Any, x: Any, value: Any) -> Any:
    op = node.op
    if any(op.inner):
        x = spread_out(writer, x, node.inputs[0].spec.shape, op.inner, value)
    pads = writer.shape([*op.before, *op.after])
    return writer.op("Pad", x, pads, value)


def spread_out(writer: Any, x: str, sizes: Any, gaps: Any, value: str) -> str:
    """x with ``gaps`` values between its elements along each axis.

    Each such axis gets one beside it that is padded, and becomes one with it.
    """
    for axis, gap in enumerate(gaps):
        if not gap:
            continue
        rank = len(sizes)
        x = writer.op("Unsqueeze", x, writer.axes(axis + 1))
        pads = [0] * (rank + 1) + [gap if i == axis + 1 else 0 for i in range(rank + 1)]
        x = writer.op("Pad", x, writer.constant(pads, np.int64), value)
        spread = list(sizes)
        spread[axis] = sizes[axis] * (gap + 1)
        x = writer.reshape(x, spread)
        end = spread[axis] - gap
        if not isinstance(end, Dim):
            end = max(end, 0)
        ends, begin = writer.shape([end]), writer.constant([0], np.int64)
        x = writer.op("Slice", x, begin, ends, writer.axes(axis))
        sizes = [*spread[:axis], end, *spread[axis + 1 :]]
    return x


@converts(Iota)
def iota(writer: Writer, node: Node) -> str:
    zero, one = (writer.constant(n, np.int64) for n in (0, 1))
    numbers = writer.op("Range", zero, writer.sizes.scalar(node.op.size), one)
    dtype = node.op.dtype
    return numbers if dtype == np.int64 else writer.cast(numbers, dtype)


@converts(SizeValue)
def size_value(writer: Any, node: Any) -> Any:
    return writer.sizes.scalar(node.op.size)


@converts(StopGradient, RangeCheck)
def unchanged(writer: Any, node: Any, x: Any) -> Any:
    return x
