"""Outputs that nobody reads, and inputs that no body needs, leave ops with bodies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.node import make_node, reachable
from graph.ir.op import Op
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch
from graph.ops.control.while_op import WhileLoop

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.tensor import SymbolicTensor


#: an op, the places of the inputs that it keeps, and for each old output its new place
Pruned = tuple[Op, Sequence[int], dict[int, int]]


def prune_bodies(program: Program) -> Program:
    """The program with every op with bodies as small as its users allow."""
    nodes = program.nodes()
    if not any(type(node.op) in RULES for node in nodes):
        return program
    kept = _plan(program, nodes)
    memo: dict[Any, Any] = {(t.node, t.index): t for t in program.inputs}
    for node in nodes:
        if node not in kept:
            continue
        op, inputs, places = kept[node]
        tensors = [memo[node.inputs[i].node, node.inputs[i].index] for i in inputs]
        same = op is node.op and all(a is b for a, b in zip(tensors, node.inputs))
        new = node if same else make_node(op, tensors, node.origin)
        for old, place in places.items():
            memo.setdefault((node, old), new.output(place))
    return program.with_roots([memo[t.node, t.index] for t in program.roots])


def _plan(
    program: Program, nodes: Sequence[Node]
) -> dict[Node, tuple[Op, list[int] | range, dict[int, int]]]:
    """What stays of each node that is used, users first."""
    used = {(t.node, t.index) for t in program.roots}
    kept: dict[Any, Any] = {}
    for node in reversed(nodes):
        live = [i for i in range(len(node.specs)) if (node, i) in used]
        if not live:
            continue
        rule = RULES.get(type(node.op))
        if rule is None:
            everything = {i: i for i in range(len(node.specs))}
            kept[node] = node.op, range(len(node.inputs)), everything
        else:
            kept[node] = rule(node.op, live)
        used |= {(node.inputs[i].node, node.inputs[i].index) for i in kept[node][1]}
    return kept


def _needed(
    outputs: Sequence[SymbolicTensor], params: tuple[SymbolicTensor, ...]
) -> set[int]:
    """The places of the parameters that the outputs need."""
    nodes = set(reachable(outputs, stop=())) if outputs else set()
    return {i for i, param in enumerate(params) if param.node in nodes}


def _needed_carries(
    live: set[int],
    outputs: tuple[SymbolicTensor, ...],
    params: tuple[SymbolicTensor, ...],
    count: int,
) -> set[int]:
    """The carries that some live output needs, now or in a later step."""
    while True:
        needed = _needed([outputs[i] for i in live], params)
        more = {i for i in needed if i < count}
        if more <= live:
            return live
        live = live | more


def prune_scan(op: Scan, live: Sequence[int]) -> Pruned:
    """Drops carries, ys, rows and captured values; equal ys become one."""
    outputs, params = op.body.outputs, op.body.params
    count = op.carries
    alive = {0} if op.stops else set()
    live = sorted(_needed_carries({*live, *alive}, outputs, params, count))
    carries = [i for i in live if i < count]
    first_of: dict[Any, Any] = {}
    for i in live[len(carries) :]:
        first_of.setdefault(outputs[i], i)
    stacked = list(first_of.values())
    inputs = sorted(
        {*carries, *(i for i in _needed([outputs[i] for i in live], params))}
    )
    rows = sum(count <= i < count + op.scanned for i in inputs)
    new_place = {old: new for new, old in enumerate([*carries, *stacked])}
    places = {i: new_place[i if i < count else first_of[outputs[i]]] for i in live}
    if len(inputs) == len(params) and len(new_place) == len(outputs):
        return op, inputs, places
    body = Subgraph([params[i] for i in inputs], [outputs[i] for i in new_place])
    pruned = Scan(body, len(carries), rows, op.length, op.reverse, op.stops)
    return pruned, inputs, places


def prune_while(op: WhileLoop, live: Sequence[int]) -> Pruned:
    """Drops carries that neither the condition nor a live carry needs."""
    outputs, params = op.body.outputs, op.body.params
    tested = _needed(op.condition.outputs, op.condition.params)
    count = op.carries
    start = {*live, *(i for i in tested if i < count)}
    carries = sorted(_needed_carries(start, outputs, params, count))
    needed = _needed([outputs[i] for i in carries], params)
    inputs = sorted({*carries, *tested, *needed})
    places = {old: new for new, old in enumerate(carries)}
    if len(inputs) == len(params):
        return op, inputs, places
    condition = op.condition
    condition = Subgraph([condition.params[i] for i in inputs], condition.outputs)
    body = Subgraph([params[i] for i in inputs], [outputs[i] for i in carries])
    return WhileLoop(condition, body, len(carries)), inputs, places


def prune_switch(op: Switch, live: Sequence[int]) -> Pruned:
    """Drops outputs, and captured values that no branch needs."""
    needed = set().union(
        *(_needed([b.outputs[i] for i in live], b.params) for b in op.branches)
    )
    inputs = [0, *(1 + i for i in sorted(needed))]
    places = {old: new for new, old in enumerate(live)}
    first = op.branches[0]
    if len(inputs) == 1 + len(first.params) and len(live) == len(first.outputs):
        return op, inputs, places
    branches = tuple(
        Subgraph([b.params[i] for i in sorted(needed)], [b.outputs[i] for i in live])
        for b in op.branches
    )
    return Switch(branches), inputs, places


RULES: dict[type[Op], Callable[..., Any]] = {
    Scan: prune_scan,
    WhileLoop: prune_while,
    Switch: prune_switch,
}
