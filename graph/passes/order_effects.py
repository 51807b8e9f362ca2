"""Effects run in the order in which they were applied."""

from __future__ import annotations

from typing import Any

from graph.ir.barrier import after
from graph.ir.node import in_program_order, with_inputs
from graph.ir.origin import made_for
from graph.ir.program import Program
from graph.ops.control.scan_op import Scan
from graph.passes.merge_scans import scan_key
from graph.passes.rewriting import Replacements


def order_effects(program: Program) -> Program:
    """The program in which each effect waits for the one applied before it.

    Nodes are numbered as they are made, so their numbers are the program's order.
    """
    if sum(node.op.has_effect for node in program.nodes()) < 2:
        return program
    new_of = Replacements(program)
    scans: dict[tuple[Any, ...], list[Any]] = {}
    last = None
    for node in in_program_order(program.nodes()):
        inputs = new_of.all(node.inputs)
        if isinstance(node.op, Scan) and scan_key(node) in scans:
            inputs = scans[scan_key(node)]  # they run as one
        elif node.op.has_effect and inputs and last is not None:
            with made_for(node.origin):
                inputs[0] = after(inputs[0], last)
        if isinstance(node.op, Scan):
            scans.setdefault(scan_key(node), inputs)
        new = with_inputs(node, inputs)
        if node.op.has_effect:
            last = new.output()
        if new is not node:
            new_of.set(node, new.outputs())
    return program.with_roots(new_of.all(program.roots))
