"""Lowerings of the ops that only move elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph.engines.native.copying import copy_call, place_call
from graph.engines.native.lowering import Write, lowers
from graph.engines.native.shaping.joint_copy import Region, region_calls
from graph.engines.native.views import View, row_major
from graph.ir.dims import Dim
from graph.ops.shape.bitcast import Bitcast
from graph.ops.shape.concatenate import Concatenate
from graph.ops.shape.reshape import Reshape
from graph.ops.shape.slice import PadConstant
from graph.ops.shape.transpose import Reverse

if TYPE_CHECKING:
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.lowering import Call
    from graph.ir.dims import Size
    from graph.ir.node import Node


@lowers(Concatenate)
def lower_concatenate(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    axis, shape = node.op.axis, node.specs[0].shape
    strides = row_major(shape)
    regions, start = [], 0
    for view in views:
        others = (
            a == b or i == axis for i, (a, b) in enumerate(zip(view.shape, shape))
        )
        if not all(others):
            return None
        regions.append(Region(view, strides, start * strides[axis]))
        start = start + view.shape[axis]
    return region_calls(regions, numbers)


@lowers(Bitcast, Reshape)
def lower_copy(node: Node, views: Sequence[View], numbers: Numbers) -> list[Call]:
    return [copy_call(views[0], Write(0), numbers)]


@lowers(Reverse)
def lower_reverse(node: Node, views: Sequence[View], numbers: Numbers) -> list[Call]:
    return [copy_call(reversed_view(views[0], node.op.axes), Write(0), numbers)]


def reversed_view(view: View, axes: tuple[int, ...]) -> View:
    """The view with its elements in the opposite order along the axes."""
    strides, offset = list(view.strides), view.offset
    for axis in axes:
        offset = offset + (view.shape[axis] - 1) * strides[axis]
        strides[axis] = strides[axis] * -1
    return view._replace(strides=tuple(strides), offset=offset)


@lowers(PadConstant)
def lower_pad_constant(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, value = views
    op, shape = node.op, node.specs[0].shape
    x = _without_cuts(x, op)
    if x is None:
        return None
    before, after = ([_kept(n) for n in amounts] for amounts in (op.before, op.after))
    strides = row_major(shape)
    offset = _dot(before, strides)
    steps = tuple(s * (gap + 1) for s, gap in zip(strides, op.inner))
    if any(op.inner):
        if any(isinstance(n, Dim) for n in (*before, *after)):
            return None
        fill = copy_call(_filled(value, shape), Write(0), numbers)
        return [fill, place_call(x, Write(0), steps, offset, numbers)]
    regions = [
        Region(x, steps, offset),
        *_borders(x.shape, value, before, after, shape),
    ]
    guarded = [numbers(n) for n in (*before, *after)]
    return region_calls(regions, numbers, guarded)


def _kept(amount: Size) -> Size:
    return amount if isinstance(amount, Dim) else max(amount, 0)


def _dot(amounts: Sequence[Size], strides: tuple[Size, ...]) -> Size:
    return sum((n * s for n, s in zip(amounts, strides)), start=0)


def _filled(value: View, shape: tuple[Size, ...]) -> View:
    """The scalar at every place of a shape."""
    return value._replace(shape=tuple(shape), strides=(0,) * len(shape))


def _without_cuts(x: View, op: PadConstant) -> View | None:
    """The part of x that negative amounts leave; None where that is hard to say."""
    shape, offset = list(x.shape), x.offset
    for axis, amounts in enumerate(zip(op.before, op.after)):
        low, high = (0 if isinstance(n, Dim) else max(-n, 0) for n in amounts)
        if not (low or high):
            continue
        size = shape[axis]
        if isinstance(size, Dim) or op.inner[axis] or low + high > size:
            return None
        shape[axis] = size - low - high
        offset = offset + low * x.strides[axis]
    return x._replace(shape=tuple(shape), offset=offset)


def _borders(
    inside: tuple[Size, ...],
    value: View,
    before: Sequence[Size],
    after: Sequence[Size],
    shape: tuple[Size, ...],
) -> Iterator[Region]:
    """The regions around what is inside, which do not overlap."""
    strides = row_major(shape)
    for axis, (low, high) in enumerate(zip(before, after)):
        for size, start in ((low, 0), (high, before[axis] + inside[axis])):
            if isinstance(size, int) and size == 0:
                continue
            slab = (*inside[:axis], size, *shape[axis + 1 :])
            corner = [*before[:axis], start]
            yield Region(_filled(value, slab), strides, _dot(corner, strides))
