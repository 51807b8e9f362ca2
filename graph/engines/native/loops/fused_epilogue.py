"""Elementwise statements on the finished elements of a contraction, in registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame
from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.loops.statements import (
    Access,
    Compute,
    Given,
    Immediate,
    Load,
    Save,
    Statement,
)
from graph.engines.native.lower_elementwise import lower_elementwise

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


class FusedEpilogue(NamedTuple):
    """Statements over (batch, row, column); the value that is given is the result.

    The strides of accesses are for these three axes; what is saved has neighbours in
    neighbouring columns.
    """

    statements: tuple[Statement, ...]
    saves: tuple[Save, ...]

    @property
    def key(self) -> tuple[type[FusedEpilogue], FusedEpilogue]:
        return type(self), self

    def begin(self, b: Builder, frame: Frame) -> BoundEpilogue:
        return BoundEpilogue(self, b, frame)


class BoundEpilogue:
    """An epilogue within one function."""

    def __init__(self, epilogue: FusedEpilogue, b: Builder, frame: Frame) -> None:
        self.epilogue = epilogue
        accesses = [s.access for s in epilogue.statements if isinstance(s, Load)]
        accesses += [s.access for s in epilogue.saves]
        self.pointers = {a: frame.pointer(a.buffer) for a in accesses}
        self.strides = {a: [frame.int(s) for s in a.strides] for a in accesses}
        self.scalars = {
            a: b.read(self.pointers[a], 0, a.dtype)
            for a in accesses
            if a.strides == (0, 0, 0)
        }

    def emit(
        self,
        b: Builder,
        batch: Value,
        row: Value,
        column: Value,
        value: ir.Value,
        mask: Value | None = None,
    ) -> None:
        lanes = value.type.count if isinstance(value.type, ir.VectorType) else 1
        m = LaneMath(b, lanes)
        place = (batch, row, column)
        known: list[Lanes] = []
        for statement in self.epilogue.statements:
            known.append(self._value(m, statement, known, place, value, mask))
        for save in self.epilogue.saves:
            offset = self._offset(b, save.access, place)
            result = known[save.value].value
            pointer = self.pointers[save.access]
            b.write(result, pointer, offset, save.access.dtype, mask)

    def _offset(self, b: Builder, access: Access, place: tuple[Value, ...]) -> Value:
        offset = 0
        for index, stride in zip(place, self.strides[access]):
            offset = b.plus(offset, b.times(index, stride))
        return offset

    def _value(
        self,
        m: LaneMath,
        statement: Any,
        known: Sequence[Lanes],
        place: tuple[Value, ...],
        value: Value,
        mask: Value | None,
    ) -> Lanes | None:
        if isinstance(statement, Given):
            return m.wrap(value, statement.dtype)
        if isinstance(statement, Immediate):
            return m.constant(statement.number, statement.dtype)
        if isinstance(statement, Load):
            return self._load(m, statement.access, place, mask)
        assert isinstance(statement, Compute)
        inputs = [known[i] for i in statement.inputs]
        return lower_elementwise(m, statement.op, inputs, statement.dtype)

    def _load(
        self, m: LaneMath, access: Access, place: tuple[Value, ...], mask: Value | None
    ) -> Lanes:
        b = m.b
        scalar = self.scalars.get(access)
        if scalar is None and access.strides[2] == 0:
            pointer = self.pointers[access]
            scalar = b.read(pointer, self._offset(b, access, place), access.dtype)
        if scalar is not None:
            return m.wrap(b.splat(scalar, m.lanes), access.dtype)
        offset = self._offset(b, access, place)
        value = b.read(self.pointers[access], offset, access.dtype, m.lanes, mask)
        return m.wrap(value, access.dtype)
