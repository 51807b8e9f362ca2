"""How many operations on numbers a node takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.symbols import bind_symbols
from graph.ir.dims import evaluate
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph, bodies_of
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch

if TYPE_CHECKING:
    from graph.ir.dims import Size


def flops_of(node: Node, env: Mapping[Any, Any]) -> int:
    """The operations that the op of a node states, at known sizes.

    A loop of known length counts all its turns, another one a single turn; of branches
    the longest counts.
    """
    op = node.op
    inputs = [_known(t.spec, env) for t in node.inputs]
    if not bodies_of(op):
        result: int = op.flops(inputs, [_known(spec, env) for spec in node.specs])
        return result
    shapes = [spec.shape for spec in inputs]
    if isinstance(op, Scan):
        end = op.carries + op.scanned
        shapes[op.carries : end] = [s[1:] for s in shapes[op.carries : end]]
        return evaluate(op.length, env) * _of_body(op.body, shapes, env)
    if isinstance(op, Switch):
        return max(_of_body(body, shapes[1:], env) for body in op.branches)
    return _of_others(op, shapes, env)


def _of_others(op: Op, shapes: Any, env: Mapping[Any, Any]) -> int:
    """Bodies that take the inputs of the op, once each."""
    bodies = [b for b in bodies_of(op) if len(b.params) == len(shapes)]
    return sum(_of_body(body, shapes, env) for body in bodies)


def _of_body(
    body: Subgraph, shapes: Sequence[tuple[Size, ...]], env: Mapping[Any, Any]
) -> int:
    inner = bind_symbols(body.params, shapes, env)
    return sum(flops_of(node, inner) for node in body.nodes)


def _known(spec: Spec, env: Mapping[Any, Any]) -> Spec:
    return spec.with_shape(evaluate(size, env) for size in spec.shape)
