"""Loops and branches that all rows go through together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.batching.rules import Rows, batched_body, batching_of
from graph.ir.dispatch import apply
from graph.ir.subgraph import Subgraph
from graph.ir.trace_bodies import trace_bodies, trace_body
from graph.ops.control.bodies import outputs_of
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch
from graph.ops.control.while_op import WhileLoop
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.transpose import swapaxes

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


def _spread(
    tensors: Sequence[Tensor],
    batched: Sequence[bool],
    wanted: Sequence[bool],
    size: Size,
) -> list[Tensor]:
    """The tensors with rows in front where that is wanted."""
    return [
        broadcast_to(x, (size, *x.spec.shape)) if want and not has else x
        for x, has, want in zip(tensors, batched, wanted)
    ]


def _differing_carries(
    body: Subgraph, batched: Sequence[bool], count: int, size: Size
) -> list[bool]:
    """Which parameters of a loop's body differ, in some step, from row to row."""
    batched = list(batched)
    while True:
        outputs = _differing_outputs(body, batched, size)[:count]
        grown = [a or b for a, b in zip(batched, outputs)] + batched[count:]
        if grown == batched:
            return batched
        batched = grown


def _differing_outputs(
    body: Subgraph, batched: Sequence[bool], size: Size
) -> list[bool]:
    found: list[bool] = []

    def probe(*values: Tensor) -> list[Tensor]:
        outputs, differ = batched_body(body, values, batched, size)
        found.extend(differ)
        return outputs

    trace_body(probe, _row_specs(body, batched, size), "rows")
    return found


def _row_specs(body: Subgraph, batched: Sequence[bool], size: Size) -> list[Spec]:
    """The specs of the parameters, with rows in front of those that differ."""
    return [
        p.spec.with_shape((size, *p.spec.shape)) if differs else p.spec
        for p, differs in zip(body.params, batched)
    ]


@batching_of(Scan)
def _scan(op: Scan, rows: Rows) -> tuple[Tensor, ...] | None:
    """The carries and the rows of all; None where some would stop before others."""
    count, last, size = op.carries, op.carries + op.scanned, rows.size
    batched = _differing_carries(op.body, rows.batched, count, size)
    if op.stops and batched[0]:
        return None
    tensors = _spread(rows.tensors, rows.batched, batched, size)
    tensors[count:last] = [
        swapaxes(x, 0, 1) if differs else x
        for x, differs in zip(tensors[count:last], batched[count:last])
    ]
    specs = _row_specs(op.body, batched, size)

    def step(*values: Tensor) -> list[Tensor]:
        outputs, differ = batched_body(op.body, values, batched, size)
        every = batched[:count] + [True] * (len(outputs) - count)
        return _spread(outputs, differ, every, size)

    body, captured = trace_body(step, specs, "scan")
    settings = [getattr(op, name) for name in op.props[1:]]
    found = outputs_of(apply(Scan(body, *settings), *tensors, *captured))
    carries = _spread(found[:count], batched, [True] * count, size)
    return (*carries, *(swapaxes(y, 0, 1) for y in found[count:]))


@batching_of(WhileLoop)
def _while_loop(op: WhileLoop, rows: Rows) -> tuple[Tensor, ...] | None:
    """All rows together; None where some would stop before others."""
    count, size = op.carries, rows.size
    batched = _differing_carries(op.body, rows.batched, count, size)
    tensors = _spread(rows.tensors, rows.batched, batched, size)
    specs = _row_specs(op.body, batched, size)
    verdicts = []

    def test(*values: Tensor) -> list[Tensor]:
        outputs, differ = batched_body(op.condition, values, batched, size)
        verdicts.extend(differ)
        return outputs

    def step(*values: Tensor) -> list[Tensor]:
        outputs, differ = batched_body(op.body, values, batched, size)
        return _spread(outputs, differ, batched, size)

    traced = trace_bodies((test, step), specs, "while", carries=len(specs))
    if any(verdicts):
        return None
    loop = WhileLoop(*traced.bodies, count)
    found = outputs_of(apply(loop, *tensors, *traced.captured))
    return tuple(_spread(found, batched, [True] * count, size))


@batching_of(Switch)
def _switch(op: Switch, rows: Rows) -> Tensor | None:
    """One branch for all rows; None where rows take different ones."""
    if rows.batched[0]:
        return None
    index, *captured = rows.tensors
    batched = rows.batched[1:]

    def branch(body: Subgraph) -> Callable[..., Any]:
        def run() -> list[Tensor]:
            outputs, differ = batched_body(body, captured, batched, rows.size)
            return _spread(outputs, differ, [True] * len(outputs), rows.size)

        return run

    branches = [branch(body) for body in op.branches]
    traced = trace_bodies(branches, (), "switch", share=False)
    return apply(Switch(tuple(traced.bodies)), index, *traced.captured)
