"""What ONNX broadcasts by itself, so that no copy need be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.exchange.onnx.writing.writer import Writer
from graph.ir.node import Node
from graph.ir.tensor import SymbolicTensor
from graph.ops.shape.broadcast import BroadcastTo

if TYPE_CHECKING:
    from graph.ir.dims import Size


def loose_inputs(writer: Writer, node: Node) -> list[str]:
    """The names of the inputs of an elementwise node, before they were broadcast.

    The first is taken as it is where the others would not give the shape.
    """
    inner = [_before_broadcast(t) for t in node.inputs]
    shapes = [t.spec.shape for t in inner]
    if _joint(shapes) != node.specs[0].shape:
        inner[0] = node.inputs[0]
        if _joint([t.spec.shape for t in inner]) != node.specs[0].shape:
            inner = list(node.inputs)
    return [writer.name_of(t) for t in inner]


def _before_broadcast(tensor: SymbolicTensor) -> SymbolicTensor:
    while isinstance(tensor.op, BroadcastTo):
        tensor = tensor.node.inputs[0]
    return tensor


def _joint(shapes: Sequence[tuple[Size, ...]]) -> tuple[Any, ...] | None:
    """The shape of tensors together; None where that is not known."""
    rank = max(map(len, shapes))
    joint = []
    for axis in range(-rank, 0):
        sizes = {s[axis] for s in shapes if len(s) >= -axis} - {1}
        if len(sizes) > 1:
            return None
        joint.append(sizes.pop() if sizes else 1)
    return tuple(joint)
