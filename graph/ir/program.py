"""What an engine compiles: inputs, outputs, and the variables that a run updates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.ir.cached_property import cached_property
from graph.ir.leaves import Assign, ReadVariable
from graph.ir.node import Node, reachable
from graph.ir.tensor import SymbolicTensor


class Program:
    """A closed graph: all that the outputs and updates need, given the inputs."""

    def __init__(
        self,
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        updates: Sequence[tuple[Any, ...]] = (),
    ) -> None:
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.updates = tuple(updates)  # (Variable, SymbolicTensor)

    @property
    def roots(self) -> tuple[SymbolicTensor, ...]:
        return self.outputs + tuple(t for _, t in self.updates)

    def nodes(self) -> list[Node]:
        """The nodes to run, inputs before users."""
        return list(self._nodes)

    @cached_property
    def _nodes(self) -> list[Node]:
        return reachable(self.roots, stop=self.inputs)

    def with_roots(self, roots: Sequence[SymbolicTensor]) -> Program:
        """The same program with its roots replaced, in the order of ``roots``."""
        if all(new is old for new, old in zip(roots, self.roots, strict=True)):
            return self
        n = len(self.outputs)
        updates = [(v, t) for (v, _), t in zip(self.updates, roots[n:])]
        return Program(self.inputs, roots[:n], updates)

    def variables(self) -> list[Any]:
        """The variables that the program reads or updates."""
        read = [n.op.variable for n in self.nodes() if isinstance(n.op, ReadVariable)]
        return list(dict.fromkeys([*read, *(v for v, _ in self.updates)]))

    def symbols(self) -> set[tuple[str, str, int]]:
        """The symbols of all shapes and attributes."""
        found: set[Any] = set()
        for node in self.nodes():
            found |= node.op.symbols()
        return found


def assignments_in(
    outputs: Sequence[SymbolicTensor],
    inputs: Iterable[SymbolicTensor] = (),
) -> list[tuple[Any, ...]]:
    """(variable, value) of each assignment that the outputs need; the last one wins."""
    nodes = [n for n in reachable(outputs, stop=inputs) if isinstance(n.op, Assign)]
    nodes.sort(key=lambda node: node.serial)
    return list({node.op.variable: node.inputs[0] for node in nodes}.items())
