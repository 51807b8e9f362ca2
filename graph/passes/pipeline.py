"""The passes, in the order in which every program goes through them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from graph.ir.node import make_node
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph, bodies_of
from graph.ir.verifier import verify
from graph.passes.algebra import algebra_rules
from graph.passes.fold import fold_rules, merge_constants
from graph.passes.markers import marker_rules
from graph.passes.merge_scans import merge_scans
from graph.passes.order_effects import order_effects
from graph.passes.prune_bodies import prune_bodies
from graph.passes.seal_inputs import seal_inputs

Pass = Callable[[Program], Program]

#: Identical nodes are shared when they are rebuilt (`graph.ir.node.make_node`), and
#: what no root reaches is never visited: merging and dead code need no own pass.
PIPELINE: tuple[Pass, ...] = (
    order_effects,
    seal_inputs,
    marker_rules,
    merge_scans,
    prune_bodies,
    merge_constants,
    fold_rules,
    algebra_rules,
    fold_rules,
    algebra_rules,
    merge_constants,
)


def run_passes(program: Program, check: bool = False) -> Program:
    """The program after all passes.

    Args:
        program: what to rewrite.
        check: whether the verifier runs between passes, as it does in tests.
    """
    for rewrite in (*PIPELINE, partial(optimize_bodies, check=check), prune_bodies):
        program = rewrite(program)
        if check:
            verify(program.roots, program.inputs)
    return program


def optimize_bodies(program: Program, check: bool = False) -> Program:
    """The program with the bodies of its ops gone through all passes, once."""

    def optimized(value):
        return _passed(value, check) if isinstance(value, Subgraph) else value

    memo: dict = {(t.node, t.index): t for t in program.inputs}
    for node in program.nodes():
        inputs = [memo[t.node, t.index] for t in node.inputs]
        op = node.op.map_props(optimized) if bodies_of(node.op) else node.op
        same = op is node.op and all(a is b for a, b in zip(inputs, node.inputs))
        new = node if same else make_node(op, inputs, node.origin)
        for index in range(len(node.specs)):
            memo.setdefault((node, index), new.output(index))
    return program.with_roots([memo[t.node, t.index] for t in program.roots])


#: bodies that passes have made, and what they have made of others
_PASSED: WeakKeyDictionary[Subgraph, Subgraph | None] = WeakKeyDictionary()


def _passed(body: Subgraph, check: bool) -> Subgraph:
    if body not in _PASSED:
        program = run_passes(Program(body.params, body.outputs), check)
        _PASSED[body] = Subgraph(program.inputs, program.outputs)
        _PASSED[_PASSED[body]] = None
    found = _PASSED[body]
    return body if found is None else found
