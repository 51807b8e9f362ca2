"""Attention and its gradient as calls of kernels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.attention import backward, forward
from graph.engines.native.attention.backward import BackwardKernel
from graph.engines.native.attention.description import (
    MOST_PARTS,
    Attention,
    Mask,
    Place,
)
from graph.engines.native.attention.forward import ForwardKernel
from graph.engines.native.copying import copy_call
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Call, Read, Scratch, Write, lowers
from graph.engines.native.views import View, row_major, whole
from graph.ops.nn.scaled_attention import AttentionGradient, ScaledDotProductAttention

if TYPE_CHECKING:
    from graph.engines.native.attention.attention_code import Scratchpad
    from graph.ir.dims import Size
    from graph.ir.node import Node
    from graph.ops.nn.scaled_attention import AttentionOp


_FLOATS = (np.dtype("float32"), np.dtype("float64"))


@lowers(ScaledDotProductAttention)
def lower_attention(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    if not _are_lowered(views):
        return None
    copies, views = _readable(views, 3)
    operands, masks = views[:3], views[3:]
    attention = _describe(node.op, *operands, masks, numbers)
    strides = [row_major(node.specs[0].shape), *(view.strides for view in operands)]
    places = tuple(_place(steps, numbers) for steps in strides)
    scratch = _scratch(forward.PAD, views[0], views[2])
    kernel = ForwardKernel(attention, places)
    buffers = [*map(Write, range(3)), scratch, *map(Read, views)]
    return [*copies, Call(kernel, buffers, numbers)]


@lowers(AttentionGradient, contiguous=(4, 5))
def lower_gradient(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    if not _are_lowered(views):
        return None
    copies, views = _readable(views, 7)
    query, key, value, y, _, _, dy, *masks = views
    attention = _describe(node.op, query, key, value, masks, numbers)
    strides = [row_major(spec.shape) for spec in node.specs]
    strides += [view.strides for view in (query, key, value, y, dy)]
    places = tuple(_place(steps, numbers) for steps in strides)
    scratch = _scratch(backward.PAD, query, value)
    kernel = BackwardKernel(attention, places)
    buffers = [*map(Write, range(3)), scratch, *map(Read, views)]
    return [*copies, Call(kernel, buffers, numbers)]


def _are_lowered(views: Sequence[View]) -> bool:
    dtypes = {view.dtype for view in views if view.dtype.kind != "b"}
    return len(dtypes) == 1 and dtypes <= set(_FLOATS)


def _place(strides: tuple[Size, ...], numbers: Numbers) -> Place:
    return Place(*map(numbers, strides[:3]))


def _readable(views: Sequence[View], operands: int) -> tuple[list[Any], list[View]]:
    """Copies of what kernels cannot read, and all views: channels of operands are
    adjacent, keys of masks are so or the same for all."""
    calls, found = [], []
    for number, view in enumerate(views):
        last, step = view.shape[-1], view.strides[-1]
        steps = (1,) if number < operands else (0, 1)
        if isinstance(step, int) and (step in steps or last == 1):
            found.append(view)
            continue
        nbytes = view.dtype.itemsize
        for size in view.shape:
            nbytes = nbytes * size
        copy = whole((Scratch(nbytes, is_kept=True), 0), view.dtype, view.shape)
        calls.append(copy_call(view, Read(copy), Numbers()))
        found.append(copy)
    return calls, found


def _describe(
    op: AttentionOp,
    query: View,
    key: View,
    value: View,
    masks: Sequence[Any],
    numbers: Numbers,
) -> Attention:
    batch, queries, heads, channels = query.shape
    described = []
    for view in masks:
        *steps, step = view.strides
        is_one = isinstance(view.shape[-1], int) and view.shape[-1] == 1
        last = 0 if is_one else step
        described.append(Mask(view.dtype.name, *map(numbers, steps), last))
    sizes = batch, heads, queries, key.shape[1], channels, value.shape[3]
    rooms = map(_room, (channels, value.shape[3]))
    return Attention(
        query.dtype.name,
        *map(numbers, (*sizes, *rooms)),
        op.scale,
        op.is_causal,
        tuple(described),
    )


def _room(channels: Size) -> Size:
    """Elements of a row of channels in scratch memory, those of a last panel too."""
    return (channels + 15) // 16 * 16 + 32


def _scratch(pad: Scratchpad, query: View, value: View) -> Scratch:
    rooms = (_room(view.shape[-1]) for view in (query, value))
    return Scratch(MOST_PARTS * pad.elements(*rooms) * query.dtype.itemsize)
