"""Looking at constants inside a graph."""

from __future__ import annotations

from graph.ir.leaves import Constant
from graph.ir.tensor import SymbolicTensor
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.reshape import Reshape


def scalar_value(tensor: SymbolicTensor) -> float | None:
    """The one number that every element is known to be, else None."""
    while isinstance(tensor.op, (BroadcastTo, Reshape)):
        (tensor,) = tensor.node.inputs
    if isinstance(tensor.op, Constant) and tensor.op.array.size == 1:
        result: float | None = tensor.op.array.item()
        return result
    return None


def is_value(tensor: SymbolicTensor, value: int) -> bool:
    """Whether every element is known to be this number."""
    found = scalar_value(tensor)
    return found is not None and found == value
