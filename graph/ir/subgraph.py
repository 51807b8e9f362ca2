"""Bodies of control flow: a small graph with its own parameters, held by an op."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence

import numpy as np

from graph.ir.barrier import after
from graph.ir.dims import evaluate, symbols_in
from graph.ir.dispatch import as_symbolic
from graph.ir.errors import ArgumentError, describe
from graph.ir.leaves import Constant, Placeholder, ReadVariable
from graph.ir.node import Node, make_node, reachable
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor
from graph.ir.trace import Trace, active_trace, tracing


class Subgraph:
    """Parameters and outputs of a traced body; compares by identity."""

    def __init__(self, params, outputs):
        self.params: tuple[SymbolicTensor, ...] = tuple(params)
        self.outputs: tuple[SymbolicTensor, ...] = tuple(outputs)

    @functools.cached_property
    def nodes(self) -> list[Node]:
        return reachable(self.outputs, stop=self.params)

    @functools.cached_property
    def has_effects(self) -> bool:
        """Whether running the body does something beside computing its outputs."""
        return any(node.op.has_effect for node in self.nodes)

    @property
    def output_specs(self) -> tuple[Spec, ...]:
        return tuple(t.spec for t in self.outputs)

    @functools.cached_property
    def _symbols(self) -> frozenset:
        specs = [t.spec for t in self.params]
        specs += [spec for node in self.nodes for spec in node.specs]
        found = {s for spec in specs for size in spec.shape for s in symbols_in(size)}
        return frozenset(found.union(*(node.op.symbols() for node in self.nodes)))

    def symbols(self) -> frozenset:
        """The symbols of all shapes and attributes."""
        return self._symbols

    def __repr__(self):
        return f"<body of {len(self.nodes)} nodes>"


class BoundBody:
    """A body at known sizes, as a kernel sees it: a function of arrays.

    Args:
        subgraph: the body.
        env: the number of each symbol.
        run: takes the arrays of the parameters, returns those of the outputs.
    """

    def __init__(self, subgraph: Subgraph, env, run: Callable):
        self.env = env
        self.output_specs = tuple(
            spec.with_shape(evaluate(size, env) for size in spec.shape)
            for spec in subgraph.output_specs
        )
        self.run = run

    def __call__(self, *arrays) -> list[np.ndarray]:
        return self.run(arrays)

    @contextlib.contextmanager
    def stepping(self, arrays):
        """Opens the body for many runs at the shapes of these arrays.

        Yields:
            A function of the arrays of the parameters followed by arrays for the
            outputs, which it fills.
        """

        def step(*given):
            for target, result in zip(
                given[len(arrays) :], self(*given[: len(arrays)])
            ):
                target[...] = result

        yield step


def named_bodies(op: Op) -> list[tuple[str, Subgraph]]:
    """The bodies of an op by the names of its attributes: ``body``, ``branches[1]``."""
    found = []
    for name in op.props:
        value = getattr(op, name)
        if isinstance(value, Subgraph):
            found.append((name, value))
        elif isinstance(value, tuple):
            found += [
                (f"{name}[{i}]", part)
                for i, part in enumerate(value)
                if isinstance(part, Subgraph)
            ]
    return found


def bodies_of(op: Op) -> list[Subgraph]:
    """The bodies among the attributes of an op."""
    return [body for _, body in named_bodies(op)]


def make_parameter(spec: Spec, label: str) -> SymbolicTensor:
    return make_node(Placeholder(spec.dtype, spec.shape, label), ()).output()


def trace_body(
    function: Callable, specs: Sequence[Spec], label: str, share: bool = True
) -> tuple[Subgraph, tuple[SymbolicTensor, ...]]:
    """Traces one function; see `trace_bodies`."""
    (body,), captured = trace_bodies([function], specs, label, share)
    return body, captured


def trace_bodies(
    functions: Sequence[Callable],
    specs: Sequence[Spec],
    label: str,
    share: bool = True,
) -> tuple[list[Subgraph], tuple[SymbolicTensor, ...]]:
    """Traces functions of tensors into bodies, and what they capture from outside.

    Args:
        functions: each takes as many tensors as there are specs, returns a flat list.
        specs: the specs of their parameters.
        label: names the parameters in messages.
        share: whether what does not depend on the parameters moves out of the bodies
            (right for loops); a branch keeps it, so that only the taken one computes.

    Returns:
        The bodies, all with the same parameters followed by one for each captured
        tensor, and the captured tensors.
    """
    marker = make_parameter(Spec("bool"), "marker").node.serial
    traced = []
    for function in functions:
        params = [make_parameter(s, f"{label}_{i}") for i, s in enumerate(specs)]
        with tracing(_inner_trace()) as trace:
            outputs = [as_symbolic(t) for t in function(*params)]
            outputs = _tied(outputs, trace.effects, label)
        traced.append((params, outputs))
    captured = tuple(
        dict.fromkeys(
            tensor
            for params, outputs in traced
            for tensor in _captured(params, outputs, marker, share)
        )
    )
    return [_closed(*parts, captured, label) for parts in traced], captured


def _tied(outputs, effects, label) -> list[SymbolicTensor]:
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


def _inner_trace() -> Trace:
    """Variables have the values that they have outside, and keep them."""
    outer = active_trace()
    inner = Trace(allows_updates=False)
    if outer is not None:
        inner.updates = dict(outer.updates)
    return inner


def _closed(params, outputs, captured, label) -> Subgraph:
    """The body with parameters in place of what it captures."""
    inner = [make_parameter(t.spec, f"{label}_outer") for t in captured]
    outputs = substitute(outputs, dict(zip(captured, inner)))
    return Subgraph([*params, *inner], outputs)


def _captured(params, outputs, marker, share):
    """Tensors from outside that the body uses; constants stay inside."""
    inside = {p.node for p in params}
    order = reachable(outputs, stop=params)
    for node in order:
        own = not share and node.serial > marker
        if any(t.node in inside for t in node.inputs) or (
            (own and not isinstance(node.op, (ReadVariable, Placeholder)))
            or _is_constant_view(node)
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


def _is_constant_view(node) -> bool:
    """A constant that is broadcast, which costs nothing and is better known inside."""
    return node.op.is_view and all(isinstance(t.op, Constant) for t in node.inputs)


def substitute(
    outputs: Sequence[SymbolicTensor],
    replacements: dict[SymbolicTensor, SymbolicTensor],
) -> list[SymbolicTensor]:
    """The outputs with some tensors beneath them replaced; the rest is shared."""
    return rebuilt(outputs, replacements)


def rebuilt(
    outputs: Sequence[SymbolicTensor],
    replacements: dict[SymbolicTensor, SymbolicTensor],
    skip: Callable = lambda node, inputs: None,
) -> list[SymbolicTensor]:
    """The outputs with tensors beneath them replaced, and nodes skipped.

    Args:
        outputs: tensors.
        replacements: a tensor for each that is replaced; nothing behind it is visited.
        skip: takes a node and its inputs as they are now; gives the tensor that stands
            for its only output, or None to leave the node.
    """
    memo = {(t.node, t.index): r for t, r in replacements.items()}

    def mapped(tensor):
        return memo.get((tensor.node, tensor.index), tensor)

    for node in reachable(outputs, stop=replacements):
        inputs = tuple(mapped(t) for t in node.inputs)
        instead = skip(node, inputs)
        if instead is not None:
            memo.setdefault((node, 0), instead)
        elif any(a is not b for a, b in zip(inputs, node.inputs)):
            new = make_node(node.op, inputs, node.origin)
            for index in range(len(node.specs)):
                memo.setdefault((node, index), new.output(index))
    return [mapped(t) for t in outputs]
