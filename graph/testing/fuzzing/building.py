"""From random programs to graphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import graph
from graph.ir.dims import Dim, evaluate
from graph.ir.errors import GradientError, GraphError
from graph.ir.program import Program
from graph.testing.fuzzing.programs import RandomProgram, as_list
from graph.testing.node_checks import bind_sizes

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor, Tensor
    from graph.testing.fuzzing.steps import Leaf


class Built:
    """A random program as a `Program`, with what it runs on.

    Args:
        made: the random program.
        disturbed: whether each number that a step computes is multiplied by one that is
            fed, to see how far small errors go.

    Attributes:
        program: the graph.
        arrays: what is fed.
        variables: with the values that they start with.
    """

    def __init__(self, made: RandomProgram, disturbed: bool = False) -> None:
        self.made, self.disturbed = made, disturbed
        self.arrays: list[np.ndarray] = []
        self.inputs: list[Any] = []
        self.factors: list[int] = []  # numbers of inputs that disturb
        self.variables: list[tuple[Any, ...]] = []
        self.is_symbolic = made.is_symbolic and not disturbed
        try:
            self.program = self._program()
        except GraphError:
            if not self.is_symbolic:
                raise
            self._forget()
            self.program = self._program()

    def _forget(self) -> None:
        """Begins again without symbols, which not all steps take."""
        self.is_symbolic = False
        self.arrays, self.inputs, self.variables = [], [], []

    def _program(self) -> Program:
        self._values()
        values = self.values
        if self.is_symbolic and self._turns_out_1():
            raise GraphError("an unknown size is 1, which broadcasts only if known")
        outputs = [graph.as_symbolic(values[i]) for i in self.made.outputs]
        descents = self._gradients(outputs)
        updates = [
            (self.variable_at[place], self._new_value(place, way, values[other]))
            for place, way, other in self.made.updates
        ]
        return Program(self.inputs, [*outputs, *descents.values()], updates)

    # ---- values

    def _values(self) -> None:
        made = self.made
        self.values: dict[Any, Any] = {}
        self.variable_at: dict[Any, Any] = {}
        for place, value in enumerate(made.draft.values):
            if place in made.draft.leaves:
                self.values[place] = self._leaf(place, made.draft.leaves[place])
            elif place in made.steps:
                step = made.steps[place]
                results = as_list(step.function(*[self.values[i] for i in step.places]))
                for number, result in enumerate(results):
                    given = [made.draft.values[i] for i in step.places]
                    self.values[place + number] = self._disturb(result, given)
            elif place not in self.values:
                raise AssertionError(f"{value.shape} comes from nowhere")

    def _leaf(self, place: int, leaf: Leaf) -> SymbolicTensor:
        if leaf.kind == "input":
            shape = leaf.array.shape
            if self.is_symbolic:
                shape = tuple(n if n < 2 else f"n{n}" for n in shape)
            return self._input(leaf.array, shape)
        if leaf.kind == "constant":
            return graph.constant(leaf.array)
        variable = graph.Variable(leaf.array, f"v{place}")
        self.variables.append((variable, leaf.array))
        self.variable_at[place] = variable
        return variable.symbolic()

    def _input(
        self, array: np.ndarray, shape: Sequence[int | str | None]
    ) -> SymbolicTensor:
        tensor = graph.placeholder(array.dtype, shape, f"x{len(self.inputs)}")
        self.inputs.append(tensor)
        self.arrays.append(array)
        return tensor

    def _disturb(self, value: Tensor, given: Sequence[np.ndarray]) -> SymbolicTensor:
        """The value times a factor, and what the step may have lost of its inputs, as
        x - tanh(x) of a small x."""
        if not self.disturbed or value.dtype.kind != "f":
            return value
        self.factors.append(len(self.inputs))
        factor = self._input(np.ones(value.shape, value.dtype), value.shape)
        alike = [np.abs(np.asarray(x)) for x in given
                 if x.shape == value.shape and x.dtype == value.dtype]  # fmt: skip
        if not alike:
            return value * factor
        size = np.max(alike, axis=0)
        size = np.where(np.isfinite(size), size, 0)
        lost = graph.where(value < 0, -size, size)  # both disturb the same way
        return value * factor + lost * (factor - 1)

    def _turns_out_1(self) -> bool:
        numbers = bind_sizes(self.inputs, self.arrays)
        return any(
            isinstance(size, Dim) and evaluate(size, numbers) == 1
            for value in self.values.values()
            for size in graph.as_symbolic(value).spec.shape
        )

    # ---- gradients and updates

    def _gradients(
        self, outputs: Sequence[SymbolicTensor]
    ) -> dict[SymbolicTensor, SymbolicTensor]:
        """Gradients of the outputs, by what they are gradients by."""
        self.descents: dict[Any, Any] = {}
        sources = [
            t
            for place in self.made.draft.leaves
            if hasattr(t := self.values[place], "node")
            and t.dtype.kind == "f"
            and self.made.draft.leaves[place].kind != "constant"
        ]
        ys = [y for y in outputs if y.dtype.kind == "f"]
        if not self.made.has_gradient or not sources or not ys:
            return {}
        try:
            found = graph.gradients(ys, sources, [graph.tanh(y) for y in ys], "zero")
        except GradientError:
            return {}
        self.descents = dict(zip(sources, found))
        return self.descents

    def _new_value(self, place: int, way: str, other: SymbolicTensor) -> SymbolicTensor:
        old = self.values[place]
        kind = old.dtype.kind
        if way == "descent" and old in self.descents:
            return old - 0.01 * self.descents[old]
        if way == "value":
            return graph.as_symbolic(other)
        if way == "moved" and old.ndim:
            return graph.flip(old, 0)
        if kind == "b":
            return graph.logical_xor(old, other)
        if kind in "iu":
            return graph.maximum(old, other)
        return old * 0.9 + other * 0.1
