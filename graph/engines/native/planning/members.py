"""Which nodes can be part of a loop nest."""

from __future__ import annotations

import numpy as np

from graph.engines.native.loops.folding import REDUCERS
from graph.engines.native.lower_elementwise import can_lower
from graph.engines.native.memory_types import is_native_dtype
from graph.ir.leaves import Constant
from graph.ir.node import Node
from graph.ir.tensor import SymbolicTensor
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.reshape import Reshape


def is_elementwise(node: Node) -> bool:
    """Whether a node is computed element by element, by generated code."""
    if not node.op.is_elementwise or len(node.specs) != 1:
        return False
    dtypes = [t.dtype for t in node.inputs]
    shape = node.specs[0].shape
    return all(t.spec.shape == shape for t in node.inputs) and can_lower(
        node.op, dtypes, node.specs[0].dtype
    )


def is_fold(node: Node) -> bool:
    """Whether a node reduces over axes, by generated code."""
    if type(node.op) not in REDUCERS:
        return False
    dtype = node.inputs[0].dtype
    if dtype.kind == "b" and not REDUCERS[type(node.op)].is_logical:
        return False
    return is_native_dtype(dtype)


def folded_axes(node: Node) -> tuple[int, ...]:
    """The axes that a fold reduces over, none of them known to have size 1."""
    op = node.op
    axes = op.axes if hasattr(op, "axes") else (op.axis,)
    return tuple(axes)


def number_of(tensor: SymbolicTensor) -> np.ndarray | None:
    """The number that a tensor holds at every index, if that is known, as an array."""
    while isinstance(tensor.op, (BroadcastTo, Reshape)):
        (tensor,) = tensor.node.inputs
    if isinstance(tensor.op, Constant) and tensor.op.array.size == 1:
        return np.asarray(tensor.op.array).reshape(())
    return None
