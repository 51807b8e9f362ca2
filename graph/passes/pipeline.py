"""The passes, in the order in which every program goes through them."""

from __future__ import annotations

from collections.abc import Callable

from graph.ir.program import Program
from graph.ir.verifier import verify
from graph.passes.algebra import algebra_rules
from graph.passes.fold import fold_rules, merge_constants
from graph.passes.markers import marker_rules

Pass = Callable[[Program], Program]

#: Identical nodes are shared when they are rebuilt (`graph.ir.node.make_node`), and
#: what no root reaches is never visited: merging and dead code need no own pass.
PIPELINE: tuple[Pass, ...] = (
    marker_rules,
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
    for rewrite in PIPELINE:
        program = rewrite(program)
        if check:
            verify(program.roots, program.inputs)
    return program
