"""Statements and buffers of a kernel while they are collected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.loops.statements import (
    Access,
    Immediate,
    Load,
    Save,
    Statement,
)
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.lowering import Scratch
    from graph.engines.native.planning.places import Place


class Body:
    """A list of statements without repetition, and the buffers that they use.

    Strides are sizes here, symbolic ones too.
    """

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.saves: list[Save] = []
        self.buffers: list[Any] = []
        self._numbers: dict[Any, Any] = {}  # of the buffers
        self._known: dict[Statement, int] = {}

    def add(self, statement: Statement) -> int:
        """The number of a statement, which is added if it is new."""
        number = self._known.setdefault(statement, len(self.statements))
        if number == len(self.statements):
            self.statements.append(statement)
        return number

    def number(self, value: np.ndarray) -> int:
        return self.add(Immediate(value.tobytes(), value.dtype))

    def load(
        self, buffer: Place | Scratch, dtype: np.dtype, strides: Sequence[Size] | None
    ) -> int:
        return self.add(Load(self._access(buffer, dtype, strides)))

    def save(
        self,
        value: int,
        buffer: Place | Scratch,
        dtype: np.dtype,
        strides: Sequence[Size],
    ) -> None:
        self.saves.append(Save(value, self._access(buffer, dtype, strides)))

    def _access(
        self, buffer: Place | Scratch, dtype: np.dtype, strides: Sequence[Size] | None
    ) -> Access:
        number = self._numbers.setdefault(buffer, len(self.buffers))
        if number == len(self.buffers):
            self.buffers.append(buffer)
        return Access(number, np.dtype(dtype), tuple(strides))

    def accesses(self) -> list[Access]:
        loads = [s.access for s in self.statements if isinstance(s, Load)]
        return loads + [s.access for s in self.saves]
