"""bfloat16 in programs: computed with in float32, rounded by a cast after each op."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import apply, as_symbolic
from graph.ir.dtypes import is_bfloat16
from graph.ir.program import Program
from graph.ir.widening import WIDE, computes
from graph.ops.elementwise.cast import Cast, cast
from graph.passes.rewriting import RuleTable

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.tensor import SymbolicTensor


_rules = RuleTable("widen_bfloat16", several=True)


@_rules.on()
def _widen(node: Node) -> tuple[SymbolicTensor, ...] | None:
    """f(x) becomes cast(f(cast(x, float32)), bfloat16)."""
    op = node.op
    if isinstance(op, Cast) or not node.inputs or not computes(op):
        return None
    narrow = [is_bfloat16(x.dtype) for x in node.inputs]
    if not any(narrow):
        return None
    wide = [cast(x, WIDE) if n else x for x, n in zip(node.inputs, narrow)]
    results = apply(op, *wide)
    ys = results if isinstance(results, tuple) else (results,)
    return tuple(as_symbolic(cast(y, s.dtype)) for y, s in zip(ys, node.specs))


def widen_bfloat16(program: Program) -> Program:
    """The program in which only casts and ops that move numbers see bfloat16."""
    if not any(is_bfloat16(s.dtype) for n in program.nodes() for s in n.specs):
        return program
    return _rules(program)
