"""Ops that take and put elements at places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.ops.shapes import size_list
from graph.exchange.onnx.reading.table import reads
from graph.ir.dispatch import apply, as_tensor
from graph.ops.indexing.gather import AddAlongAxis
from graph.ops.indexing.places import ScatterNd

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.tensor import EagerTensor, Tensor


_REDUCTIONS = {"none": "set", "add": "add", "mul": "mul", "max": "max", "min": "min"}


@reads("Gather")
def gather(node: NodeView, x: EagerTensor, indices: EagerTensor) -> EagerTensor:
    return f.take(x, indices, node.get("axis", 0))


@reads("GatherElements")
def gather_elements(
    node: NodeView, x: EagerTensor, indices: EagerTensor
) -> EagerTensor:
    x, indices = as_tensor(x), as_tensor(indices)
    axis = node.get("axis", 0) % x.ndim
    cut = [slice(0, n) for n in indices.spec.shape]  # others may reach less far
    cut[axis] = slice(None)
    return f.take_along_axis(x[tuple(cut)], indices, axis)


@reads("GatherND")
def gather_nd(node: Any, x: Any, indices: Any) -> Any:
    if node.get("batch_dims", 0):
        node.fail("batch_dims are not read")
    return f.gather_nd(x, _counted(x, indices))


@reads("ScatterND")
def scatter_nd(
    node: NodeView, x: EagerTensor, indices: EagerTensor, updates: EagerTensor
) -> Tensor:
    op = ScatterNd(_REDUCTIONS[node.get("reduction", "none")])
    return apply(op, as_tensor(x), _counted(x, indices), as_tensor(updates))


def _counted(x: EagerTensor, indices: EagerTensor) -> EagerTensor:
    """Places counted from the front."""
    indices = as_tensor(indices)
    depth = indices.spec.shape[-1]
    sizes = [as_tensor(n) for n in as_tensor(x).spec.shape[:depth]]
    sizes = f.stack([f.cast(n, indices.dtype) for n in sizes])
    return f.where(indices < 0, indices + sizes, indices)


@reads("ScatterElements")
def scatter_elements(
    node: NodeView, x: EagerTensor, indices: EagerTensor, updates: EagerTensor
) -> Tensor:
    x, indices, updates = map(as_tensor, (x, indices, updates))
    axis, way = node.get("axis", 0) % x.ndim, node.get("reduction", "none")
    if way == "add":
        cut = [slice(0, n) for n in indices.spec.shape]
        cut[axis] = slice(None)
        if x[tuple(cut)].spec.shape == x.spec.shape:
            size = f.cast(as_tensor(x.spec.shape[axis]), indices.dtype)
            places = f.where(indices < 0, indices + size, indices)
            return apply(AddAlongAxis(axis), x, places, updates)
    shape = indices.spec.shape
    grids = [f.arange(n) for n in shape]
    parts = [
        f.broadcast_to(
            f.reshape(g, tuple(-1 if i == k else 1 for i in range(x.ndim))), shape
        )
        for k, g in enumerate(grids)
    ]
    parts[axis] = f.cast(indices, np.int64)
    places = _counted(x, f.stack(parts, -1))
    return apply(ScatterNd(_REDUCTIONS[way]), x, places, updates)


@reads("OneHot")
def one_hot(
    node: NodeView, indices: EagerTensor, depth: EagerTensor, values: EagerTensor
) -> EagerTensor:
    (depth,) = size_list(node, depth)
    axis, indices = node.get("axis", -1), f.cast(indices, np.int64)
    count = int(depth)
    indices = f.where(indices < 0, indices + count, indices)
    hot = f.one_hot(indices, count, axis, "bool")
    values = as_tensor(values)
    return f.where(hot, values[1], values[0])


@reads("TopK")
def top_k(
    node: NodeView, x: EagerTensor, count: EagerTensor | None = None
) -> tuple[EagerTensor, EagerTensor]:
    x = as_tensor(x)
    k = node.get("k") if count is None else size_list(node, count)[0]
    axis = node.get("axis", -1) % x.ndim
    order = f.argsort(x, axis, descending=bool(node.get("largest", 1)))
    cut = [slice(None)] * x.ndim
    cut[axis] = slice(0, k)
    places = order[tuple(cut)]
    return f.take_along_axis(x, places, axis), f.cast(places, np.int64)
