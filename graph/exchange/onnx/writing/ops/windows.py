"""Maxima and sums over windows."""

from __future__ import annotations

import math
from typing import Any

from graph.exchange.onnx.writing.ops.layouts import (
    first_to_last,
    last_to_first,
    lows_and_highs,
)
from graph.exchange.onnx.writing.ops.movement import spread_out
from graph.exchange.onnx.writing.table import converts
from graph.ir.dims import Dim
from graph.ir.dtypes import kind_of
from graph.ops.window.window_max import WindowMax, lowest_value
from graph.ops.window.window_sum import WindowSum


@converts(WindowMax)
def window_max(writer: Any, node: Any, x: Any) -> Any:
    spec = node.inputs[0].spec
    y = _pooled(writer, node, x, "MaxPool", lowest_value(spec.dtype))
    return first_to_last(writer, y, spec.rank)


@converts(WindowSum)
def window_sum(writer: Any, node: Any, x: Any) -> Any:
    spec, op = node.inputs[0].spec, node.op
    is_float = kind_of(spec.dtype) == "f"
    x = x if is_float else writer.cast(x, "float64")
    mean = _pooled(writer, node, x, "AveragePool", 0, count_include_pad=1)
    dtype = spec.dtype if is_float else "float64"
    count = writer.constant(math.prod(op.window), dtype)
    y = writer.op("Mul", mean, count)
    y = y if is_float else writer.cast(writer.op("Round", y), spec.dtype)
    return first_to_last(writer, y, spec.rank)


def _pooled(
    writer: Any, node: Any, x: str, kind: str, filler: Any, **attributes: Any
) -> str:
    """The op of ONNX on x, which is padded first by what the op would not take."""
    op, spec = node.op, node.inputs[0].spec
    x = last_to_first(writer, x, spec.rank)
    value = writer.constant(filler, spec.dtype if kind == "MaxPool" else None)
    value = writer.like(filler, spec) if kind_of(spec.dtype) == "f" else value
    dilation = getattr(op, "input_dilation", (1,) * len(op.window))
    if any(d > 1 for d in dilation):
        sizes = [spec.shape[0], spec.shape[-1], *spec.shape[1:-1]]
        x = spread_out(writer, x, sizes, [0, 0, *(d - 1 for d in dilation)], value)
    padding = op.padding
    if any(_must_be_written(*pair, size) for pair, size in zip(padding, op.window)):
        lows, highs = zip(*padding)
        x = writer.op("Pad", x, writer.shape([0, 0, *lows, 0, 0, *highs]), value)
        padding = [(0, 0)] * len(op.window)
    return writer.op(
        kind,
        x,
        kernel_shape=list(op.window),
        strides=list(op.strides),
        pads=lows_and_highs(padding),
        **attributes,
    )


def _must_be_written(low: Any, high: Any, window: int) -> bool:
    """Whether the op would not take a padding: it holds less than a window."""
    return any(isinstance(n, Dim) or n < 0 or n >= window for n in (low, high))
