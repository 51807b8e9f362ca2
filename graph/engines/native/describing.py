"""What the native engine says of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.engines.clock import Meter
from graph.engines.description import Description, StepDescription, total_bytes
from graph.engines.native.binding import Binding
from graph.engines.native.lowering import lowering_of
from graph.engines.native.memory_types import can_move
from graph.engines.native.planning.plan import Plan
from graph.engines.native.planning.step import Step
from graph.ir.dims import evaluate
from graph.ir.node import Node
from graph.ir.subgraph import bodies_of


def describe_plan(binding: Binding, code: Mapping[str, int]) -> Description:
    """A plan at the sizes of a binding.

    Args:
        binding: the plan at these sizes.
        code: where the code of its kernels comes from.
    """
    plan, env = binding.plan, binding.env
    steps = [_describe_step(step, plan, env) for step in plan.steps]
    in_place = list(plan.in_place.values())
    return Description("native", steps, env, binding.arena_bytes, in_place, code)


def meter_of(binding: Binding) -> Meter:
    """The steps of a plan as a clock tells them apart."""
    plan = binding.plan
    groups = [step.group for step in plan.steps]
    written = [total_bytes(plan.made[group], binding.env) for group in groups]
    nodes = [group.nodes for group in groups]
    names = [g.nodes[-1] if g.kind == "loop" else g.nodes[0] for g in groups]
    return Meter(plan.program, nodes, binding.env, written, names)


def _describe_step(step: Step, plan: Plan, env: Mapping[Any, Any]) -> StepDescription:
    group = step.group
    parts = sum(
        call.kernel.parts([evaluate(n, env) for n in call.numbers.sizes])
        for call in step.calls
    )
    return StepDescription(
        group.kind,
        group.nodes,
        plan.made[group],
        _bytes_read(step, plan, env),
        max(1, parts),
        "" if step.is_native else why_numpy(step.node),
    )


def _bytes_read(step: Step, plan: Plan, env: Mapping[Any, Any]) -> int:
    """The bytes of the elements that a step reads; of each buffer, the widest view."""
    group, found = step.group, {}
    for node in group.nodes:
        for tensor in node.inputs:
            view = plan.values.view(tensor)
            if view.source in plan.read[group]:
                count = view.dtype.itemsize
                for size, stride in zip(view.shape, view.strides):
                    count *= 1 if stride == 0 else evaluate(size, env)
                found[view.source] = max(count, found.get(view.source, 0))
    return sum(found.values())


def why_numpy(node: Node) -> str:
    """Why a node has no native code."""
    specs = [*(t.spec for t in node.inputs), *node.specs]
    foreign = {str(s.dtype) for s in specs if not can_move(s.dtype)}
    if foreign:
        return f"no code for {', '.join(sorted(foreign))}"
    if bodies_of(node.op):
        return "its bodies run on numpy"
    if lowering_of(node.op) is None and node.op.lower is None:
        return "no lowering"
    return "its lowering does not take these inputs"
