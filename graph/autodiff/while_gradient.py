"""The gradient of a loop of unknown length: its steps run again, then back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.autodiff.reverse import gradient_of
from graph.autodiff.scan_flow import ScanFlow
from graph.autodiff.step_gradient import StepGradient
from graph.ir.dispatch import apply, as_symbolic
from graph.ir.effects import without_prints
from graph.ir.subgraph import substitute
from graph.ir.trace_bodies import trace_body
from graph.ops.control.bodies import fitted, outputs_of
from graph.ops.control.scan_op import Scan
from graph.ops.control.while_op import WhileGradient, WhileLoop
from graph.ops.elementwise.selection import zero_like

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor, Tensor


@gradient_of(WhileLoop)
def while_gradient(
    op: WhileLoop,
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[SymbolicTensor | None]:
    """An op that keeps the carries of all steps; it has no gradient itself."""
    count = op.carries
    flow = ScanFlow(Scan(op.body, count, 0, 0), dys, wanted)
    result: list[Any] = [None] * len(inputs)
    if not flow.targets:
        return result
    params = op.body.params
    quiet = without_prints(op.body)
    step = StepGradient(quiet, flow.seeded, [params[i] for i in flow.targets])
    dx = {i: t for i, t in zip(flow.targets, step.results) if t is not None}
    summed = [i for i in flow.captured if i in dx]

    def backward(*values: SymbolicTensor) -> list[Tensor]:
        before, dys_after = values[:count], values[count:]
        replaced = dict(zip(params, (*before, *inputs[count:])))
        for place, dy in zip(flow.carries, dys_after):
            if place in step.seeds:
                replaced[step.seeds[place]] = dy
        places = [*flow.carries, *summed]
        found = iter(substitute([dx[i] for i in places if i in dx], replaced))
        parts = [next(found) if i in dx else zero_like(params[i]) for i in places]
        return [
            fitted(part, params[i].spec, "while_loop: a cotangent")
            for i, part in zip(places, parts)
        ]

    starts = [
        as_symbolic(zero_like(outputs[i]) if dys[i] is None else dys[i])
        for i in flow.carries
    ]
    specs = [*(p.spec for p in params[:count]), *(t.spec for t in starts)]
    body, captured = trace_body(backward, specs, "while_back")
    gradient = WhileGradient(
        without_prints(op.condition),
        quiet,
        body,
        count,
        len(inputs) - count,
        len(starts),
    )
    found = outputs_of(apply(gradient, *inputs, *starts, *captured))
    for place, value in zip([*flow.carries, *summed], found):
        result[place] = value
    return result
