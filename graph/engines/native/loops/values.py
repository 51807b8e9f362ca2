"""The values of a loop that do not change along the reduced axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from llvmlite import ir

from graph.engines.native.lanes import Lanes
from graph.engines.native.loops.levels import ROW
from graph.engines.native.loops.statements import (
    Compute,
    Fold,
    Immediate,
    Index,
    Load,
    Number,
    Save,
)
from graph.engines.native.lower_elementwise import lower_elementwise

if TYPE_CHECKING:
    from graph.engines.native.builder import Builder
    from graph.engines.native.hints import Value
    from graph.engines.native.lanes import LaneMath
    from graph.engines.native.loops.loop_writer import LoopWriter


class Values:
    """Lanes by the number of their statement: one value, or one for each vector.

    Where there is an inner axis, values are vectors along it. Where there is none, a
    value of a row is one number, and those of the full level are vectors along the last
    reduced axis.
    """

    def __init__(
        self,
        writer: LoopWriter,
        places: Sequence[Value],
        known: Mapping[int, list[Lanes]] | None = None,
        k: Value | None = None,
        vectors: int = 1,
        mask: Value | None = None,
    ) -> None:
        self.writer, self.places = writer, places
        self.k, self.vectors, self.mask = k, vectors, mask
        self.known: dict[int, list[Lanes]] = {} if known is None else known

    def for_row(self, k: Value | None, vectors: int, mask: Value | None) -> Values:
        """The values of rows that begin at an index of the inner axis."""
        return Values(self.writer, self.places, dict(self.known), k, vectors, mask)

    def get(self, index: int, vector: int = 0) -> Lanes:
        found = self.known[index]
        return found[vector if len(found) > 1 else 0]

    def widened(self, index: int, vector: int, m: LaneMath) -> Lanes:
        """A value as lanes of a mathematics: a number in every lane."""
        lanes, b = self.get(index, vector), self.writer.b
        if m is self.writer.row_math:
            return lanes
        return in_lanes(b, m, scalar(b, lanes), lanes.dtype)

    def write_level(self, level: int, start: int) -> None:
        """Computes the values of a level that are there from a pass on."""
        levels, m = self.writer.levels, self.writer.row_math
        for index, statement in enumerate(levels.statements):
            if levels.level[index] != level or levels.start[index] != start:
                continue
            if index in self.known or isinstance(statement, Fold):
                continue
            count = self.vectors if level == ROW else 1
            self.known[index] = [self._write(statement, v, m) for v in range(count)]

    def _write(
        self, statement: Compute | Immediate | Load, vector: int, m: LaneMath
    ) -> Lanes | None:
        if isinstance(statement, Immediate):
            return m.constant(statement.number, statement.dtype)
        if isinstance(statement, Compute):
            inputs = [self.get(i, vector) for i in statement.inputs]
            return lower_elementwise(m, statement.op, inputs, statement.dtype)
        if isinstance(statement, Load):
            return self._load(statement, vector, m)
        if isinstance(statement, Index):
            return self._index(statement, vector, m)
        assert isinstance(statement, Number)
        b = self.writer.b
        return in_lanes(b, m, b.int(self.writer.frame.int(statement.value)), "int64")

    def _load(self, statement: Load, vector: int, m: LaneMath) -> Lanes:
        memory, access = self.writer.memory, statement.access
        if self.k is None:
            value = memory.read(access, memory.offset(access), 0, None)
            return in_lanes(self.writer.b, m, value, access.dtype)
        offset = memory.offset(access, (), self._place(vector))
        step = memory.step(access, -1)
        value = memory.read(access, offset, step, m.lanes, self.mask)
        return m.wrap(value, access.dtype)

    def _place(self, vector: int) -> Value:
        """Where a vector of the row begins on the inner axis."""
        return self.writer.b.plus(self.k, vector * self.writer.lanes)

    def _index(self, statement: Index, vector: int, m: LaneMath) -> Lanes:
        b, outer = self.writer.b, len(self.writer.kernel.outer)
        if statement.axis < outer:
            return in_lanes(b, m, b.int(self.places[statement.axis]), "int64")
        start = b.splat(b.int(self._place(vector)), m.lanes)
        return m.wrap(b.add(start, b.iota(m.lanes)), "int64")

    def save(self, save: Save) -> None:
        """Writes a value of a row to memory."""
        writer, access = self.writer, save.access
        memory, b = writer.memory, writer.b
        for vector in range(self.vectors):
            place = None if self.k is None else self._place(vector)
            offset = memory.offset(access, (), place)
            if writer.is_split:
                offset = b.plus(offset, b.times(writer.part, writer.partial))
            value = self.get(save.value, vector)
            value = value.value if writer.has_inner else scalar(b, value)
            memory.write(access, offset, value, self.mask)


def scalar(b: Builder, lanes: Lanes) -> ir.Value:
    """The number in lanes of which there is one, or in the first of equal ones."""
    value = lanes.value
    return b.lane(value, 0) if isinstance(value.type, ir.VectorType) else value


def in_lanes(b: Builder, m: LaneMath, number: ir.Value, dtype: np.dtype | str) -> Lanes:
    """A number in every lane of a mathematics, which works on numbers if it has one."""
    return m.wrap(number if m.lanes == 1 else b.splat(number, m.lanes), dtype)
