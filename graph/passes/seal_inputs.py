"""Fed tensors become placeholders, so that no rule looks at what they were made of."""

from __future__ import annotations

from graph.ir.leaves import Placeholder
from graph.ir.node import make_node
from graph.ir.program import Program
from graph.ir.subgraph import substitute


def seal_inputs(program: Program) -> Program:
    """The program with a placeholder for each input that is not one."""
    sealed = {
        t: make_node(Placeholder(t.dtype, t.spec.shape, t.name), (), t.node.origin)
        for t in program.inputs
        if not isinstance(t.op, Placeholder)
    }
    if not sealed:
        return program
    replaced = {t: node.output() for t, node in sealed.items()}
    inputs = [replaced.get(t, t) for t in program.inputs]
    roots = substitute(program.roots, replaced)
    return Program(inputs, program.outputs, program.updates).with_roots(roots)
