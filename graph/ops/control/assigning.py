"""Variables that bodies assign: carried by loops, and assigned outside afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from graph.ir.barrier import Along
from graph.ir.dispatch import apply, as_symbolic
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.subgraph import Subgraph
from graph.ir.trace import active_trace, noting_assignments, tracing
from graph.ir.trace_bodies import InlineTrace, trace_bodies
from graph.ops.control.bodies import fitted, pack_tensors, tensor_leaves

if TYPE_CHECKING:
    from graph.ir.spec import Spec
    from graph.ir.tensor import Tensor


class LoopBodies:
    """The bodies of a loop that carries tensors, and the variables it assigns.

    Args:
        functions: of the carries and rows; each returns next carries and what follows.
        tensors: the first carries.
        rows: the specs of further parameters.
        label: the name of the loop.

    Attributes:
        bodies: their carries are the tensors, then the variables.
        starts: the values of the variables before the loop.
        captured: what the bodies take from outside.
        assigns: for each body whether it assigns a variable.
    """

    def __init__(
        self,
        functions: Sequence[Callable[..., Any]],
        tensors: Sequence[Tensor],
        rows: Sequence[Spec] = (),
        label: str = "loop",
    ) -> None:
        specs = [*(t.spec for t in tensors), *rows]
        self.label, self.count = label, len(tensors)
        traced = trace_bodies(functions, specs, label, carries=self.count)
        self.variables, self.captured = traced.assigned, traced.captured
        self.assigns = traced.assigns
        self.bodies = [self._fitting(body) for body in traced.bodies]
        self.starts = [as_symbolic(v) for v in self.variables]
        self.carries = self.count + len(self.starts)

    def _fitting(self, body: Subgraph) -> Subgraph:
        """The body with the values of variables in the variables' shapes."""
        outputs = list(body.outputs)
        first = min(self.count, len(outputs) - len(self.variables))
        for place, variable in enumerate(self.variables, first):
            what = f"{self.label}: the value assigned to variable {variable.name!r}"
            outputs[place] = fitted(outputs[place], variable.spec, what)
        return Subgraph(body.params, outputs)

    def assign(self, outputs: Sequence[Tensor]) -> list[Tensor]:
        """Assigns the last values of the variables; returns the other outputs."""
        others = [*outputs[: self.count], *outputs[self.carries :]]
        last = outputs[self.count : self.carries]
        return assign_outside(self.label, self.variables, last, others)


def assign_outside(
    label: str,
    variables: tuple[Any, ...] | dict[Any, Any],
    values: Sequence[Any],
    outputs: Sequence[Tensor],
) -> list[Tensor]:
    """Assigns to variables; returns the outputs, whose fetch brings that about.

    In a trace the assignments follow program order, and nothing else is needed.

    Raises:
        ArgumentError: there is no output whose fetch could bring it about.
    """
    assigned = [v.assign(value) for v, value in zip(variables, values)]
    trace = active_trace()
    if not assigned or not (trace is None or trace.makes_tensors):
        return list(outputs)
    if not outputs:
        raise ArgumentError(
            describe(
                f"{label}: variables are assigned inside, and nothing is returned",
                {"variables": ", ".join(repr(v.name) for v in variables)},
                "return a tensor, whose fetch runs the assignments, or call it inside "
                "a traced step",
                str(here()),
            )
        )
    return [apply(Along(), as_symbolic(y), *assigned) for y in outputs]


def in_program_order(
    label: str, function: Callable[..., Any]
) -> Tensor | Sequence[Tensor]:
    """function(), whose reads see its assignments; the result brings these about."""
    outer = active_trace()
    if outer is not None and not outer.makes_tensors:
        found: Tensor | Sequence[Tensor] = function()
        return found
    trace = InlineTrace(outer)
    with tracing(trace):
        result = function()
    if not trace.updates:
        found: Tensor | Sequence[Tensor] = result
        return found
    leaves = tensor_leaves(result)
    outputs = assign_outside(label, trace.updates, trace.updates.values(), leaves)
    return pack_tensors(result, outputs)


def try_now(
    attempt: Callable[..., Any],
) -> Tensor | tuple[Tensor | tuple[Tensor, ...] | None, ...] | None:
    """attempt() on values; None, with its assignments undone, where it met a symbol.

    Args:
        attempt: returns None when it meets a symbolic tensor.
    """
    with noting_assignments() as noted:
        found = attempt()
    if found is None or noted.symbolic:
        noted.undo()
        return None
    result: Tensor | tuple[Tensor | tuple[Tensor, ...] | None, ...] | None = found
    return result


def without_assignments(label: str, function: Callable[..., Any]) -> list[Tensor]:
    """function(), which may not assign: its steps have no order.

    Raises:
        ArgumentError: it assigns a variable; nothing has changed then.
    """
    outer = active_trace()
    trace = None if outer is None else InlineTrace(outer)
    with noting_assignments() as noted, tracing(trace) if trace else nullcontext():
        result = function()
    assigned = [*noted.symbolic, *noted.before, *(trace.updates if trace else ())]
    noted.undo()
    for variable in assigned:
        raise ArgumentError(
            describe(
                f"{label}: variable {variable.name!r} is assigned inside, where there "
                "is no order of steps",
                hint="use graph.scan, which takes one step after the other",
                made_by=str(here()),
            )
        )
    found: list[Tensor] = result
    return found
