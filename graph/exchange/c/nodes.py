"""Nodes in order: views cost nothing, elementwise chains become one loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NoReturn

import numpy as np

from graph.engines.native.planning.viewing import is_view_op, view_through
from graph.exchange.c.expressions import expression
from graph.exchange.c.table import STATEMENTS
from graph.exchange.c.writer import CWriter
from graph.ir.errors import describe
from graph.ir.leaves import Constant, ReadVariable, SizeValue
from graph.ir.node import Node
from graph.ir.tensor import SymbolicTensor

#: nodes that one loop computes at most
LONGEST = 24


def write_nodes(
    writer: CWriter, nodes: Iterable[Node], roots: Collection[SymbolicTensor]
) -> None:
    """Writes nodes, inputs before users; the roots get memory."""
    nodes = list(nodes)
    users = Counter(t.node for n in nodes for t in n.inputs)
    wanted = {t.node for t in roots}
    reader = {t.node: n for n in nodes for t in n.inputs}
    lengths: Counter[Any] = Counter()
    for node in nodes:
        if (node, 0) in writer.views:
            continue
        lengths[node] = 1 + sum(lengths[t.node] for t in node.inputs
                                if t.node in writer.pending)  # fmt: skip
        if node.op.is_elementwise:
            then = reader.get(node)
            waits = (
                node not in wanted
                and users[node] == 1
                and then.op.is_elementwise
                and then.specs[0].shape == node.specs[0].shape
                and lengths[node] < LONGEST
            )
            if waits:
                writer.pending.add(node)
            else:
                _write_loop(writer, node)
        else:
            _write(writer, node)


def _write_loop(writer: CWriter, node: Node) -> None:
    view = writer.make(node)
    with writer.loops(view.shape) as indices:
        writer.line(f"{writer.at(view, indices)} = {_computed(writer, node, indices)};")


def _computed(writer: CWriter, node: Node, indices: Sequence[str]) -> str:
    """An element of an elementwise node, and of what was left to it."""
    operands = [
        _computed(writer, t.node, indices)
        if t.node in writer.pending
        else writer.at(writer.view(t), indices)
        for t in node.inputs
    ]
    text = expression(writer, node, *operands)
    return _refuse(node) if text is None else text


def _write(writer: CWriter, node: Node) -> None:
    op = node.op
    if isinstance(op, Constant):
        writer.set_view(node, writer.constant(op.array))
    elif isinstance(op, ReadVariable):
        writer.set_view(node, writer.constant(np.asarray(op.variable.numpy())))
    elif isinstance(op, SizeValue):
        writer.set_view(node, writer.constant(np.int64(op.size)))
    elif is_view_op(op):
        view = writer.view(node.inputs[0])
        seen = view_through(node, view)
        if seen is None:
            seen = view_through(node, writer.compact(view))
        writer.set_view(node, seen)
    else:
        write = STATEMENTS.find(node)
        if write is None:
            _refuse(node)
        with writer.block(""):  # its names are its own
            write(writer, node, *map(writer.view, node.inputs))


def _refuse(node: Node) -> NoReturn:
    raise NotImplementedError(
        describe(
            f"{node.op.name} is not written in C",
            {"op": repr(node.op), "output": node.specs[0]},
            "export to ONNX, or compute it outside of the model",
            str(node.origin),
        )
    )
