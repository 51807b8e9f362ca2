"""Tracing functions into bodies: what they capture, and which variables they assign."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.ir.barrier import after
from graph.ir.dispatch import as_symbolic
from graph.ir.errors import ArgumentError, describe
from graph.ir.leaves import AssignedValue, Constant, Placeholder, ReadVariable
from graph.ir.node import make_node, reachable
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph, make_parameter, substitute
from graph.ir.tensor import SymbolicTensor
from graph.ir.trace import Trace, active_recorders, active_trace, tracing

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.variable import Variable


class InlineTrace(Trace):
    """Follows assignments in program order, and keeps them from the trace around it."""

    def __init__(self, outer: Trace | None) -> None:
        super().__init__()
        self.outer = Trace() if outer is None else outer
        self.replays = outer is None or outer.replays

    def read(self, variable: Variable) -> SymbolicTensor:
        self.outer.read(variable)  # tapes watch the value at the start: see `assign`
        return self.latest(variable)

    def latest(self, variable: Variable) -> SymbolicTensor:
        found = self.updates.get(variable)
        return self.start_of(variable) if found is None else found

    def start_of(self, variable: Variable) -> SymbolicTensor:
        return self.outer.latest(variable)

    def stand_ins(self, variable: Variable) -> list[SymbolicTensor]:
        return self.outer.stand_ins(variable)

    def assign(self, variable: Variable, value: SymbolicTensor) -> SymbolicTensor:
        """The new value; its cotangent passes to the value before."""
        inputs = (value, self.latest(variable))
        self.updates[variable] = make_node(AssignedValue(variable), inputs).output()
        result: SymbolicTensor = self.updates[variable]
        return result

    def ordered(self, inputs: list[SymbolicTensor]) -> list[SymbolicTensor]:
        return self.outer.ordered(inputs)


class BodyTrace(InlineTrace):
    """The state of variables in a body.

    A parameter stands for each variable that is read; who traces decides afterwards
    whether it becomes the value from outside or one that a loop carries.
    """

    def __init__(self, outer: Trace | None) -> None:
        super().__init__(outer)
        self.states: dict[Any, Any] = {}  # Variable -> parameter

    def read(self, variable: Variable) -> SymbolicTensor:
        tensor = super().read(variable)
        for recorder in active_recorders():  # tapes inside watch the parameter
            recorder.read(variable, self.start_of(variable))
        return tensor

    def start_of(self, variable: Variable) -> SymbolicTensor:
        if variable not in self.states:
            self.states[variable] = make_parameter(variable.spec, variable.name)
        result: SymbolicTensor = self.states[variable]
        return result

    def stand_ins(self, variable: Variable) -> list[SymbolicTensor]:
        own = [self.states[variable]] if variable in self.states else []
        return own + self.outer.stand_ins(variable)

    def ordered(self, inputs: list[SymbolicTensor]) -> list[SymbolicTensor]:
        return inputs  # the op that has the body is ordered itself

    def outside(
        self, variables: Mapping[Variable, SymbolicTensor] | list[Any]
    ) -> dict[SymbolicTensor, SymbolicTensor]:
        """The values outside of variables that the body reads, by their parameters."""
        read = [v for v in variables if v in self.states]
        return {self.states[v]: self.outer.read(v) for v in read}


class TracedBodies(NamedTuple):
    """Bodies, the tensors they capture, and the variables that some body assigns.

    ``assigns`` says for each body whether it assigns one itself.
    """

    bodies: list[Subgraph]
    captured: tuple[SymbolicTensor, ...]
    assigned: tuple[Any, ...]
    assigns: list[bool]


def trace_body(
    function: Callable[..., Any], specs: Sequence[Spec], label: str, share: bool = True
) -> tuple[Subgraph, tuple[SymbolicTensor, ...]]:
    """Traces one function that assigns no variable; see `trace_bodies`.

    Raises:
        ArgumentError: it assigns one.
    """
    traced = trace_bodies([function], specs, label, share)
    for variable in traced.assigned:
        raise ArgumentError(
            describe(
                f"{label}: a variable cannot be assigned here",
                {"variable": repr(variable.name)},
                "return the new value from the function and assign it outside",
                str(here()),
            )
        )
    return traced.bodies[0], traced.captured


def trace_bodies(
    functions: Sequence[Callable[..., Any]],
    specs: Sequence[Spec],
    label: str,
    share: bool = True,
    carries: int | None = None,
) -> TracedBodies:
    """Traces functions of tensors into bodies, and what they capture from outside.

    Args:
        functions: each takes as many tensors as there are specs, returns a flat list.
        specs: the specs of their parameters.
        label: names the parameters in messages.
        share: whether what does not depend on the parameters moves out of the bodies
            (right for loops); a branch keeps it, so that only the taken one computes.
        carries: for loops, how many parameters and outputs they carry. The values of
            assigned variables are carried behind these. Without, each body starts with
            the values outside, and its outputs end with the new ones.

    Returns:
        The bodies, all with the same parameters followed by one for each captured
        tensor.
    """
    marker = make_parameter(Spec("bool"), "marker").node.serial
    outer = active_trace()
    traces = [BodyTrace(outer) for _ in functions]
    traced = [_run(*pair, specs, label) for pair in zip(functions, traces)]
    assigned = tuple(dict.fromkeys(v for trace in traces for v in trace.updates))
    traced = [
        _with_state(trace, *parts, assigned, carries, label)
        for trace, parts in zip(traces, traced)
    ]
    captured = tuple(
        dict.fromkeys(
            tensor
            for params, outputs in traced
            for tensor in _captured(params, outputs, marker, share)
        )
    )
    bodies = [_closed(*parts, captured, label) for parts in traced]
    return TracedBodies(bodies, captured, assigned, [bool(t.updates) for t in traces])


def _run(
    function: Callable[..., Any], trace: BodyTrace, specs: Sequence[Spec], label: str
) -> tuple[Sequence[SymbolicTensor], Sequence[SymbolicTensor]]:
    """Parameters and outputs of a function."""
    params = [make_parameter(s, f"{label}_{i}") for i, s in enumerate(specs)]
    with tracing(trace):
        return params, [as_symbolic(t) for t in function(*params)]


def _with_state(
    trace: BodyTrace,
    params: Sequence[SymbolicTensor],
    outputs: Sequence[SymbolicTensor],
    assigned: tuple[Any, ...],
    carries: int | None,
    label: str,
) -> tuple[Sequence[SymbolicTensor], Sequence[SymbolicTensor]]:
    """Parameters and outputs with the values of the variables, before and after."""
    place = len(outputs) if carries is None else carries
    state = [trace.latest(v) for v in assigned]
    outputs = _tied([*outputs[:place], *state, *outputs[place:]], trace.effects, label)
    if carries is None:
        return params, substitute(outputs, trace.outside(trace.states))
    for variable in assigned:
        trace.start_of(variable)
    params = [*params[:place], *(trace.states[v] for v in assigned), *params[place:]]
    carried = set(assigned)
    free = [v for v in trace.states if v not in carried]
    return params, substitute(outputs, trace.outside(free))


def _tied(
    outputs: Sequence[SymbolicTensor], effects: Sequence[Any], label: str
) -> Sequence[SymbolicTensor]:
    """The outputs of a body, none of which is there before the effects have run."""
    if effects and not outputs:
        raise ArgumentError(
            describe(
                f"{label}: a body with an effect, such as a print, returns nothing",
                hint="return a tensor from it",
                made_by=str(here()),
            )
        )
    return [after(t, *effects) for t in outputs] if effects else outputs


def _closed(
    params: Sequence[SymbolicTensor],
    outputs: Sequence[SymbolicTensor],
    captured: tuple[SymbolicTensor, ...],
    label: str,
) -> Subgraph:
    """The body with parameters in place of what it captures."""
    inner = [make_parameter(t.spec, f"{label}_outer") for t in captured]
    outputs = substitute(outputs, dict(zip(captured, inner)))
    return Subgraph([*params, *inner], outputs)


def _captured(
    params: Sequence[SymbolicTensor],
    outputs: Sequence[SymbolicTensor],
    marker: int,
    share: bool,
) -> list[SymbolicTensor]:
    """Tensors from outside that the body uses; constants stay inside."""
    inside = {p.node for p in params}
    order = reachable(outputs, stop=params)
    for node in order:
        own = not share and node.serial > marker
        if any(t.node in inside for t in node.inputs) or (
            (own and not _is_from_outside(node)) or _is_constant_view(node)
        ):
            inside.add(node)
    used = [t for node in order if node in inside for t in node.inputs] + list(outputs)
    return list(
        dict.fromkeys(
            t
            for t in used
            if t.node not in inside and not isinstance(t.node.op, Constant)
        )
    )


def _is_from_outside(node: Node) -> bool:
    """A parameter, or a variable as it is read outside: with nothing before it."""
    if isinstance(node.op, AssignedValue):
        return len(node.inputs) == 1
    return isinstance(node.op, (ReadVariable, Placeholder))


def _is_constant_view(node: Node) -> bool:
    """A constant that is broadcast, which costs nothing and is better known inside."""
    return node.op.is_view and all(isinstance(t.op, Constant) for t in node.inputs)
