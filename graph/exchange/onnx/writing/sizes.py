"""Symbolic sizes in ONNX: numbers that a run computes from the shapes of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim, Size, bare_symbol
from graph.ir.errors import ArgumentError, describe
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.exchange.onnx.writing.writer import Writer


class Sizes:
    """Writes sizes as int64: scalars, and vectors for shapes.

    Args:
        writer: where the nodes go.
        outer: the sizes of the graph around; what it has written is known here.
    """

    def __init__(self, writer: Writer, outer: Sizes | None) -> None:
        self.writer, self.outer = writer, outer
        self.sources: dict[Any, Any] = {} if outer is None else outer.sources
        self._known: dict[Any, Any] = {}

    def add_input(self, tensor: SymbolicTensor, name: str) -> None:
        """Notes which axes of an input tell symbols."""
        for axis, size in enumerate(tensor.spec.shape):
            symbol = bare_symbol(size)
            if symbol is not None:
                self.sources.setdefault(symbol, (name, axis))

    def vector(self, sizes: Sequence[Size]) -> str:
        """The name of a vector of sizes."""
        if not any(isinstance(size, Dim) for size in sizes):
            return self.writer.constant(np.array(sizes, np.int64).reshape(-1))
        parts, key = [], ("vector", *sizes)
        found = self._find(key)
        if found is None:
            for size in sizes:
                one = self.scalar(size)
                axes = self.writer.axes(0)
                parts.append(self.writer.op("Unsqueeze", one, axes))
            found = self._known[key] = self.writer.op("Concat", *parts, axis=0)
        return found

    def scalar(self, size: Size) -> str:
        """The name of a size as a scalar."""
        if not isinstance(size, Dim):
            return self.writer.constant(size, np.int64)
        return self._once(("size", size.terms), lambda: self._sum(size.terms))

    def _find(
        self, key: tuple[Size | str | tuple[int | str | tuple[Any, ...], ...], ...]
    ) -> str | None:
        inside = self
        while inside is not None:
            if key in inside._known:
                return inside._known[key]
            inside = inside.outer
        return None

    def _once(
        self,
        key: tuple[str, str | tuple[int | str | tuple[Any, ...], ...]],
        write: Callable[..., Any],
    ) -> str:
        found = self._find(key)
        if found is None:
            found = self._known[key] = write()
        return found

    def _sum(self, terms: str | int | tuple[tuple[Any, int], ...]) -> str:
        total = None
        for monomial, coefficient in terms:
            product = (
                None if monomial and coefficient == 1 else self._number(coefficient)
            )
            for atom in monomial:
                factor = self._once(("atom", atom), lambda atom=atom: self._atom(atom))
                product = (
                    factor if product is None else self._op("Mul", product, factor)
                )
            total = product if total is None else self._op("Add", total, product)
        return self._number(0) if total is None else total

    def _number(self, number: Any) -> str:
        return self.writer.constant(number, np.int64)

    def _op(self, kind: str, *names: str | None) -> str:
        return self.writer.op(kind, *names)

    def _atom(
        self,
        atom: tuple[
            str, str | tuple[tuple[Any, int], ...], int | tuple[tuple[Any, int], ...]
        ],
    ) -> str:
        if atom[0] == "sym":
            return self._symbol(atom)
        left, right = (self._sum(terms) for terms in atom[1:])
        if atom[0] == "max":
            return self._op("Max", left, right)
        # Div cuts towards 0; the floor is what is left without the rest
        rest = self._op("Mod", left, right)
        return self._op("Div", self._op("Sub", left, rest), right)

    def _symbol(
        self,
        atom: tuple[
            str, str | tuple[tuple[Any, int], ...], int | tuple[tuple[Any, int], ...]
        ],
    ) -> str:
        if atom not in self.sources:
            raise ArgumentError(
                describe(
                    f"the size {atom[1]} follows from no input",
                    hint="let an input have this size as one of its axes",
                )
            )
        name, axis = self.sources[atom]
        shape = self._once(("shape", name), lambda: self._op("Shape", name))
        return self._op("Gather", shape, self._number(axis))
