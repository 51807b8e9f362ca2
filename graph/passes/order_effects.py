"""Effects run in the order in which they were applied."""

from __future__ import annotations

from graph.ir.barrier import after
from graph.ir.node import in_program_order, make_node
from graph.ir.origin import made_for
from graph.ir.program import Program
from graph.ops.control.scan_op import Scan
from graph.passes.merge_scans import scan_key


def order_effects(program: Program) -> Program:
    """The program in which each effect waits for the one applied before it.

    Nodes are numbered as they are made, so their numbers are the program's order.
    """
    nodes = in_program_order(program.nodes())
    if sum(node.op.has_effect for node in nodes) < 2:
        return program
    memo: dict = {(t.node, t.index): t for t in program.inputs}
    scans: dict[tuple, list] = {}
    last = None
    for node in nodes:
        inputs = [memo[t.node, t.index] for t in node.inputs]
        if isinstance(node.op, Scan) and scan_key(node) in scans:
            inputs = scans[scan_key(node)]  # they run as one
        elif node.op.has_effect and inputs and last is not None:
            with made_for(node.origin):
                inputs[0] = after(inputs[0], last)
        if isinstance(node.op, Scan):
            scans.setdefault(scan_key(node), inputs)
        same = all(a is b for a, b in zip(inputs, node.inputs))
        new = node if same else make_node(node.op, inputs, node.origin)
        if node.op.has_effect:
            last = new.output()
        for index in range(len(node.specs)):
            memo.setdefault((node, index), new.output(index))
    return program.with_roots([memo[t.node, t.index] for t in program.roots])
