"""Tensors of a graph as a model of ONNX."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from onnx import GraphProto, ModelProto, NodeProto, helper

from graph.exchange.onnx.writing import ops
from graph.exchange.onnx.writing.nodes import write_nodes
from graph.exchange.onnx.writing.writer import Writer, initializer, value_info
from graph.ir.dispatch import as_symbolic
from graph.ir.program import Program
from graph.ir.tensor import SymbolicTensor
from graph.passes.pipeline import run_passes

for _module in pkgutil.iter_modules(ops.__path__):  # they fill the table
    importlib.import_module(f"{ops.__name__}.{_module.name}")

#: the operator set that is written: of 2022, which every runtime of today has
OPSET, FORMAT = 18, 9


def onnx_model(
    inputs: Sequence[SymbolicTensor],
    outputs: Sequence[SymbolicTensor],
    input_names: Sequence[str],
    output_names: Sequence[str],
    name: str = "graph",
) -> ModelProto:
    """The computation of outputs from inputs; variables become constants.

    See `graph.to_onnx`.
    """
    program = run_passes(Program(inputs, list(map(as_symbolic, outputs))))
    writer = Writer()
    for tensor, label in zip(inputs, input_names):
        name_here = writer.new_name(label)
        writer.values[tensor.node, tensor.index] = name_here
        writer.sizes.add_input(tensor, name_here)
    # outputs have their names before anything else may take them
    labels = [writer.new_name(label) for label in output_names]
    write_nodes(writer, program.nodes())
    nodes = list(writer.nodes)
    for tensor, label in zip(program.outputs, labels):
        nodes.append(
            helper.make_node("Identity", [writer.name_of(tensor)], [label], label)
        )
    nodes = _used(nodes, labels)
    read = {name for node in nodes for name in _reads(node)}
    proto = helper.make_graph(
        nodes,
        name,
        [value_info(n, t.spec) for n, t in zip(input_names, inputs)],
        [value_info(n, t.spec) for n, t in zip(labels, program.outputs)],
        [initializer(n, a) for n, a in writer.arrays.items() if n in read],
    )
    return helper.make_model(
        proto,
        producer_name="kerasish",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=FORMAT,
    )


def _used(nodes: Sequence[NodeProto], wanted: Sequence[str]) -> list[NodeProto]:
    """The nodes whose results something needs."""
    needed, kept = set(wanted), []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(_reads(node))
            kept.append(node)
    return kept[::-1]


def _reads(node: NodeProto) -> set[str]:
    """The names that a node reads, in its bodies, too."""
    names = set(node.input)
    for attribute in node.attribute:
        for body in (attribute.g, *attribute.graphs):
            names |= _read_in(body)
    return names


def _read_in(body: GraphProto) -> set[str]:
    names = {output.name for output in body.output}
    return names.union(*(_reads(node) for node in body.node))
