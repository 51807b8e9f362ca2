"""Reductions, running ones, and the places of extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.exchange.onnx.writing.table import converts, same_in_onnx
from graph.ops.reduction import logic
from graph.ops.reduction.cumulative import Cumsum
from graph.ops.reduction.extremes import Argmax, Argmin, Max, Min, Prod
from graph.ops.shape.broadcast import Sum

if TYPE_CHECKING:
    pass


def reduced(writer: Any, node: Any, x: str, kind: Any) -> str:
    return writer.op(kind, x, writer.axes(*node.op.axes), keepdims=0)


same_in_onnx(
    {Sum: "ReduceSum", Max: "ReduceMax", Min: "ReduceMin", Prod: "ReduceProd"}, reduced
)


def of_booleans(writer: Any, node: Any, x: Any, kind: Any) -> Any:
    """Reductions in ONNX take no booleans on most runtimes: 0 and 1 in their place."""
    number = reduced(writer, node, writer.cast(x, "int32"), kind)
    return writer.cast(number, bool)


same_in_onnx({logic.All: "ReduceMin", logic.Any: "ReduceMax"}, of_booleans)


def place(writer: Any, node: Any, x: Any, kind: Any) -> Any:
    return writer.op(kind, x, axis=node.op.axis, keepdims=0)


same_in_onnx({Argmax: "ArgMax", Argmin: "ArgMin"}, place)


@converts(Cumsum)
def cumsum(writer: Any, node: Any, x: Any) -> Any:
    axis = writer.constant(node.op.axis, "int64")
    return writer.op("CumSum", x, axis, reverse=int(node.op.reverse))
