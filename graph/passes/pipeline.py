"""The passes, in the order in which every program goes through them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from graph.ir.node import Node, make_node
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph, bodies_of
from graph.ir.verifier import verify
from graph.passes.algebra import algebra_rules
from graph.passes.fold import fold_rules, merge_constants, merge_rules
from graph.passes.markers import marker_rules
from graph.passes.merge_scans import merge_scans
from graph.passes.order_effects import order_effects
from graph.passes.prune_bodies import prune_bodies
from graph.passes.rewriting import Replacements, apply_rules
from graph.passes.seal_inputs import seal_inputs
from graph.passes.widen_bfloat16 import widen_bfloat16

if TYPE_CHECKING:
    from graph.ir.dims import Size


Pass = Callable[[Program], Program]


class Simplifier:
    """Removes markers, computes what is known, and simplifies by algebra.

    It may be called again with what became of the program: what no rule has fitted it
    does not look at twice.
    """

    def __init__(self) -> None:
        self._tables = marker_rules, merge_rules(), fold_rules, algebra_rules
        self._settled: set[Node] = set()

    def __call__(self, program: Program) -> Program:
        return apply_rules(program, *self._tables, settled=self._settled)


def passes() -> tuple[Pass, ...]:
    """What one program goes through.

    Identical nodes are shared when they are rebuilt (`graph.ir.node.make_node`), and
    what no root reaches is never visited: merging and dead code need no own pass.
    """
    simplify = Simplifier()
    return (
        order_effects,
        seal_inputs,
        widen_bfloat16,
        simplify,
        merge_scans,
        prune_bodies,
        simplify,
        merge_constants,
    )


def run_passes(program: Program, check: bool = False) -> Program:
    """The program after all passes.

    Args:
        program: what to rewrite.
        check: whether the verifier runs between passes, as it does in tests.
    """
    bodies = partial(optimize_bodies, check=check)
    rewrites: list[Callable[[Program], Program]] = [*passes(), bodies, prune_bodies]
    for rewrite in rewrites:
        program = rewrite(program)
        if check:
            verify(program.roots, program.inputs)
    return program


def optimize_bodies(program: Program, check: bool = False) -> Program:
    """The program with the bodies of its ops gone through all passes, once."""

    def optimized(value: Size | Subgraph) -> Size | Subgraph:
        return _passed(value, check) if isinstance(value, Subgraph) else value

    new_of = Replacements(program)
    for node in program.nodes():
        new = new_of.rebuilt(node)
        if bodies_of(node.op):
            new = make_node(node.op.map_props(optimized), new.inputs, node.origin)
        if new is not node:
            new_of.set(node, new.outputs())
    return program.with_roots(new_of.all(program.roots))


#: bodies that passes have made, and what they have made of others
_PASSED: WeakKeyDictionary[Subgraph, Subgraph | None] = WeakKeyDictionary()


def _passed(body: Subgraph, check: bool) -> Subgraph:
    if body not in _PASSED:
        program = run_passes(Program(body.params, body.outputs), check)
        made = Subgraph(program.inputs, program.outputs)
        _PASSED[body] = made
        _PASSED[made] = None
    found = _PASSED[body]
    return body if found is None else found
