"""The gradient of a branch: the branch over the gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.autodiff.reverse import gradient_of
from graph.autodiff.step_gradient import StepGradient, flows
from graph.ir.dispatch import apply, as_symbolic
from graph.ir.effects import without_prints
from graph.ir.subgraph import Subgraph, substitute
from graph.ir.trace_bodies import trace_bodies
from graph.ops.control.bodies import fitted, outputs_of
from graph.ops.control.switch_op import Switch
from graph.ops.elementwise.selection import zero_like

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor, Tensor


@gradient_of(Switch)
def switch_gradient(
    op: Switch,
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[SymbolicTensor | None]:
    """The branch taken is computed again, as far as its gradient needs it."""
    captured = inputs[1:]
    seeded = [i for i, dy in enumerate(dys) if dy is not None and flows(outputs[i])]
    places = [i for i, w in enumerate(wanted[1:]) if w]
    steps = [
        StepGradient(body, seeded, [body.params[i] for i in places])
        for body in map(without_prints, op.branches)
    ]
    used = [n for n, dxs in enumerate(zip(*(s.results for s in steps))) if any_of(dxs)]
    result: list[Any] = [None] * len(inputs)
    if not used:
        return result

    def branch(step: StepGradient) -> Callable[..., Any]:
        def run() -> list[Tensor]:
            return _results(step, used, captured, places, dys)

        return run

    traced = trace_bodies([branch(s) for s in steps], (), "switch", share=False)
    gradient = Switch(tuple(traced.bodies))
    found = outputs_of(apply(gradient, inputs[0], *traced.captured))
    for n, dx in zip(used, found):
        result[1 + places[n]] = dx
    return result


def any_of(tensors: tuple[SymbolicTensor | None, ...]) -> bool:
    """Whether one of them is not None."""
    return any(t is not None for t in tensors)


def _results(
    step: StepGradient,
    used: Sequence[int],
    captured: tuple[SymbolicTensor, ...],
    places: Sequence[int],
    dys: Sequence[Any],
) -> list[Tensor]:
    """The cotangents of one branch, in terms of what the op was given."""
    body: Subgraph = step.body
    replaced = dict(zip(body.params, captured))
    replaced |= {seed: as_symbolic(dys[i]) for i, seed in step.seeds.items()}
    results = [step.results[n] for n in used]
    present = [t for t in results if t is not None]
    found = iter(substitute(present, replaced))
    like = [captured[places[n]] for n in used]
    return [
        zero_like(x)
        if step.results[n] is None
        else fitted(next(found), x.spec, "switch: a cotangent")
        for n, x in zip(used, like)
    ]
