"""Bodies of control flow: a small graph with its own parameters, held by an op."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.cached_property import cached_property
from graph.ir.dims import evaluate, symbols_in
from graph.ir.leaves import Placeholder
from graph.ir.node import Node, in_program_order, make_node, reachable, with_inputs
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.hints import Env


class Subgraph:
    """Parameters and outputs of a traced body; compares by identity."""

    def __init__(
        self, params: Sequence[SymbolicTensor], outputs: Sequence[SymbolicTensor]
    ) -> None:
        self.params: tuple[SymbolicTensor, ...] = tuple(params)
        self.outputs: tuple[SymbolicTensor, ...] = tuple(outputs)

    @cached_property
    def nodes(self) -> list[Node]:
        return reachable(self.outputs, stop=self.params)

    @cached_property
    def has_effects(self) -> bool:
        """Whether running the body does something beside computing its outputs."""
        return any(node.op.has_effect for node in self.nodes)

    @property
    def output_specs(self) -> tuple[Spec, ...]:
        return tuple(t.spec for t in self.outputs)

    @cached_property
    def _symbols(self) -> frozenset[tuple[str, str, int]]:
        specs = [t.spec for t in self.params]
        specs += [spec for node in self.nodes for spec in node.specs]
        found = {s for spec in specs for size in spec.shape for s in symbols_in(size)}
        return frozenset(found.union(*(node.op.symbols() for node in self.nodes)))

    def symbols(self) -> frozenset[tuple[str, str, int]]:
        """The symbols of all shapes and attributes."""
        return self._symbols

    def __repr__(self) -> str:
        return f"<body of {len(self.nodes)} nodes>"


class BoundBody:
    """A body at known sizes, as a kernel sees it: a function of arrays.

    Args:
        subgraph: the body.
        env: the number of each symbol.
        run: takes the arrays of the parameters, returns those of the outputs.
    """

    def __init__(self, subgraph: Subgraph, env: Env, run: Callable[..., Any]) -> None:
        self.env = env
        self.output_specs = tuple(
            spec.with_shape(evaluate(size, env) for size in spec.shape)
            for spec in subgraph.output_specs
        )
        self.run = run

    def __call__(self, *arrays: np.ndarray) -> list[np.ndarray]:
        results: list[np.ndarray] = self.run(arrays)
        return results

    @contextlib.contextmanager
    def stepping(self, arrays: tuple[np.ndarray, ...]) -> Iterator[Callable[..., Any]]:
        """Opens the body for many runs at the shapes of these arrays.

        Yields:
            A function of the arrays of the parameters followed by arrays for the
            outputs, which it fills.
        """

        def step(*given: np.ndarray) -> None:
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


def substitute(
    outputs: Sequence[SymbolicTensor],
    replacements: dict[SymbolicTensor, SymbolicTensor],
) -> list[SymbolicTensor]:
    """The outputs with some tensors beneath them replaced; the rest is shared."""
    memo = {(t.node, t.index): r for t, r in replacements.items()}

    def mapped(tensor: SymbolicTensor) -> SymbolicTensor:
        return memo.get((tensor.node, tensor.index), tensor)

    for node in in_program_order(reachable(outputs, stop=replacements)):
        inputs = tuple(mapped(t) for t in node.inputs)
        new = with_inputs(node, inputs)
        if new is not node:
            for index in range(len(node.specs)):
                memo.setdefault((node, index), new.output(index))
    return [mapped(t) for t in outputs]
