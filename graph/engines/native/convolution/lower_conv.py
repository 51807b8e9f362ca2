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
from graph.ir.dims import Size
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
    if not is_convolved(x.dtype, (x.shape[-1], *w.shape[-2:])):
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


def is_convolved(dtype, channels: Sequence[Size]) -> bool:
    """Whether there is code for this: floats, and known numbers of channels."""
    is_float = np.dtype(dtype).kind == "f" and is_native_dtype(dtype)
    return is_float and all(isinstance(n, int) for n in channels)


def _window_part(w: View, phase: Sequence[PlainAxis]) -> View:
    """The elements of the window that a phase meets."""
    offset, shape, strides = w.offset, list(w.shape), list(w.strides)
    for number, axis in enumerate(phase):
        offset = offset + strides[number] * axis.element
        shape[number] = axis.window
        strides[number] = strides[number] * axis.jump
    return w._replace(offset=offset, shape=tuple(shape), strides=tuple(strides))


def _lower_phase(phase, x: View, w: View, filters: int, groups, numbers, epilogue):
    batch, axes, steps = three_axes((x,), phase)
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


def three_axes(views: Sequence[View], phase: Sequence[PlainAxis]):
    """The batch, three axes, and for each view strides (batch, three axes, channel).

    Axes of one element are left out. Where every window is one element and pixels
    follow each other, all images are one row.
    """
    batch, *sizes, _ = views[0].shape
    trivial = PlainAxis(1, 1, 1, 1, 0, 1, True, 0, 1, 1)
    contiguous = all(view.is_contiguous for view in views)
    if contiguous and all(is_pointwise(axis) for axis in phase):
        total = math.prod(sizes, start=batch)
        axes = [trivial._replace(size=total, count=total, places=total)]
        strides = [[0, view.shape[-1], 1] for view in views]
        batch = 1
    else:
        kept = [n for n, axis in enumerate(phase) if not axis.is_trivial]
        axes = [phase[n] for n in kept]
        strides = [
            [view.strides[0], *(view.strides[1 + n] for n in kept), view.strides[-1]]
            for view in views
        ]
    missing = 3 - len(axes)
    filled = [(first, *(0,) * missing, *others) for first, *others in strides]
    return batch, (*[trivial] * missing, *axes), *filled


def is_pointwise(axis: PlainAxis) -> bool:
    """Whether every output meets the one input at its place."""
    steps = (axis.window, axis.stride, axis.step) == (1, 1, 1)
    return steps and axis.low == 0 and axis.is_inside and axis.count == axis.size


def is_copied(axes: Sequence[PlainAxis], strides) -> bool:
    """Whether windows leave the rows, or pixels do not stand as tiles need them."""
    known = isinstance(strides[3], int) and strides[4] == 1
    return not (axes[2].is_inside and known)
