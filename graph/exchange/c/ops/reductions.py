"""Reductions, running ones, places of extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.exchange.c.numbers import c_type, number
from graph.exchange.c.table import writes
from graph.exchange.c.writer import CWriter
from graph.ops.axes import without
from graph.ops.reduction import logic
from graph.ops.reduction.cumulative import Cumprod, Cumsum
from graph.ops.reduction.extremes import Argmax, Argmin, Max, Min, Prod
from graph.ops.shape.broadcast import Sum
from graph.ops.window.window_max import lowest_value

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


def _largest(dtype: DTypeLike) -> Any:
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max


#: where each begins, and how it goes on from a and x
_STEPS = {
    Sum: (lambda dtype: 0, lambda w, dtype: "a + {x}"),
    Prod: (lambda dtype: 1, lambda w, dtype: "a * {x}"),
    Max: (lowest_value, lambda w, dtype: w.helper("maximum", dtype) + "(a, {x})"),
    Min: (_largest, lambda w, dtype: w.helper("minimum", dtype) + "(a, {x})"),
    logic.All: (lambda dtype: 1, lambda w, dtype: "a && {x}"),
    logic.Any: (lambda dtype: 0, lambda w, dtype: "a || {x}"),
}


@writes(*_STEPS)
def reduce(writer: CWriter, node: Any, x: Any) -> None:
    start, step = _STEPS[type(node.op)]
    axes, view = node.op.axes, writer.make(node)
    # sums of many float32 numbers keep their digits in a double
    kind = c_type(view.dtype)
    kind = "double" if isinstance(node.op, (Sum, Prod)) and kind == "float" else kind
    with writer.loops(view.shape) as outer:
        writer.line(f"{kind} a = {number(start(view.dtype), view.dtype)};")
        with writer.loops([x.shape[i] for i in axes], "k") as inner:
            rest, within = iter(outer), iter(inner)
            places = [next(within if i in axes else rest) for i in range(len(x.shape))]
            value = writer.at(x, places)
            writer.line(f"a = {step(writer, view.dtype).format(x=value)};")
        writer.line(f"{writer.at(view, outer)} = ({c_type(view.dtype)})a;")


@writes(Argmax, Argmin)
def place(writer: CWriter, node: Any, x: Any) -> None:
    axis, view = node.op.axis, writer.make(node)
    sign = ">" if isinstance(node.op, Argmax) else "<"
    with writer.loops(view.shape) as outer:
        first = writer.at(x, _inserted(outer, axis, "0"))
        writer.line(f"{c_type(x.dtype)} a = {first};")
        writer.line("int64_t best = 0;")
        with writer.loops([x.shape[axis]], "k") as (k,):
            value = writer.at(x, _inserted(outer, axis, k))
            # the first NaN is the extreme, as in numpy
            better = f"{value} {sign} a || ({value} != {value} && a == a)"
            writer.line(f"if ({better}) {{ a = {value}; best = {k}; }}")
        writer.line(f"{writer.at(view, outer)} = best;")


@writes(Cumsum, Cumprod)
def running(writer: CWriter, node: Any, x: Any) -> None:
    op, view = node.op, writer.make(node)
    sign, start = ("+", 0) if isinstance(op, Cumsum) else ("*", 1)
    size = x.shape[op.axis]
    with writer.loops(without(x.shape, (op.axis,))) as outer:
        writer.line(f"{c_type(x.dtype)} a = {number(start, x.dtype)};")
        with writer.loops([size], "k") as (k,):
            k = f"{size - 1} - {k}" if op.reverse else k
            places = _inserted(outer, op.axis, k)
            writer.line(f"a = a {sign} {writer.at(x, places)};")
            writer.line(f"{writer.at(view, places)} = a;")


def _inserted(indices: Any, axis: int, index: str) -> list[str]:
    return [*indices[:axis], index, *indices[axis:]]
