"""Nodes in order, each by its conversion, or computed at once where all is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from graph.exchange.onnx.writing.table import CONVERSIONS
from graph.exchange.onnx.writing.writer import Writer
from graph.ir.errors import describe
from graph.ir.leaves import LEAVES, Constant, ReadVariable, SizeValue
from graph.ir.node import Node
from graph.ir.subgraph import bodies_of
from graph.ops.shape.broadcast import BroadcastTo
from graph.passes.fold import is_kept_in_bytes


def write_nodes(writer: Writer, nodes: Iterable[Node]) -> None:
    """Writes nodes, inputs before users; those that have a name are left out."""
    for node in nodes:
        if (node, 0) not in writer.values:
            writer.set_names(node, _names_of(writer, node))


def _names_of(writer: Writer, node: Node) -> str | tuple[str, ...]:
    op = node.op
    if isinstance(op, Constant):
        return writer.constant(op.array)
    if isinstance(op, ReadVariable):
        return writer.add_array(np.asarray(op.variable.numpy()), op.variable.path)
    inputs = [writer.name_of(t) for t in node.inputs]
    known = _computed(writer, node, inputs)
    if known is not None:
        return tuple(writer.constant(a, name=op.name) for a in known)
    convert = CONVERSIONS.find(node)
    if convert is None:
        raise NotImplementedError(
            describe(
                f"{op.name} has no counterpart in ONNX that is known here",
                {"op": repr(op), "output": node.specs[0]},
                "compute it before or after the model that is exported",
                str(node.origin),
            )
        )
    return convert(writer, node, *inputs)


def _computed(writer: Writer, node: Node, inputs: list[str]) -> tuple[Any, ...] | None:
    """The values of a node that follows from weights and constants alone."""
    op = node.op
    if isinstance(op, (*LEAVES, SizeValue, BroadcastTo)) or op.is_unique:
        return None
    if not inputs or bodies_of(op) or not all(n in writer.known for n in inputs):
        return None
    if op.symbols() or not all(spec.is_static for spec in node.specs):
        return None
    if is_kept_in_bytes(node):
        return None
    with np.errstate(all="ignore"):
        results = op.kernel(*[writer.known[n] for n in inputs])
    results = results if isinstance(results, tuple) else (results,)
    return tuple(np.asarray(a, order="C") for a in results)
