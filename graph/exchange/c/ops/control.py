"""Loops and branches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.engines.native.views import View
from graph.exchange.c.nodes import write_nodes
from graph.exchange.c.table import writes
from graph.exchange.c.writer import CWriter
from graph.ir.subgraph import Subgraph
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch
from graph.ops.control.while_op import WhileLoop


def inline(writer: CWriter, body: Subgraph, views: Sequence[View]) -> list[View]:
    """Writes a body whose parameters stand at these views; gives its outputs."""
    params = [p.node for p in body.params]
    for node, view in zip(params, views):
        writer.set_view(node, view)
    write_nodes(writer, body.nodes, body.outputs)
    results = [writer.view(t) for t in body.outputs]
    for node in (*params, *body.nodes):  # it may be written again, on other values
        writer.pending.discard(node)
        for index in range(len(node.specs)):
            writer.views.pop((node, index), None)
    return results


def _own(writer: CWriter, views: Sequence[View]) -> list[View]:
    """Copies that a loop may write to."""
    made = [writer.make_buffer(v.dtype, v.shape) for v in views]
    for view, target in zip(views, made):
        writer.copy(view, target)
    return made


def _store(writer: CWriter, values: Sequence[View], targets: Sequence[View]) -> None:
    """Writes new carries over the old ones, which other new ones may still read."""
    held = _own(writer, values) if len(values) > 1 else values
    for value, target in zip(held, targets):
        writer.copy(value, target)


@writes(Scan)
def scan(writer: CWriter, node: Any, *views: Any) -> None:
    op = node.op
    count, rows = op.carries, op.carries + op.scanned
    ys = [writer.make(node, i) for i in range(count, len(node.specs))]
    for y in ys if op.stops else ():
        with writer.loops(y.shape) as i:
            writer.line(f"{writer.at(y, i)} = 0;")
    carries = _own(writer, views[:count])
    step, last = writer.new_index("t"), op.length - 1
    with writer.block(f"for (int {step} = 0; {step} < {op.length}; ++{step})"):
        if op.stops:
            writer.line(f"if (!{writer.at(carries[0], [])}) break;")
        row = writer.new_index("t")
        place = f"{last} - {step}" if op.reverse else step
        writer.line(f"const int {row} = {place};")
        taken = []
        for x in views[count:rows]:
            target = writer.make_buffer(x.dtype, x.shape[1:])
            with writer.loops(x.shape[1:]) as i:
                writer.line(f"{writer.at(target, i)} = {writer.at(x, [row, *i])};")
            taken.append(target)
        results = inline(writer, op.body, [*carries, *taken, *views[rows:]])
        for value, y in zip(results[count:], ys):
            writer.copy(value, y, [row])
        _store(writer, results[:count], carries)
    for index, view in enumerate(carries):
        writer.set_view(node, view, index)


@writes(WhileLoop)
def while_loop(writer: CWriter, node: Any, *views: Any) -> None:
    op = node.op
    carries, captured = _own(writer, views[: op.carries]), views[op.carries :]
    with writer.block("for (;;)"):
        (holds,) = inline(writer, op.condition, [*carries, *captured])
        writer.line(f"if (!{writer.at(holds, [])}) break;")
        results = inline(writer, op.body, [*carries, *captured])
        _store(writer, results, carries)
    for index, view in enumerate(carries):
        writer.set_view(node, view, index)


@writes(Switch)
def switch(writer: CWriter, node: Any, index: Any, *captured: Any) -> None:
    made = [writer.make(node, i) for i in range(len(node.specs))]
    branches = node.op.branches
    for number, branch in enumerate(branches):
        chosen = writer.at(index, [])
        if number == 0:
            head = f"if ({chosen} <= 0)"
        elif number == len(branches) - 1:
            head = f"if ({chosen} >= {number})"
        else:
            head = f"if ({chosen} == {number})"
        with writer.block(head):
            for value, target in zip(inline(writer, branch, captured), made):
                writer.copy(value, target)
