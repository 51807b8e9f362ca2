"""Nodes with data for them, from the examples that the tests of ops declare."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.autodiff.reverse import gradients
from graph.executor.session import placeholder
from graph.ir.dispatch import as_symbolic
from graph.ir.leaves import ReadVariable
from graph.ir.node import Node, reachable
from graph.testing.case import Case
from graph.testing.node_checks import bind_sizes, run_kernel
from tests.contracts.test_op_contract import COLLECTED
from tests.graph.engines.native.kernels import TARGETS
from tests.graph.engines.native.lowered import check_node, lower_node


def check_examples(*names: str, rtol: float | None = 0.0) -> int:
    """Checks the lowerings of these ops on their nodes in their own examples.

    Returns:
        How many nodes were lowered and checked.
    """
    checked, seen = 0, set()
    for _, name, case in COLLECTED:
        if name not in names:
            continue
        for node, arrays, env in _nodes(case):
            if type(node.op).__name__ not in names or lower_node(node) is None:
                continue
            key = (node.op, *((t.spec, a.shape) for t, a in zip(node.inputs, arrays)))
            if key not in seen:
                seen.add(key)
                check_node(node, arrays, env, rtol, TARGETS[:1])
                checked += 1
    return checked


def _nodes(case: Case) -> Iterator[tuple[Node, list[np.ndarray], dict]]:
    """The nodes of an example and of its gradients, sizes known and not.

    In its first dtype: the lowerings are tried in others by tests of their own.
    """
    arrays = case.arrays(case.dtypes[0])
    for free in [(), case.symbolic] if case.symbolic is not False else [()]:
        shapes = [
            [
                f"n{size}" if _is_late(axis, size, free) else size
                for axis, size in enumerate(a.shape)
            ]
            for a in arrays
        ]
        yield from _graph_nodes(case, arrays, shapes)


def _is_late(axis, size, free) -> bool:
    return size != 1 and (free is True or axis in free)


def _graph_nodes(case, arrays, shapes):
    xs = [
        placeholder(a.dtype, s, f"x{i}") for i, (a, s) in enumerate(zip(arrays, shapes))
    ]
    ys = [as_symbolic(y) for y in case(*xs)]
    flowing, sources = ([t for t in ts if t.dtype.kind in "fc"] for ts in (ys, xs))
    if case.gradient and flowing and sources:
        ys += gradients(flowing, sources, flowing, unconnected="zero")
    env = bind_sizes(xs, arrays)
    values = {(t.node, t.index): a for t, a in zip(xs, arrays)}
    for node in reachable(ys, stop=xs):
        if isinstance(node.op, ReadVariable):
            results = (node.op.variable.array,)
        else:
            given = [values[t.node, t.index] for t in node.inputs]
            op = node.op.bind(env) if node.op.takes_sizes else node.op
            results = run_kernel(op, given)
            yield node, given, env
        for index, result in enumerate(results):
            values[node, index] = result
