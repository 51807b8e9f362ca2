"""Nodes that only carry information for gradients, layers or assignment: removed."""

from __future__ import annotations

from graph.passes.rewriting import RuleTable

marker_rules = RuleTable("remove_markers")


@marker_rules.on()
def remove_marker(node):
    """An op that hands its first input on unchanged is that input."""
    return node.inputs[0] if node.op.is_marker else None
