"""Convolutions as calls of kernels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from graph.engines.native.builder import is_native_dtype
from graph.engines.native.convolution.blocking import choose_block
from graph.engines.native.convolution.forward import ConvKernel
from graph.engines.native.convolution.packing import PackKernel
from graph.engines.native.convolution.phases import (
    PlainAxis,
    phase_products,
    plain_axes,
)
from graph.engines.native.convolution.source import Source
from graph.engines.native.convolution.tiling import choose_tile
from graph.engines.native.epilogue import Epilogue, Store
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Buffer, Call, Read, Scratch, Write, lowers
from graph.engines.native.target import current_target
from graph.engines.native.views import View
from graph.ir.node import Node
from graph.ops.convolution.conv import Conv

#: from how many slots a kernel has of its own to an epilogue, and the buffers behind
MakeEpilogue = Callable[[int], tuple[Epilogue, Sequence[Buffer]]]


@lowers(Conv)
def lower_conv(
    node: Node,
    views: Sequence[View],
    numbers: Numbers,
    epilogue: MakeEpilogue | None = None,
) -> list[Call] | None:
    """Calls for y = conv(x, w); a call for each phase of input dilation.

    Rows of the epilogue are flat (image, *pixel) of y, columns are filters.
    """
    op, (x, w), y = node.op, views, node.specs[0]
    channels = (x.shape[-1], *w.shape[-2:])
    is_float = np.dtype(x.dtype).kind == "f" and is_native_dtype(x.dtype)
    if not is_float or not all(isinstance(n, int) for n in channels):
        return None
    axes = plain_axes(op, x.shape[1:-1], y.shape[1:-1], w.shape[:-2])
    if axes is None:
        return None
    calls = []
    for phase in phase_products(axes):
        part = _window_part(w, phase)
        found = _lower_phase(phase, x, part, y.shape[-1], op.groups, numbers, epilogue)
        if found is None:
            return None
        calls += found
    return calls


def _window_part(w: View, phase: Sequence[PlainAxis]) -> View:
    """The elements of the window that a phase meets."""
    offset, shape, strides = w.offset, list(w.shape), list(w.strides)
    for number, axis in enumerate(phase):
        offset = offset + strides[number] * axis.element
        shape[number] = axis.window
        strides[number] = strides[number] * axis.jump
    return w._replace(offset=offset, shape=tuple(shape), strides=tuple(strides))


def _lower_phase(phase, x: View, w: View, filters: int, groups, numbers, epilogue):
    batch, axes, steps = three_axes(x, phase)
    lines = tuple(axis.line(numbers) for axis in axes)
    x_strides = tuple(map(numbers, steps))
    each = filters // max(groups, 1)
    target = current_target()
    tile = choose_tile(target, x.dtype, axes[2].count, each)
    copies = is_copied(axes, x_strides)
    source = Source(x_strides, x.shape[-1], copies, x.shape[-1])
    cost = math.prod(w.shape[:-1]) * filters
    block = choose_block(lines, source, np.dtype(x.dtype).itemsize, tile.rows, cost)
    if block is None:
        return None
    name = np.dtype(x.dtype).name
    strides = tuple(map(numbers, w.strides))
    pack = PackKernel(w.shape[:-1], strides, each, groups, name, tile)
    packed = Scratch(pack.size * np.dtype(x.dtype).itemsize)
    made, buffers = make_store(2, filters, x.dtype) if epilogue is None else epilogue(2)
    kernel = ConvKernel(
        numbers(batch),
        lines,
        source,
        w.shape[-2],
        each,
        groups,
        name,
        tile,
        block,
        made,
    )
    calls = [Call(pack, [packed, Read(w)], numbers)] if pack.size else []
    return [*calls, Call(kernel, [Read(x), packed, *buffers], numbers)]


def make_store(slot: int, columns: int, dtype) -> tuple[Epilogue, list[Buffer]]:
    """An epilogue that writes the output of the node."""
    return Store(slot, 0, columns, np.dtype(dtype)), [Write()]


def three_axes(x: View, phase: Sequence[PlainAxis]):
    """The batch, three axes and the strides of x (batch, three axes, channel).

    Axes of one element are left out. Where every window is one element and pixels
    follow each other, all images are one row.
    """
    batch, *sizes, channels = x.shape
    batch_stride, *strides, step = x.strides
    trivial = PlainAxis(1, 1, 1, 1, 0, 1, True, 0, 1, 1)
    if x.is_contiguous and all(is_pointwise(axis) for axis in phase):
        total = math.prod(sizes, start=batch)
        flat = trivial._replace(size=total, count=total, places=total)
        pairs = [(flat, channels)]
        batch, batch_stride = 1, 0
    else:
        pairs = [p for p in zip(phase, strides) if not p[0].is_trivial]
    pairs = [(trivial, 0)] * (3 - len(pairs)) + pairs
    axes, strides = zip(*pairs)
    return batch, axes, (batch_stride, *strides, step)


def is_pointwise(axis: PlainAxis) -> bool:
    """Whether every output meets the one input at its place."""
    steps = (axis.window, axis.stride, axis.step) == (1, 1, 1)
    return steps and axis.low == 0 and axis.is_inside and axis.count == axis.size


def is_copied(axes: Sequence[PlainAxis], strides) -> bool:
    """Whether windows leave the rows, or pixels do not stand as tiles need them."""
    known = isinstance(strides[3], int) and strides[4] == 1
    return not (axes[2].is_inside and known)
