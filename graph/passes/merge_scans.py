"""Scans that run the same steps become one that gives the outputs of all.

A gradient builds a scan again with more of its values stacked; this pass makes the two
one, so that the steps run once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.ir.node import Node, make_node
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph
from graph.ops.control.scan_op import Scan


def merge_scans(program: Program) -> Program:
    """The program with each group of equal scans made one.

    Scans are equal when they have the same inputs and settings, and bodies over the
    same parameters with the same next carries; what they stack may differ.
    """
    while True:
        groups: dict[tuple[Any, ...], list[Node]] = {}
        for node in program.nodes():
            if isinstance(node.op, Scan):
                groups.setdefault(scan_key(node), []).append(node)
        several = [group for group in groups.values() if len(group) > 1]
        if not several:
            return program
        program = _merged(program, several)


def scan_key(node: Node) -> tuple[int | tuple[Node, int], ...]:
    """What scans that run the same steps have in common."""
    op = node.op
    carried = [(t.node, t.index) for t in op.body.outputs[: op.carries]]
    settings = [getattr(op, name) for name in op.props if name != "body"]
    return (*map(id, node.inputs), *map(id, op.body.params), *carried, *settings)


def _merged(program: Program, groups: Sequence[list[Node]]) -> Program:
    """The program rebuilt with the first scan of each group in place of all."""
    group_of = {node: group for group in groups for node in group}
    memo: dict[Any, Any] = {(t.node, t.index): t for t in program.inputs}
    for node in program.nodes():
        if (node, 0) in memo and node in group_of:
            continue
        inputs = [memo[t.node, t.index] for t in node.inputs]
        group = group_of.get(node, [node])
        op, places = _union(group) if len(group) > 1 else (node.op, None)
        new = make_node(op, inputs, node.origin)
        for member in group:
            for index in range(len(member.specs)):
                place = index if places is None else places[member][index]
                memo.setdefault((member, index), new.output(place))
    return program.with_roots([memo[t.node, t.index] for t in program.roots])


def _union(group: list[Node]) -> tuple[Scan, dict[Node, list[int]]]:
    """One scan with all that a group stacks, and where each finds its outputs."""
    first = group[0].op
    carries = first.carries
    carried = first.body.outputs[:carries]
    stacked = list(
        dict.fromkeys(t for node in group for t in node.op.body.outputs[carries:])
    )
    place_of = {t: carries + i for i, t in enumerate(stacked)}
    body = Subgraph(first.body.params, [*carried, *stacked])
    settings = [getattr(first, name) for name in first.props if name != "body"]
    places = {
        node: [*range(carries), *(place_of[t] for t in node.op.body.outputs[carries:])]
        for node in group
    }
    return Scan(body, *settings), places
