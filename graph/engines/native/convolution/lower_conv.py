"""Convolutions as calls of kernels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.contraction.agreement import check_sizes
from graph.engines.native.convolution.blocking import choose_block
from graph.engines.native.convolution.forward import ConvKernel
from graph.engines.native.convolution.packing import PackKernel
from graph.engines.native.convolution.phases import (
    PlainAxis,
    phase_products,
    plain_axes,
)
from graph.engines.native.convolution.products import Product
from graph.engines.native.convolution.results import Panels
from graph.engines.native.convolution.source import Source
from graph.engines.native.convolution.tiling import choose_product
from graph.engines.native.epilogue import Epilogue, MakeEpilogue, Store
from graph.engines.native.kernel import Late, Numbers
from graph.engines.native.lowering import (
    Buffer,
    Call,
    Read,
    Scratch,
    Write,
    lowers,
)
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.target import current_target
from graph.engines.native.views import View
from graph.ir.dims import Size, size_max
from graph.ir.node import Node
from graph.ops.convolution.conv import Conv

if TYPE_CHECKING:
    from graph.engines.native.contraction.tile import TileShape


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
    calls = check_sizes(_least_counts(x.shape[1:-1], y.shape[1:-1]), numbers)
    for phase in phase_products(axes):
        part = _window_part(w, phase)
        found = _lower_phase(phase, x, part, y.shape[-1], op.groups, numbers, epilogue)
        if found is None:
            return None
        calls += found
    return calls


def _least_counts(
    sizes: tuple[Size, ...], counts: tuple[Size, ...]
) -> list[tuple[Size, Size]]:
    """Pairs that are equal unless no window fits on an axis that is not empty."""
    return [
        (count, size_max(count, size + 1 - size_max(size, 1)))
        for size, count in zip(sizes, counts)
    ]


def is_convolved(dtype: np.dtype, channels: Sequence[Size]) -> bool:
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


def _lower_phase(
    phase: tuple[PlainAxis, ...],
    x: View,
    w: View,
    filters: Size,
    groups: int,
    numbers: Numbers,
    epilogue: Callable[..., Any] | None,
) -> list[Call] | None:
    batch, axes, steps = three_axes((x,), phase)
    lines = tuple(axis.line(numbers) for axis in axes)
    window = math.prod(w.shape[:-2])
    product, tile = choose_product(
        current_target(), x.dtype, axes[2].count, x.shape[-1], filters, groups, window
    )
    source = make_source(axes, x, tuple(map(numbers, steps)), product, tile, filters)
    itemsize = np.dtype(x.dtype).itemsize
    cost = math.prod(w.shape[:-1]) * filters
    block = choose_block(lines, source, itemsize, tile.rows, cost)
    if block is None:
        return None
    channels = w.shape[-2] if product is Product.NUMBERS else 1
    if product is not Product.NUMBERS:
        groups = 1
    packed = Scratch(0)
    pack = _pack(w, product, tile, filters // max(groups, 1), groups, packed)
    made, buffers = make_store(2, filters, x.dtype) if epilogue is None else epilogue(2)
    kernel = ConvKernel(
        product,
        numbers(batch),
        lines,
        source,
        channels,
        filters // max(groups, 1),
        groups,
        np.dtype(x.dtype).name,
        tile,
        block,
        made,
    )
    return [*pack, Call(kernel, [Read(x), packed, *buffers], numbers)]


def _pack(
    w: View,
    product: Product,
    tile: TileShape,
    filters: Size,
    groups: int,
    packed: Scratch,
) -> list[Call]:
    """The call that packs the weights, and the size of its result; for dot products
    filters and channels are swapped."""
    shape, strides = w.shape, w.strides
    if product is Product.DOTS:
        order = (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2)
        shape, strides = ([of[n] for n in order] for of in (shape, strides))
        filters, tile = shape[-1], tile._replace(vectors=1)
    panels = Panels(filters, tile)
    elements = math.prod(shape[:-1]) * groups * panels.count * tile.columns
    packed.nbytes = elements * w.dtype.itemsize
    if elements == 0:
        return []
    numbers, sizes = Numbers(), shape[:-1]
    # one late integer each, also where some are equal: the code is that of all layers
    numbers.sizes = [*sizes, *strides, filters, panels.count]
    late = list(map(Late, range(len(numbers.sizes))))
    *steps, step = late[len(sizes) : -2]
    step = 1 if strides[-1] == 1 else step
    kernel = PackKernel(
        tuple(late[: len(sizes)]),
        (*steps, step),
        *late[-2:],
        panels.in_last,
        groups,
        w.dtype.name,
        tile,
    )
    return [Call(kernel, [packed, Read(w)], numbers)]


def make_source(
    axes: Size | tuple[PlainAxis | Size, ...],
    x: View,
    strides: tuple[Late | int, ...],
    product: Product,
    tile: TileShape,
    filters: Size,
) -> Source:
    """How x is read: copied where windows leave the rows, or vectors the channels."""
    channels = x.shape[-1]
    repeats = filters // channels if product is Product.CHANNELS else 1
    width = {
        Product.NUMBERS: 1,
        Product.CHANNELS: tile.columns,
        Product.DOTS: tile.lanes,
    }[product]
    pixel = -(-channels * repeats // width) * width
    copies = is_copied(axes, strides) or pixel != channels
    return Source(strides, channels, copies, pixel, repeats)


def make_store(
    slot: int, columns: Size, dtype: np.dtype
) -> tuple[Epilogue, list[Buffer]]:
    """An epilogue that writes the output of the node."""
    return Store(slot, 0, columns, np.dtype(dtype)), [Write()]


def three_axes(
    views: Sequence[View], phase: Sequence[PlainAxis]
) -> tuple[Size | tuple[PlainAxis | Size, ...], ...]:
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


def is_copied(
    axes: Size | Sequence[PlainAxis | Size], strides: tuple[Late | int, ...]
) -> bool:
    """Whether windows leave the rows, or pixels do not stand as tiles need them."""
    known = isinstance(strides[3], int) and strides[4] == 1
    return not (axes[2].is_inside and known)
