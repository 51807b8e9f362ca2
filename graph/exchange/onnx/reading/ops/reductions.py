"""Reductions, running sums, places of extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.ops.shapes import axes_of
from graph.exchange.onnx.reading.table import reads
from graph.ir.dispatch import as_tensor

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.tensor import EagerTensor


_REDUCTIONS = {
    "ReduceSum": f.sum,
    "ReduceMean": f.mean,
    "ReduceMax": f.max,
    "ReduceMin": f.min,
    "ReduceProd": f.prod,
    "ReduceL1": lambda x, *a: f.sum(f.absolute(x), *a),
    "ReduceL2": lambda x, *a: f.sqrt(f.sum(f.multiply(x, x), *a)),
    "ReduceSumSquare": lambda x, *a: f.sum(f.multiply(x, x), *a),
    "ReduceLogSum": lambda x, *a: f.log(f.sum(x, *a)),
    "ReduceLogSumExp": f.logsumexp,
}


@reads(*_REDUCTIONS)
def reduce(
    node: NodeView, x: EagerTensor, axes: EagerTensor | None = None
) -> EagerTensor:
    x = as_tensor(x)
    places = axes_of(node, axes, max(x.ndim, 1))
    if not places:
        if node.get("noop_with_empty_axes", 0) and len(node.outputs):
            return _REDUCTIONS[node.kind](x[None], 0, False)
        places = tuple(range(x.ndim))
    dtype = x.dtype
    if dtype.kind == "b":  # the largest of booleans is whether any holds
        function = f.any if node.kind == "ReduceMax" else f.all
        return function(x, places, bool(node.get("keepdims", 1)))
    y = _REDUCTIONS[node.kind](x, places, bool(node.get("keepdims", 1)))
    return f.cast(y, dtype)


@reads("ArgMax", "ArgMin")
def place(node: NodeView, x: EagerTensor) -> EagerTensor:
    x, axis = as_tensor(x), node.get("axis", 0)
    function = f.argmax if node.kind == "ArgMax" else f.argmin
    if node.get("select_last_index", 0):
        last = as_tensor(x.spec.shape[axis] - 1)
        y = last - function(f.flip(x, axis), axis)
    else:
        y = function(x, axis)
    y = f.cast(y, np.int64)
    return f.expand_dims(y, axis) if node.get("keepdims", 1) else y


@reads("CumSum")
def cumsum(node: NodeView, x: EagerTensor, axis: EagerTensor) -> EagerTensor:
    x, axis = as_tensor(x), int(np.asarray(axis).item())
    is_reverse = node.get("reverse", 0)
    x_way = f.flip(x, axis) if is_reverse else x
    y = f.cast(f.cumsum(x_way, axis), x.dtype)
    y = y - x_way if node.get("exclusive", 0) else y
    return f.flip(y, axis) if is_reverse else y
