"""Branches and loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.scope import Scope
from graph.exchange.onnx.reading.sizes import are_sizes
from graph.exchange.onnx.reading.table import reads
from graph.ir.dispatch import as_tensor

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.tensor import EagerTensor


def _run(node: Any, body: Any, values: Any) -> list[Any]:
    """The outputs of a body whose inputs have these values."""
    scope = Scope(node.scope)
    scope.set(dict(zip([i.name for i in body.input], values)))
    results = scope.run(body, [o.name for o in body.output])
    return [as_tensor(r) for r in results]


@reads("If")
def branch(node: Any, condition: Any) -> Any:
    then, other = node.get("then_branch"), node.get("else_branch")
    condition = f.reshape(condition, ())
    results = f.cond(
        condition, lambda: _run(node, then, ()), lambda: _run(node, other, ())
    )
    return tuple(results)


@reads("Scan")
def scan(node: NodeView, *inputs: EagerTensor | None) -> Any:
    if node.opset < 9:
        node.fail("loops over batches, as before operator set 9, are not read")
    body, count = node.get("body"), node.get("num_scan_inputs")
    states, rows = inputs[: len(inputs) - count], inputs[len(inputs) - count :]
    made = len(body.output) - len(states)
    ways = node.get("scan_input_directions", [0] * count)
    for name in ("scan_input_axes", "scan_output_axes"):
        if any(node.get(name, [0])):
            node.fail(f"{name} other than the first are not read")
    rows = [f.flip(x, 0) if way else as_tensor(x) for x, way in zip(rows, ways)]

    def step(carry: Any, row: Any) -> Any:
        results = _run(node, body, (*carry, *row))
        return results[: len(states)], results[len(states) :]

    last, ys = f.scan(step, list(map(as_tensor, states)), rows)
    out = node.get("scan_output_directions", [0] * made)
    ys = [f.flip(y, 0) if way else y for y, way in zip(ys, out)]
    return (*last, *ys)


@reads("Loop")
def loop(node: Any, trips: Any, condition: Any, *carried: Any) -> Any:
    body = node.get("body")
    carried = list(map(as_tensor, carried))
    made = len(body.output) - 1 - len(carried)
    held = isinstance(condition, np.ndarray) and bool(condition)
    if made and trips is not None and (condition is None or held) and _goes_on(body):
        return _counted(node, body, _length(trips), carried)
    if made:
        node.fail("results of each step of a loop whose end data decide are not read")
    first = as_tensor(True if condition is None else condition)
    most = None if trips is None else as_tensor(trips)

    def holds(number: Any, verdict: Any, *values: Any) -> Any:
        verdict = f.reshape(verdict, ())
        return verdict if most is None else f.logical_and(verdict, number < most)

    def step(number: Any, verdict: Any, *values: Any) -> Any:
        verdict, *values = _run(node, body, (number, verdict, *values))
        return (number + 1, verdict, *values)

    start = as_tensor(np.int64(0))
    _, _, *last = f.while_loop(holds, step, (start, first, *carried))
    return tuple(last)


def _length(trips: Any) -> Any:
    """How often a loop runs, as a size."""
    if isinstance(trips, np.ndarray):
        return trips.reshape(-1)[0] if are_sizes(trips) else int(trips.item())
    return trips


def _goes_on(body: Any) -> bool:
    """Whether a body says each time that the loop goes on."""
    verdict = body.output[0].name
    passed = {body.input[1].name}
    for node in body.node:
        if node.op_type == "Identity" and node.input[0] in passed:
            passed.add(node.output[0])
        if node.op_type == "Constant" and node.output[0] == verdict:
            return True
    constants = {i.name for i in body.initializer}
    names = {n.output[0]: n.input[0] for n in body.node if n.op_type == "Identity"}
    source = names.get(verdict, verdict)
    inner = {o for n in body.node for o in n.output}
    return verdict in passed or source in constants or source not in inner


def _counted(node: Any, body: Any, length: Any, carried: Any) -> Any:
    def step(carry: Any, number: Any) -> Any:
        _, *results = _run(node, body, (number, as_tensor(True), *carry))
        return results[: len(carried)], results[len(carried) :]

    last, ys = f.scan(step, carried, f.arange(length))
    return (*last, *ys)
