"""Kernel gradients of convolutions as calls of kernels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.contraction.agreement import check_sizes
from graph.engines.native.contraction.operand import least_size
from graph.engines.native.convolution.blocking import choose_gradient_block
from graph.engines.native.convolution.cost import partial_sums
from graph.engines.native.convolution.cotangent import Cotangent
from graph.engines.native.convolution.kernel_gradient import (
    HEADER,
    KernelGradientKernel,
)
from graph.engines.native.convolution.lower_conv import (
    is_convolved,
    make_source,
    make_store,
    three_axes,
)
from graph.engines.native.convolution.phases import (
    PlainAxis,
    phase_products,
    plain_axes,
)
from graph.engines.native.convolution.products import Product
from graph.engines.native.convolution.results import Panels
from graph.engines.native.convolution.summing import SumPartialsKernel, WindowPart
from graph.engines.native.convolution.tiling import choose_tile, is_depthwise
from graph.engines.native.epilogue import MakeEpilogue
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Call, Read, Scratch, lowers
from graph.engines.native.target import current_target
from graph.engines.native.views import View
from graph.ir.node import Node
from graph.ops.convolution.conv import ConvKernelGrad

if TYPE_CHECKING:
    from graph.engines.native.contraction.tile import TileShape
    from graph.ir.dims import Size
    from graph.ir.spec import Spec


@lowers(ConvKernelGrad)
def lower_kernel_gradient(
    node: Node,
    views: Sequence[View],
    numbers: Numbers,
    epilogue: MakeEpilogue | None = None,
) -> list[Call] | None:
    """Calls for dw: partial sums for each phase of input dilation, then their sums.

    Rows of the epilogue are flat (window, channel of a group) of dw, columns filters.
    """
    op, (x, dy), dw = node.op, views, node.specs[0]
    if not is_convolved(x.dtype, (x.shape[-1], dy.shape[-1])):
        return None
    met = (x.shape[0], *op.counts(node.inputs[0].spec, op.window))
    pairs = list(zip(met, dy.shape[:-1]))
    batch, *counts = itertools.starmap(least_size, pairs)
    x = x._replace(shape=(batch, *x.shape[1:]))
    axes = plain_axes(op, x.shape[1:-1], counts, op.window)
    if axes is None:
        return None
    product, groups = Product.NUMBERS, op.groups
    if is_depthwise(x.shape[-1], groups):
        product, groups = Product.CHANNELS, 1
    columns = dy.shape[-1] // max(groups, 1)
    rows = _run_length(axes, dw)
    tile = choose_tile(current_target(), x.dtype, rows, columns, product)
    calls, made = check_sizes(pairs, numbers), {}
    for phase in phase_products(axes):
        if all(axis.window for axis in phase):
            call = _partial_call(phase, x, dy, groups, product, tile, numbers)
            if call is None:
                return None
            calls.append(call)
            elements = tuple(axis.element for axis in phase)
            made.setdefault(elements, []).append(call.buffers[0])
    for window in _window_parts(axes, op.window):
        sources = made.get(tuple(part.first for part in window), [])
        calls.append(
            _sum_call(window, sources, dw, groups, tile, x.dtype, numbers, epilogue)
        )
    return calls


def _run_length(axes: Sequence[list[PlainAxis]], dw: Spec) -> Size:
    """How many neighbouring rows of the gradient tiles can take."""
    return max(phase.window for phase in axes[-1]) * dw.shape[-2]


def _window_parts(
    axes: Sequence[list[PlainAxis]], window: tuple[int, ...]
) -> list[tuple[WindowPart, ...]]:
    """The parts of the window that phases have, or that none has."""
    choices = []
    for phases, size in zip(axes, window):
        jump = phases[0].jump
        choices.append(
            [
                WindowPart(first, jump, len(range(first, size, jump)), size)
                for first in range(min(jump, size))
            ]
        )
    return list(itertools.product(*choices))


def _partial_call(
    phase: Sequence[PlainAxis],
    x: View,
    dy: View,
    groups: int,
    product: Product,
    tile: TileShape,
    numbers: Numbers,
) -> Call | None:
    batch, axes, steps, dy_steps = three_axes((x, dy), phase)
    lines = tuple(axis.line(numbers) for axis in axes)
    x_strides, dy_strides = (tuple(map(numbers, s)) for s in (steps, dy_steps))
    channels = x.shape[-1] // groups if product is Product.NUMBERS else 1
    filters = dy.shape[-1] // groups
    itemsize = np.dtype(x.dtype).itemsize
    source = make_source(axes, x, x_strides, product, tile, dy.shape[-1])
    cotangent = Cotangent(
        dy_strides, filters % tile.columns != 0 or dy_strides[-1] != 1
    )
    block = choose_gradient_block(lines, source, itemsize, tile.columns)
    if block is None:
        return None
    panels = groups * Panels(filters, tile).count
    size = math.prod(axis.window for axis in phase) * channels * panels * tile.columns
    most, panel_parts = partial_sums(size * itemsize, panels)
    kernel = KernelGradientKernel(
        product,
        numbers(batch),
        lines,
        source,
        cotangent,
        channels,
        filters,
        groups,
        np.dtype(x.dtype).name,
        tile,
        block,
        most,
        panel_parts,
    )
    partials = Scratch(HEADER + most * size * itemsize)
    return Call(kernel, [partials, Read(x), Read(dy)], numbers)


def _sum_call(
    window: tuple[WindowPart, ...],
    sources: Sequence[Scratch],
    dw: Spec,
    groups: int,
    tile: TileShape,
    dtype: np.dtype,
    numbers: Numbers,
    epilogue: Callable[..., Any] | None,
) -> Call:
    filters, own = dw.shape[-1], len(sources)
    make = epilogue
    if make is None:
        made, buffers = make_store(own, filters, dtype)
    else:
        made, buffers = make(own)
    kernel = SumPartialsKernel(
        window,
        dw.shape[-2],
        filters // groups,
        groups,
        own,
        np.dtype(dtype).name,
        tile,
        made,
    )
    return Call(kernel, [*sources, *buffers], numbers)
