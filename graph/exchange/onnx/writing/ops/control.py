"""Loops and branches: their bodies become graphs inside the node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import GraphProto, helper

from graph.exchange.onnx.writing.nodes import write_nodes
from graph.exchange.onnx.writing.ops.movement import flipped
from graph.exchange.onnx.writing.table import converts
from graph.exchange.onnx.writing.writer import Writer, value_info
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch
from graph.ops.control.while_op import WhileLoop

if TYPE_CHECKING:
    from graph.ir.node import Node


SCALAR, VERDICT = Spec(np.int64), Spec(np.bool_)


class BodyWriter(Writer):
    """The writer of a body, with what it declares as inputs and outputs."""

    def __init__(self, outer: Writer) -> None:
        super().__init__(outer)
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []

    def add_input(self, label: str, spec: Spec) -> str:
        name = self.new_name(label)
        self.inputs.append(value_info(name, spec))
        return name

    def add_output(self, name: str, spec: Spec) -> None:
        """Gives a value out: under a name of its own, as ONNX wants it."""
        own = self.op("Identity", name)
        self.outputs.append(value_info(own, spec))

    def finish(self, label: str) -> GraphProto:
        return helper.make_graph(self.nodes, label, self.inputs, self.outputs)


def inline(writer: Writer, body: Subgraph, names: Sequence[str]) -> list[str]:
    """Writes the nodes of a body with these parameters; the names of its outputs."""
    inside = [p.node for p in body.params]
    for node, name in zip(inside, names):
        writer.set_names(node, name)
    write_nodes(writer, body.nodes)
    results = [writer.name_of(t) for t in body.outputs]
    for node in {*inside, *body.nodes}:  # it may be written again, from other values
        for index in range(len(node.specs)):
            writer.values.pop((node, index), None)
    return results


@converts(Scan)
def scan(writer: Writer, node: Node, *inputs: str) -> list[str]:
    op = node.op
    if op.scanned and not op.stops:
        return _scan(writer, node, inputs)
    return _loop(writer, node, inputs)


def _scan(writer: Writer, node: Node, inputs: tuple[str, ...]) -> list[str]:
    """A loop over rows is a Scan."""
    op, body = node.op, node.op.body
    inner, rows = BodyWriter(writer), op.carries + op.scanned
    specs = [p.spec for p in body.params]
    own = [inner.add_input("given", spec) for spec in specs[:rows]]
    names = inline(inner, body, [*own, *inputs[rows:]])
    for name, spec in zip(names, body.output_specs):
        inner.add_output(name, spec)
    ways = {"scan_input_directions": op.scanned}
    ways["scan_output_directions"] = len(body.outputs) - op.carries
    back = {name: [1] * n for name, n in ways.items() if n and op.reverse}
    return writer.ops(
        "Scan",
        inputs[:rows],
        len(body.outputs),
        body=inner.finish("scan_body"),
        num_scan_inputs=op.scanned,
        **back,
    )


def _loop(writer: Any, node: Any, inputs: Any) -> Any:
    """A loop without rows, or one that may stop, is a Loop that takes rows itself."""
    op, body = node.op, node.op.body
    count, rows = op.carries, op.carries + op.scanned
    inner, length = BodyWriter(writer), writer.sizes.scalar(op.length)
    number = inner.add_input("number", SCALAR)
    inner.add_input("holds", VERDICT)
    carries = [inner.add_input("carry", p.spec) for p in body.params[:count]]
    if op.reverse:
        last = inner.op("Sub", length, inner.constant(1, np.int64))
        number = inner.op("Sub", last, number)
    taken = [inner.op("Gather", x, number, axis=0) for x in inputs[count:rows]]
    names = inline(inner, body, [*carries, *taken, *inputs[rows:]])
    inner.add_output(names[0] if op.stops else inner.constant(True), VERDICT)
    for name, spec in zip(names, body.output_specs):
        inner.add_output(name, spec)
    start = inputs[0] if op.stops else writer.constant(True)
    results = writer.ops(
        "Loop",
        (length, start, *inputs[:count]),
        len(names),
        body=inner.finish("loop_body"),
    )
    ys = [_completed(writer, y, spec, op, length)
          for y, spec in zip(results[count:], body.output_specs[count:])]  # fmt: skip
    return [*results[:count], *ys]


def _completed(writer: Any, y: Any, spec: Any, op: Any, length: Any) -> Any:
    """Rows of results in their order, with 0 where the loop has stopped before."""
    if op.stops:
        made = writer.op("Shape", y, start=0, end=1)
        rest = writer.op("Sub", writer.op("Unsqueeze", length, writer.axes(0)), made)
        behind = writer.constant([0] * spec.rank, np.int64)
        before = writer.constant([0] * (spec.rank + 1), np.int64)
        pads = writer.op("Concat", before, rest, behind, axis=0)
        y = writer.op("Pad", y, pads, writer.like(0, spec))
    return flipped(writer, y, (0,)) if op.reverse else y


@converts(WhileLoop)
def while_loop(writer: Writer, node: Node, *inputs: str) -> list[str]:
    op = node.op
    count = op.carries
    before = inline(writer, op.condition, inputs)[0]
    inner = BodyWriter(writer)
    inner.add_input("number", SCALAR)
    inner.add_input("holds", VERDICT)
    carries = [inner.add_input("carry", p.spec) for p in op.body.params[:count]]
    names = inline(inner, op.body, [*carries, *inputs[count:]])
    goes_on = inline(inner, op.condition, [*names, *inputs[count:]])[0]
    inner.add_output(goes_on, VERDICT)
    for name, spec in zip(names, op.body.output_specs):
        inner.add_output(name, spec)
    start = ("", before, *inputs[:count])
    return writer.ops("Loop", start, count, body=inner.finish("while_body"))


@converts(Switch)
def switch(writer: Writer, node: Node, index: str, *captured: str) -> list[str]:
    """One If after the other; the last branch is taken where none before is."""
    dtype = node.inputs[0].spec.dtype
    if dtype.kind == "b":  # false is the first branch, true the second
        index = writer.cast(index, np.int32)
    index = writer.cast(index, np.int64)
    return _choice(writer, node.op.branches, index, captured)


def _choice(
    writer: Writer,
    branches: tuple[Subgraph, ...],
    index: str,
    captured: tuple[str, ...],
) -> list[str]:
    """The outputs of the first branch where the index is 0 or less, and so on."""
    if len(branches) == 1:
        return inline(writer, branches[0], captured)
    is_first = writer.op("LessOrEqual", index, writer.constant(0, np.int64))
    yes, no = BodyWriter(writer), BodyWriter(writer)
    left = no.op("Sub", index, no.constant(1, np.int64))
    specs = branches[0].output_specs
    for inner, names in (
        (yes, inline(yes, branches[0], captured)),
        (no, _choice(no, branches[1:], left, captured)),
    ):
        for name, spec in zip(names, specs):
            inner.add_output(name, spec)
    return writer.ops(
        "If",
        (is_first,),
        len(specs),
        then_branch=yes.finish("then"),
        else_branch=no.finish("otherwise"),
    )
