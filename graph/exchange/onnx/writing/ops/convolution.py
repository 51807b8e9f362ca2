"""Convolutions: those of ONNX have the channels before the spatial axes."""

from __future__ import annotations

from typing import Any

from graph.exchange.onnx.writing.ops.layouts import (
    first_to_last,
    last_to_first,
    lows_and_highs,
)
from graph.exchange.onnx.writing.ops.movement import flipped, spread_out
from graph.exchange.onnx.writing.table import converts
from graph.ir.dims import Dim
from graph.ops.convolution.conv import Conv


@converts(Conv)
def conv(writer: Any, node: Any, x: Any, w: Any) -> Any:
    op, (x_spec, w_spec) = node.op, (t.spec for t in node.inputs)
    rank = x_spec.rank
    x = last_to_first(writer, x, rank)
    sizes = [x_spec.shape[0], x_spec.shape[-1], *x_spec.shape[1:-1]]
    padding = op.padding
    if any(d > 1 for d in op.input_dilation):
        transposed = _transposed_padding(op, w_spec.shape[:-2])
        if transposed is not None:
            y = _conv_transpose(writer, op, x, w, w_spec, transposed)
            return first_to_last(writer, y, rank)
        gaps = [0, 0, *(d - 1 for d in op.input_dilation)]
        x = spread_out(writer, x, sizes, gaps, writer.like(0, x_spec))
    x, padding = _padded(writer, x, x_spec, padding)
    kernel = writer.transpose(w, (rank - 1, rank - 2, *range(rank - 2)))
    y = writer.op(
        "Conv",
        x,
        kernel,
        kernel_shape=list(w_spec.shape[:-2]),
        strides=list(op.strides),
        dilations=list(op.dilation),
        group=op.groups,
        pads=lows_and_highs(padding),
    )
    return first_to_last(writer, y, rank)


def _padded(writer: Any, x: Any, spec: Any, padding: Any) -> Any:
    """x padded by what Conv cannot: sizes of a run, and negative ones."""
    amounts = [amount for pair in padding for amount in pair]
    if not any(isinstance(a, Dim) or a < 0 for a in amounts):
        return x, padding
    lows, highs = zip(*padding)
    pads = writer.shape([0, 0, *lows, 0, 0, *highs])
    x = writer.op("Pad", x, pads, writer.like(0, spec))
    return x, [(0, 0)] * len(padding)


def _transposed_padding(op: Conv, window: Any) -> list[Any] | None:
    """The padding with which ConvTranspose does the same; None if there is none.

    Its output has what it calls output padding at the end where ours reaches further.
    """
    pairs = []
    if any(stride > 1 for stride in op.strides):
        return None
    for size, dilation, (low, high) in zip(window, op.dilation, op.padding):
        reach = (size - 1) * dilation
        if isinstance(low, Dim) or isinstance(high, Dim) or low > reach:
            return None
        pairs.append((reach - low, reach - high))
    extra = [max(0, -high) for _, high in pairs]
    fits = all(e < d for e, d in zip(extra, op.input_dilation))
    return [(low, max(high, 0)) for low, high in pairs] + [extra] if fits else None


def _conv_transpose(
    writer: Any, op: Any, x: Any, w: Any, w_spec: Any, transposed: Any
) -> str:
    *pairs, extra = transposed
    rank = w_spec.rank
    inputs, outputs = w_spec.shape[-2], w_spec.shape[-1] // op.groups
    window = list(range(rank - 2))
    if op.groups == 1:
        kernel = writer.transpose(w, (rank - 2, rank - 1, *window))
    else:  # (*window, inputs, groups, outputs) to (groups * inputs, outputs, *window)
        shape = [*w_spec.shape[:-2], inputs, op.groups, outputs]
        split = writer.reshape(w, shape)
        order = (rank - 1, rank - 2, rank, *window)
        kernel = writer.transpose(split, order)
        kernel = writer.reshape(
            kernel, [op.groups * inputs, outputs, *w_spec.shape[:-2]]
        )
    kernel = flipped(writer, kernel, range(2, rank))
    return writer.op(
        "ConvTranspose",
        x,
        kernel,
        kernel_shape=list(w_spec.shape[:-2]),
        strides=list(op.input_dilation),
        dilations=list(op.dilation),
        group=op.groups,
        pads=lows_and_highs(pairs),
        output_padding=list(extra),
    )
