"""Ops that move elements or look them up."""

from __future__ import annotations

from typing import Any

from graph.exchange.c.numbers import c_type
from graph.exchange.c.table import writes
from graph.exchange.c.writer import CWriter
from graph.ops.gradient_control import StopGradient
from graph.ops.indexing.dynamic_slice import DynamicSlice, DynamicUpdateSlice
from graph.ops.indexing.gather import Take, TakeAlongAxis
from graph.ops.indexing.places import GatherNd
from graph.ops.indexing.range_check import RangeCheck
from graph.ops.shape.arange import Iota
from graph.ops.shape.concatenate import Concatenate
from graph.ops.shape.slice import PadConstant
from graph.ops.shape.transpose import Reverse
from graph.ops.sorting.search import Searchsorted


@writes(StopGradient, RangeCheck)
def unchanged(writer: CWriter, node: Any, x: Any) -> None:
    writer.set_view(node, x)


@writes(Reverse)
def reverse(writer: CWriter, node: Any, x: Any) -> None:
    offset, strides = x.offset, list(x.strides)
    for axis in node.op.axes:
        offset += (x.shape[axis] - 1) * strides[axis]
        strides[axis] = -strides[axis]
    writer.set_view(node, x._replace(strides=tuple(strides), offset=offset))


@writes(Concatenate)
def concatenate(writer: CWriter, node: Any, *parts: Any) -> None:
    view, axis, start = writer.make(node), node.op.axis, 0
    for part in parts:
        target = view._replace(
            shape=part.shape, offset=view.offset + start * view.strides[axis]
        )
        writer.copy(part, target)
        start += part.shape[axis]


@writes(PadConstant)
def pad_constant(writer: CWriter, node: Any, x: Any, value: Any) -> None:
    op, view = node.op, writer.make(node)
    with writer.loops(view.shape) as i:
        writer.line(f"{writer.at(view, i)} = {writer.at(value, [])};")
    first, counts, offset, strides = [], [], view.offset, []
    for size, target, low, gap, stride in zip(
        x.shape, view.shape, op.before, op.inner, view.strides
    ):
        step = gap + 1
        begin = max(0, -(low // step)) if low < 0 else 0
        end = max(min(size, (target - 1 - low) // step + 1), begin)
        first.append(begin)
        counts.append(end - begin)
        offset += (low + begin * step) * stride
        strides.append(stride * step)
    if min(counts, default=1) > 0:
        moved = sum(b * s for b, s in zip(first, x.strides))
        source = x._replace(shape=tuple(counts), offset=x.offset + moved)
        target = view._replace(
            shape=tuple(counts), strides=tuple(strides), offset=offset
        )
        writer.copy(source, target)


@writes(Iota)
def iota(writer: CWriter, node: Any) -> None:
    view = writer.make(node)
    with writer.loops(view.shape) as (i,):
        writer.line(f"{writer.at(view, [i])} = ({c_type(view.dtype)}){i};")


# ---- places that data decide, held within what there is


def _place(writer: CWriter, view: Any, indices: Any, size: int) -> str:
    name = writer.helper("place", view.dtype)
    return f"{name}({writer.at(view, indices)}, {size})"


@writes(Take)
def take(writer: CWriter, node: Any, x: Any, indices: Any) -> None:
    axis, view = node.op.axis, writer.make(node)
    rank = len(indices.shape)
    with writer.loops(view.shape[: axis + rank]) as outer:
        before, places = outer[:axis], outer[axis:]
        row = writer.new_index("r")
        place = _place(writer, indices, places, x.shape[axis])
        writer.line(f"const int64_t {row} = {place};")
        with writer.loops(x.shape[axis + 1 :]) as after:
            value = writer.at(x, [*before, row, *after])
            writer.line(f"{writer.at(view, [*outer, *after])} = {value};")


@writes(TakeAlongAxis)
def take_along_axis(writer: CWriter, node: Any, x: Any, indices: Any) -> None:
    axis, view = node.op.axis, writer.make(node)
    with writer.loops(view.shape) as i:
        row = writer.new_index("r")
        place = _place(writer, indices, i, x.shape[axis])
        writer.line(f"const int64_t {row} = {place};")
        value = writer.at(x, [*i[:axis], row, *i[axis + 1 :]])
        writer.line(f"{writer.at(view, i)} = {value};")


@writes(GatherNd)
def gather_nd(writer: CWriter, node: Any, x: Any, indices: Any) -> None:
    view, depth = writer.make(node), indices.shape[-1]
    with writer.loops(indices.shape[:-1]) as outer:
        rows = []
        for k in range(depth):
            rows.append(writer.new_index("r"))
            place = _place(writer, indices, [*outer, k], x.shape[k])
            writer.line(f"const int64_t {rows[-1]} = {place};")
        with writer.loops(x.shape[depth:]) as after:
            value = writer.at(x, [*rows, *after])
            writer.line(f"{writer.at(view, [*outer, *after])} = {value};")


def _starts(writer: CWriter, starts: Any, sizes: Any, block: Any) -> list[str]:
    """Where a block begins, held so that it fits."""
    names = []
    for axis, (size, extent) in enumerate(zip(sizes, block)):
        name = writer.new_index("r")
        value = writer.at(starts, [axis])
        writer.line(f"int64_t {name} = (int64_t){value};")
        most = size - extent
        writer.line(f"{name} = {name} < 0 ? 0 : {name} > {most} ? {most} : {name};")
        names.append(name)
    return names


@writes(DynamicSlice)
def dynamic_slice(writer: CWriter, node: Any, x: Any, starts: Any) -> None:
    view = writer.make(node)
    first = _starts(writer, starts, x.shape, view.shape)
    with writer.loops(view.shape) as i:
        value = writer.at(x, [f"{a} + {b}" for a, b in zip(first, i)])
        writer.line(f"{writer.at(view, i)} = {value};")


@writes(DynamicUpdateSlice)
def dynamic_update_slice(
    writer: CWriter, node: Any, x: Any, starts: Any, updates: Any
) -> None:
    view = writer.make(node)
    writer.copy(x, view)
    first = _starts(writer, starts, x.shape, updates.shape)
    with writer.loops(updates.shape) as i:
        target = writer.at(view, [f"{a} + {b}" for a, b in zip(first, i)])
        writer.line(f"{target} = {writer.at(updates, i)};")


@writes(Searchsorted)
def searchsorted(writer: CWriter, node: Any, sequence: Any, values: Any) -> None:
    view = writer.make(node)
    sign = "<" if node.op.side == "left" else "<="
    with writer.loops(view.shape) as i:
        writer.line("int64_t a = 0;")
        with writer.loops(sequence.shape, "k") as (k,):
            before = f"{writer.at(sequence, [k])} {sign} {writer.at(values, i)}"
            writer.line(f"a += {before};")
        writer.line(f"{writer.at(view, i)} = a;")
