"""Attention written out: C has no op for it."""

from __future__ import annotations

from typing import Any

from graph.ir.program import Program
from graph.ops.contraction.einsum import einsum
from graph.ops.nn.scaled_attention import ScaledDotProductAttention
from graph.passes.rewriting import RuleTable, apply_rules

_rules = RuleTable("expand_attention", several=True)


@_rules.on(ScaledDotProductAttention)
def _written_out(node: Any) -> Any:
    """Its result by all scores; what only gradients need stays with the node."""
    query, key, value, *masks = node.inputs
    weights = node.op.weights(query, key, masks)
    y = einsum("bnts,bsnh->btnh", weights, value)
    return (y, *node.outputs()[1:])


def expand_attention(program: Program) -> Program:
    return apply_rules(program, _rules)
