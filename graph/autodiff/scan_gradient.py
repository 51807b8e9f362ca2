"""The gradient of a scan: a scan in the other direction over what the steps kept.

The forward scan is built again with the values that the backward steps need as further
outputs; `graph.passes.merge_scans` makes the two one, so that nothing runs twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.autodiff.reverse import gradient_of
from graph.autodiff.scan_flow import ScanFlow
from graph.autodiff.step_gradient import StepGradient, downstream
from graph.autodiff.sum_over_steps import StackedSum, plan_sum
from graph.ir.dispatch import apply, as_symbolic
from graph.ir.subgraph import Subgraph, substitute
from graph.ir.tensor import SymbolicTensor
from graph.ir.trace_bodies import trace_body
from graph.ops.control.bodies import fitted, outputs_of
from graph.ops.control.branching import cond
from graph.ops.control.scan_op import Scan
from graph.ops.elementwise.arithmetic import add
from graph.ops.elementwise.selection import zero_like

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


@gradient_of(Scan)
def scan_gradient(
    op: Scan,
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[SymbolicTensor | None]:
    """See the file."""
    flow = ScanFlow(op, dys, wanted)
    if not flow.targets or (not flow.seeded and not _pass_through(flow, dys)):
        return [None] * len(inputs)
    return BackwardScan(op, inputs, dys, flow).cotangents()


def _pass_through(flow: Any, dys: Any) -> bool:
    """Whether a loop without steps would hand cotangents from its end to its start."""
    return any(dys[i] is not None for i in flow.carries)


class BackwardScan:
    """The backward pass of one scan.

    Args:
        op: the scan.
        inputs: its inputs: carries, rows, captured tensors.
        dys: the cotangents of its outputs, None where absent.
        flow: what takes part.
    """

    def __init__(
        self,
        op: Scan,
        inputs: tuple[SymbolicTensor, ...],
        dys: Sequence[Any],
        flow: ScanFlow,
    ) -> None:
        self.op, self.inputs, self.dys, self.flow = op, inputs, dys, flow
        self.params = op.body.params
        targets = [self.params[i] for i in flow.targets]
        self.step = step = StepGradient(op.body, flow.seeded, targets)
        self.dx = {i: dx for i, dx in zip(flow.targets, step.results) if dx is not None}
        self.plans = self._plans()
        self.totals = [i for i in flow.captured if i in self.dx and i not in self.plans]
        self.rows = [i for i in flow.rows if i in self.dx]
        self.stacked = self._stacked_values()

    def _changing_params(self) -> tuple[SymbolicTensor, ...]:
        return self.params[: self.op.carries + self.op.scanned]

    def _plans(self) -> dict[int, StackedSum]:
        """For captured tensors, how their cotangents are summed over the steps."""
        sources = [*self._changing_params(), *self.step.seeds.values()]
        changing = downstream(self.step.nodes, sources)
        plans = {
            i: plan_sum(self.dx[i], lambda t: t.node in changing)
            for i in self.flow.captured
            if i in self.dx
        }
        return {i: plan for i, plan in plans.items() if plan is not None}

    def _stacked_values(self) -> dict[SymbolicTensor, Tensor]:
        """All rows of each value of a step that the backward steps may read."""
        first, last = self.op.carries, self.op.carries + self.op.scanned
        params, body = self.params, self.op.body
        kept = self.step.values_to_keep(self._changing_params(), params[first:last])
        if self.op.stops:
            kept = list(dict.fromkeys([params[0], *kept]))
        known = set(body.outputs[first:])
        new = [t for t in kept if t not in known]
        if new:
            body = Subgraph(params, [*body.outputs, *new])
        op = Scan(body, *(getattr(self.op, name) for name in self.op.props[1:]))
        ys = outputs_of(apply(op, *self.inputs))[first:]
        rows = dict(zip(body.outputs[first:], ys))
        given = dict(zip(params[first:last], self.inputs[first:last]))
        return given | {t: rows[t] for t in kept}

    def cotangents(self) -> list[SymbolicTensor | None]:
        """The cotangents of the inputs, None where there is none."""
        wanted = dict.fromkeys(t for plan in self.plans.values() for t in plan.parts)
        parts = [t for t in wanted if t not in self.stacked]
        found = self._run(parts)
        places = [*self.flow.carries, *self.totals, *self.rows]
        stacked = self.stacked | dict(zip(parts, found[len(places) :]))
        result: list[Any] = [None] * len(self.inputs)
        for place, dx in zip(places, found):
            result[place] = dx
        for place, plan in self.plans.items():
            result[place] = plan.build(*[stacked[t] for t in plan.parts])
        return result

    def _run(self, parts: Iterable[SymbolicTensor]) -> tuple[Tensor, ...]:
        """The scan back: last carries, totals, rows, and the stacked parts of sums."""
        dy_rows = [i for i in self.step.seeds if i >= self.op.carries]
        starts = [self._start(i) for i in self.flow.carries]
        starts += [as_symbolic(zero_like(self.inputs[i])) for i in self.totals]
        xs = [*self.stacked.values(), *(as_symbolic(self.dys[i]) for i in dy_rows)]
        stand_ins = [*self.stacked, *(self.step.seeds[i] for i in dy_rows)]

        def step(*values: SymbolicTensor) -> list[SymbolicTensor]:
            carry, rows = values[: len(starts)], values[len(starts) :]
            result: list[SymbolicTensor] = self._step(
                carry, dict(zip(stand_ins, rows)), parts
            )
            return result

        specs = [t.spec for t in (*starts, *stand_ins)]
        body, captured = trace_body(step, specs, "scan_back")
        op = Scan(body, len(starts), len(xs), self.op.length, not self.op.reverse)
        return outputs_of(apply(op, *starts, *xs, *captured))

    def _start(self, place: int) -> SymbolicTensor:
        """The cotangent of a carry after the last step."""
        dy = self.dys[place]
        spec = self.params[place].spec
        return as_symbolic(
            zero_like(self.inputs[place])
            if dy is None
            else fitted(dy, spec, "scan: a cotangent")
        )

    def _step(
        self,
        carry: tuple[SymbolicTensor, ...],
        values: Mapping[SymbolicTensor, SymbolicTensor],
        parts: Iterable[SymbolicTensor],
    ) -> Any:
        """One step back, given its cotangents, running totals and kept values."""
        first = self.op.carries + self.op.scanned
        replaced = {**values, **dict(zip(self.params[first:], self.inputs[first:]))}
        for place, dy in zip(self.flow.carries, carry):
            if place in self.step.seeds:
                replaced[self.step.seeds[place]] = dy
        totals = carry[len(self.flow.carries) :]

        def run() -> list[Tensor]:
            wanted = [*self.flow.carries, *self.totals, *self.rows]
            present = [self.dx[i] for i in wanted if i in self.dx]
            found = iter(substitute([*present, *parts], replaced))
            dxs = [
                next(found) if i in self.dx else zero_like(self.params[i])
                for i in wanted
            ]
            count = len(self.flow.carries)
            summed = [add(t, dx) for t, dx in zip(totals, dxs[count:])]
            return [*dxs[:count], *summed, *dxs[count + len(totals) :], *found]

        def skip() -> list[Tensor]:
            like = [*(self.dx[i] for i in self.rows), *parts]
            return [*carry, *(zero_like(t) for t in like)]

        results = cond(replaced[self.params[0]], run, skip) if self.op.stops else run()
        return [
            fitted(result, before.spec, "scan: a cotangent")
            for result, before in zip(results, carry)
        ] + list(results[len(carry) :])
