"""Bodies of control flow: a small graph with its own parameters, held by an op."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.ir.dispatch import as_symbolic
from graph.ir.leaves import Constant, Placeholder
from graph.ir.node import make_node, reachable
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor
from graph.ir.trace import Trace, active_trace, tracing


class Subgraph:
    """Parameters and outputs of a traced body; compares by identity."""

    def __init__(self, params, outputs):
        self.params: tuple[SymbolicTensor, ...] = tuple(params)
        self.outputs: tuple[SymbolicTensor, ...] = tuple(outputs)

    @property
    def nodes(self):
        return reachable(self.outputs, stop=self.params)

    @property
    def output_specs(self) -> tuple[Spec, ...]:
        return tuple(t.spec for t in self.outputs)

    def symbols(self) -> set:
        return set().union(*(node.op.symbols() for node in self.nodes))

    def __repr__(self):
        return f"<body of {len(self.nodes)} nodes>"


def make_parameter(spec: Spec, label: str) -> SymbolicTensor:
    return make_node(Placeholder(spec.dtype, spec.shape, label), ()).output()


def trace_body(
    function: Callable, specs: Sequence[Spec], label: str, share: bool = True
) -> tuple[Subgraph, tuple[SymbolicTensor, ...]]:
    """Traces a function of tensors into a body and what it captures from outside.

    Args:
        function: takes as many tensors as there are specs, returns a flat list.
        specs: the specs of its parameters.
        label: names the parameters in messages.
        share: whether what does not depend on the parameters moves out of the body
            (right for loops); a branch keeps it, so that only the taken one computes.

    Returns:
        The body, whose parameters are followed by one for each captured tensor, and
        the captured tensors.
    """
    marker = make_parameter(Spec("bool"), "marker").node.serial
    params = [make_parameter(s, f"{label}_{i}") for i, s in enumerate(specs)]
    outer = active_trace()
    inner = Trace(allows_updates=False)
    if outer is not None:
        inner.updates = dict(outer.updates)
    with tracing(inner):
        outputs = [as_symbolic(t) for t in function(*params)]
    captured = _captured(params, outputs, marker, share)
    inner_params = [make_parameter(t.spec, f"{label}_outer") for t in captured]
    outputs = substitute(outputs, dict(zip(captured, inner_params)))
    return Subgraph([*params, *inner_params], outputs), tuple(captured)


def _captured(params, outputs, marker, share):
    """Tensors from outside that the body uses; constants stay inside."""
    inside = {p.node for p in params}
    order = reachable(outputs, stop=params)
    for node in order:
        if any(t.node in inside for t in node.inputs) or (
            not share and node.serial > marker
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


def substitute(
    outputs: Sequence[SymbolicTensor],
    replacements: dict[SymbolicTensor, SymbolicTensor],
) -> list[SymbolicTensor]:
    """The outputs with some tensors beneath them replaced; the rest is shared."""
    memo = {(t.node, t.index): r for t, r in replacements.items()}

    def mapped(tensor):
        return memo.get((tensor.node, tensor.index), tensor)

    for node in reachable(outputs, stop=replacements):
        inputs = tuple(mapped(t) for t in node.inputs)
        if any(a is not b for a, b in zip(inputs, node.inputs)):
            new = make_node(node.op, inputs, node.origin)
            for index in range(len(node.specs)):
                memo.setdefault((node, index), new.output(index))
    return [mapped(t) for t in outputs]
