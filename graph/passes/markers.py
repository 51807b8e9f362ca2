"""Nodes that only carry information for gradients, layers or assignment: removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.passes.rewriting import RuleTable

if TYPE_CHECKING:
    from graph.ir.node import Node


marker_rules = RuleTable("remove_markers", several=True)


@marker_rules.on()
def remove_marker(node: Node) -> Any:
    """An op that hands its first inputs on unchanged is those inputs."""
    return node.inputs[: len(node.specs)] if node.op.is_marker else None
