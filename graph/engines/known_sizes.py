"""Sizes that were symbols when a graph was built, checked once they are numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.ir.dims import Dim, evaluate
from graph.ir.errors import ExecutionError, GraphError, ShapeError, describe
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ir.subgraph import bodies_of


def known_shape(node: Node, env: Mapping[Any, Any], index: int = 0) -> tuple[int, ...]:
    """The shape of a result in numbers.

    Raises:
        ShapeError: a size below 0.
    """
    spec = node.specs[index]
    shape = tuple(evaluate(size, env) for size in spec.shape)
    if any(size < 0 for size in shape):
        raise ShapeError(
            describe(
                f"{node.op.name}: the inputs of this run are too small",
                {"result": f"{spec}, here {list(shape)}"},
                "feed larger ones",
                str(node.origin),
            )
        )
    return shape


def check_known(node: Node, op: Op, env: Mapping[Any, Any]) -> None:
    """Sizes that were taken to fit while they were symbols must fit as numbers.

    Args:
        node: the node.
        op: its op, bound to numbers.
        env: the numbers of symbols.
    """
    inputs = [
        t.spec.with_shape(evaluate(size, env) for size in t.spec.shape)
        for t in node.inputs
    ]
    try:
        op.infer(*inputs)
    except GraphError as error:
        what = str(error).splitlines()[0]
        got = {f"x{i}": spec for i, spec in enumerate(inputs)}
        raise ExecutionError(describe(what, got, "", str(node.origin))) from error


def is_doubtful(node: Node) -> bool:
    """Whether a run may bring sizes with which the node does not work."""
    inputs = [t.spec for t in node.inputs]
    if not inputs or bodies_of(node.op):
        return False
    if node.op.is_elementwise and {spec.shape for spec in inputs} == {inputs[0].shape}:
        return False
    sizes = [size for spec in (*inputs, *node.specs) for size in spec.shape]
    return any(isinstance(size, Dim) for size in sizes)


def sizes_hold(node: Node, env: Mapping[Any, Any]) -> bool:
    """Whether the sizes of a node are in numbers what they were in symbols."""
    wanted = [tuple(evaluate(n, env) for n in spec.shape) for spec in node.specs]
    if any(size < 0 for shape in wanted for size in shape):
        return False
    op = node.op.bind(env) if node.op.takes_sizes else node.op
    inputs = [
        t.spec.with_shape(evaluate(n, env) for n in t.spec.shape) for t in node.inputs
    ]
    try:
        found = op.infer(*inputs)
    except GraphError:
        return False
    found = found if isinstance(found, tuple) else (found,)
    return [spec.shape for spec in found] == wanted
