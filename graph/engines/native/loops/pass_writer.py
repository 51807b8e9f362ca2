"""Writes one walk over the reduced axes: what is folded, saved and kept there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.loops.folding import BY_NAME
from graph.engines.native.loops.levels import FULL
from graph.engines.native.loops.statements import Compute, Index, Load
from graph.engines.native.loops.values import Values, in_lanes
from graph.engines.native.lower_elementwise import lower_elementwise
from graph.engines.native.memory_types import I32

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.loops.folding import Reducer
    from graph.engines.native.loops.loop_writer import LoopWriter
    from graph.engines.native.loops.statements import Access


#: elements of a row that are kept on the stack between passes, at most
MOST_KEPT = 8192


class PassWriter:
    """The passes over the reduced axes for one row, or rows side by side."""

    def __init__(self, writer: LoopWriter, values: Values) -> None:
        self.writer, self.values, self.b = writer, values, writer.b
        kernel, self.levels = writer.kernel, writer.levels
        self.m = writer.vector_math
        self.sizes = [writer.frame.int(n) for n in kernel.reduced]
        self.saved = {
            s.value: s.access
            for s in kernel.saves
            if self.levels.level[s.value] == FULL
        }
        self.kept: dict[int, ir.Value] = {}  # memory by value
        self._choose_kept()

    def _choose_kept(self) -> None:
        """Costly values that a later pass needs get memory on the stack."""
        wide = self.values.vectors * self.m.lanes if self.writer.has_inner else 1
        if not all(isinstance(n, int) for n in self.sizes):
            return
        count = math.prod(self.sizes) * wide
        if not 0 < count <= MOST_KEPT:
            return
        for number in range(1, self.levels.passes + 1):
            for i in self._taken_over(number):
                if i not in self.saved and i not in self.kept:
                    dtype = self._dtype(i)
                    self.kept[i] = self.b.local(count + self.m.lanes, dtype)

    def _taken_over(self, number: int) -> list[int]:
        """Costly values of earlier passes that a pass uses directly."""
        levels = self.levels
        needed = levels.needed(number)
        late = [i for i in needed if levels.start[i] == number]
        used = {j for i in late for j in getattr(levels.statements[i], "inputs", ())}
        used |= {
            levels.statements[i].input
            for i in levels.folds
            if levels.start[i] == number + 1
        }
        return [
            i
            for i in needed
            if i in used and levels.start[i] < number and levels.is_costly(i)
        ]

    def write(self, number: int) -> None:
        """The loops of a pass; afterwards its folds are values of the row."""
        self.number = number
        self.again = {*self.kept, *self.saved}
        self.needed = self.levels.needed(number, self.kept, self.saved)
        self.saves = self.levels.saved_in(number)
        self.folds = [
            i for i in self.levels.folds if self.levels.start[i] == number + 1
        ]
        if not self.needed and not self.folds and not self.saves:
            return
        last = self._nest([], self._initial())
        self._finish(self._unpack(last))

    # ---- states of folds, as a flat list of LLVM values

    def _initial(self) -> list[ir.Value]:
        states, self.dtypes = [], []
        for i in self.folds:
            fold = self.levels.statements[i]
            reducer = BY_NAME[fold.reducer]
            dtype = self._dtype(fold.input)
            for _ in range(self.values.vectors):
                state = reducer.initial(self.m, dtype)
                states += [x.value for x in state]
                self.dtypes.append([x.dtype for x in state])
        return states

    def _dtype(self, index: int) -> np.dtype:
        statement = self.levels.statements[index]
        if isinstance(statement, Load):
            return statement.access.dtype
        return statement.dtype

    def _unpack(self, flat: Sequence[Value]) -> list[list[Lanes]]:
        values = iter(flat)
        return [[self.m.wrap(next(values), d) for d in ds] for ds in self.dtypes]

    # ---- loops

    def _nest(self, places: list[Value], flat: Sequence[Value]) -> Sequence[Any]:
        """The loop over the next reduced axis."""
        b, axis = self.b, len(places)
        if axis == len(self.sizes):
            return self._body(places, flat, None)
        low, high = 0, self.sizes[axis]
        if axis == 0 and self.writer.is_split:
            low, high = b.share(high, self.writer.part, self.writer.count)
        if axis < len(self.sizes) - 1 or self.writer.has_inner:
            return b.loop(low, high, 1, lambda i, *s: self._nest([*places, i], s), flat)
        return self._vector_loop(places, low, high, flat)

    def _vector_loop(
        self, places: Sequence[Value], low: int, high: Value, flat: Sequence[Value]
    ) -> Sequence[Any]:
        """The last reduced axis, in vectors, with a mask for the rest."""
        b, lanes = self.b, self.m.lanes
        rest = None
        if isinstance(high, int) and isinstance(low, int):
            whole = high // lanes * lanes
            rest = high - whole
        else:
            size = b.sub(b.int(high), b.int(low))
            full = b.mul(b.sdiv(size, b.int(lanes)), b.int(lanes))
            whole = b.add(b.int(low), full)
        if not isinstance(whole, int) or whole > 0:
            flat = b.loop(
                low, whole, lanes, lambda i, *s: self._body([*places, i], s, None), flat
            )
        if rest == 0:
            return flat
        left = b.trunc(b.sub(b.int(high), b.int(whole)), I32)
        mask = b.mask(left, lanes)
        if rest is not None:
            return self._body([*places, b.int(whole)], flat, mask)
        some = b.icmp_signed(">", left, ir.Constant(I32, 0))
        before, start = list(flat), b.block
        with b.if_then(some):
            after = self._body([*places, b.int(whole)], flat, mask)
            end = b.block
        joined = []
        for old, new in zip(before, after):
            phi = b.phi(old.type)
            phi.add_incoming(old, start)
            phi.add_incoming(new, end)
            joined.append(phi)
        return joined

    # ---- one element of the reduced axes

    def _body(
        self, places: Sequence[Value], flat: Sequence[Value], mask: Value | None
    ) -> list[ir.Value]:
        self.places = places
        self.mask = self.values.mask if self.writer.has_inner else mask
        states = self._unpack(flat)
        for vector in range(self.values.vectors):
            self.now: dict[int, Lanes] = {}
            for i in self.needed:
                self.now[i] = self._value(i, vector)
            self._save(vector)
            for n, i in enumerate(self.folds):
                at = n * self.values.vectors + vector
                states[at] = self._fold(i, states[at], vector)
        return [x.value for state in states for x in state]

    def _get(self, index: int, vector: int) -> Lanes:
        if index in self.now:
            return self.now[index]
        return self.values.widened(index, vector, self.m)

    def _value(self, i: int, vector: int) -> Lanes | None:
        statement = self.levels.statements[i]
        if self.levels.start[i] < self.number and i in self.again:
            return self._read_back(i, vector)
        if isinstance(statement, Load):
            return self._load(statement.access, vector)
        if isinstance(statement, Index):
            return self._index(statement)
        assert isinstance(statement, Compute)
        inputs = [self._get(j, vector) for j in statement.inputs]
        return lower_elementwise(self.m, statement.op, inputs, statement.dtype)

    def _inner_place(self, vector: int) -> Value:
        return self.b.plus(self.values.k, vector * self.m.lanes)

    def _offset(self, access: Access, vector: int) -> Value:
        inner = self._inner_place(vector) if self.writer.has_inner else None
        return self.writer.memory.offset(access, self.places, inner)

    def _load(self, access: Access, vector: int) -> Lanes:
        memory = self.writer.memory
        step = memory.step(access, -1)
        offset = self._offset(access, vector)
        value = memory.read(access, offset, step, self.m.lanes, self.mask)
        return self.m.wrap(value, access.dtype)

    def _place(self) -> Lanes:
        """The index along the one axis that is reduced."""
        if not self.places:  # it has one element
            return self.m.constant(0, "int64")
        return self._index(Index(len(self.writer.kernel.outer)))

    def _index(self, statement: Index) -> Lanes:
        b, outer = self.b, len(self.writer.kernel.outer)
        place = self.places[statement.axis - outer]
        last = statement.axis - outer == len(self.places) - 1
        if last and not self.writer.has_inner:
            start = b.splat(b.int(place), self.m.lanes)
            return self.m.wrap(b.add(start, b.iota(self.m.lanes)), "int64")
        return in_lanes(b, self.m, b.int(place), "int64")

    # ---- memory of the pass

    def _kept_place(self, vector: int) -> Value:
        b, place = self.b, 0
        for size, index in zip(self.sizes, self.places):
            place = b.plus(b.times(place, size), index)
        if not self.writer.has_inner:
            return place
        place = b.plus(b.times(place, self.values.vectors), vector)
        return b.times(place, self.m.lanes)

    def _read_back(self, i: int, vector: int) -> Lanes:
        if i in self.saved:
            return self._load(self.saved[i], vector)
        dtype = self._dtype(i)
        place = self._kept_place(vector)
        value = self.b.read(self.kept[i], place, dtype, self.m.lanes)
        return self.m.wrap(value, dtype)

    def _save(self, vector: int) -> None:
        memory = self.writer.memory
        for save in self.saves:
            value = self._get(save.value, vector).value
            offset = self._offset(save.access, vector)
            memory.write(save.access, offset, value, self.mask)
        for i, pointer in self.kept.items():
            if i in self.now and self.levels.start[i] == self.number:
                place = self._kept_place(vector)
                self.b.write(self.now[i].value, pointer, place, self._dtype(i))

    def _fold(self, i: int, state: Sequence[Lanes], vector: int) -> list[Lanes]:
        fold = self.levels.statements[i]
        reducer = BY_NAME[fold.reducer]
        place = None
        if reducer.finds_place:
            place = self._place()
        x = self._get(fold.input, vector)
        mask = None
        if self.mask is not None and not self.writer.has_inner:
            mask = self.m.wrap(self.mask, "bool")
        return reducer.take(self.m, state, x, place, mask)

    def _finish(self, states: Sequence[list[Lanes]]) -> None:
        """The folds as values of the row: over all lanes, if these are folded too."""
        vectors = self.values.vectors
        for n, i in enumerate(self.folds):
            reducer = BY_NAME[self.levels.statements[i].reducer]
            mine = states[n * vectors : (n + 1) * vectors]
            if self.writer.has_inner:
                self.values.known[i] = [state[-1] for state in mine]
            else:
                self.values.known[i] = [self._over_lanes(reducer, mine[0])]

    def _over_lanes(self, reducer: Reducer, state: Sequence[Lanes]) -> Lanes:
        """One number from the lanes, by halves."""
        b, count = self.b, self.m.lanes
        while count > 1:
            count //= 2
            m = LaneMath(b, count)
            low, high = (
                [m.wrap(self._cut(x.value, at, count), x.dtype) for x in state]
                for at in (0, count)
            )
            state = reducer.combine(m, low, high)
        return in_lanes(b, self.writer.row_math, state[-1].value, state[-1].dtype)

    def _cut(self, vector: Value, start: int, count: int) -> Value:
        if count == 1:
            return self.b.lane(vector, start)
        return self.b.shuffle(vector, vector, range(start, start + count))
