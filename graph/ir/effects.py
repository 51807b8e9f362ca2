"""What runs a second time, for a gradient, without what it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graph.ir.barrier import Barrier
from graph.ir.node import Node, in_program_order, make_node, reachable
from graph.ir.op import Op
from graph.ir.subgraph import Subgraph
from graph.ir.tensor import SymbolicTensor


def without_prints(body: Subgraph) -> Subgraph:
    """The body, and those in it, with its first input in place of each effect that
    only hands that on.

    A gradient that computes a body again must not print again.
    """
    if not body.has_effects:
        return body
    return Subgraph(body.params, _rebuilt(body.outputs, body.params, _hands_on))


def with_quiet_loops(
    outputs: Sequence[SymbolicTensor], given: Iterable[Node]
) -> list[SymbolicTensor]:
    """The outputs with `without_prints` in the bodies of all loops and branches.

    Args:
        outputs: tensors.
        given: nodes that stay as they are, with all behind them.
    """
    tensors = [t for node in given for t in node.outputs()]
    return _rebuilt(outputs, tensors, lambda op: False)


def _hands_on(op: Op) -> bool:
    return op.is_view and (op.is_effect or isinstance(op, Barrier))


def _rebuilt(
    outputs: Sequence[SymbolicTensor],
    given: Sequence[SymbolicTensor],
    is_skipped: Callable[..., Any],
) -> list[SymbolicTensor]:
    memo = {(t.node, t.index): t for t in given}
    for node in in_program_order(reachable(outputs, stop=given)):
        inputs = [memo[t.node, t.index] for t in node.inputs]
        if is_skipped(node.op):
            memo.setdefault((node, 0), inputs[0])
            continue
        op = node.op
        if op.has_effect and not op.is_effect:
            op = op.map_props(_quiet)
        same = op is node.op and all(a is b for a, b in zip(inputs, node.inputs))
        new = node if same else make_node(op, inputs, node.origin)
        for index in range(len(node.specs)):
            memo.setdefault((node, index), new.output(index))
    return [memo[t.node, t.index] for t in outputs]


def _quiet(value: Subgraph | int) -> Subgraph | int:
    return without_prints(value) if isinstance(value, Subgraph) else value
