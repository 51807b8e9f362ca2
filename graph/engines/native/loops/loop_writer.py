"""Writes the code of a loop kernel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame
from graph.engines.native.lanes import LaneMath
from graph.engines.native.loops.levels import FULL, OUTER, ROW, Levels
from graph.engines.native.loops.memory import Memory
from graph.engines.native.loops.pass_writer import PassWriter
from graph.engines.native.loops.values import Values
from graph.engines.native.loops.width import lanes_of_loop
from graph.engines.native.memory_types import I32
from graph.ir.cached_property import cached_property

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.loops.loop_kernel import LoopKernel


#: vectors of the inner axis that are folded side by side, at most
MOST_VECTORS = 8


class LoopWriter:
    """The loops around the passes: outer axes, then blocks of the inner axis."""

    def __init__(self, kernel: LoopKernel, b: Builder, frame: Frame) -> None:
        self.kernel, self.b, self.frame = kernel, b, frame
        self.lanes = lanes_of_loop(kernel, b.target)
        self.has_inner = kernel.inner is not None
        self.is_split = kernel.partial != 0
        self.partial = frame.int(kernel.partial)
        self.levels = Levels(
            kernel.statements,
            len(kernel.outer),
            len(kernel.reduced),
            self.has_inner,
            kernel.saves,
        )
        self.memory = Memory(kernel, b, frame)
        self.outer = [frame.int(n) for n in kernel.outer]
        self.inner = None if kernel.inner is None else frame.int(kernel.inner)
        self.vector_math = LaneMath(b, self.lanes)
        self.row_math = self.vector_math if self.has_inner else LaneMath(b, 1)

    @cached_property
    def vectors(self) -> int:
        """How many vectors of the inner axis a block of it has."""
        kernel = self.kernel
        if not kernel.reduced or not isinstance(kernel.inner, int):
            return 1
        full = kernel.inner // self.lanes
        wide = sum(level == FULL for level in self.levels.level)
        most = max(1, min(MOST_VECTORS, 64 // max(1, wide)))
        return next((n for n in range(most, 0, -1) if full and full % n == 0), 1)

    def write(self, part: Value, count: Value) -> None:
        """Part ``part`` of ``count``: of the first kind of axis that can be shared."""
        self.part, self.count = part, count
        if not self.outer:
            self.memory.move_to(())
            self._outer_values(())
            if self.has_inner and not self.is_split:
                self._shared_blocks()
            else:
                self._rows()
            return
        low, high = 0, self._product(self.outer)
        if not self.is_split:  # else each part folds a share of every place
            low, high = self.b.share(high, part, count)
        self.b.loop(low, high, 1, self._outer_place)

    def _outer_place(self, flat: Value) -> None:
        places = self._places(flat)
        self.memory.move_to(places)
        self._outer_values(places)
        self._rows()

    def _rows(self) -> None:
        if self.has_inner:
            self._all_blocks()
        else:
            self._row(None, 1, None)

    # ---- the inner axis

    def _all_blocks(self) -> None:
        """Every block of the inner axis, the rest in single vectors and a mask."""
        b, step = self.b, self.vectors * self.lanes
        if isinstance(self.inner, int):
            whole = self.inner // step * step
            if whole:
                self._blocks(0, whole)
        else:
            whole = b.mul(b.sdiv(self.inner, b.int(step)), b.int(step))
            self._blocks(0, whole)
        self._rest(whole)

    def _shared_blocks(self) -> None:
        """The blocks of this part; the last part also takes the rest."""
        b, step = self.b, self.vectors * self.lanes
        blocks = b.sdiv(b.int(self.inner), b.int(step))
        low, high = b.share(blocks, self.part, self.count)
        self._blocks(b.mul(low, b.int(step)), b.mul(high, b.int(step)))
        if isinstance(self.inner, int) and self.inner % step == 0:
            return
        is_last = b.icmp_signed("==", b.add(self.part, b.int(1)), self.count)
        with b.if_then(is_last):
            self._rest(b.mul(blocks, b.int(step)))

    def _blocks(self, low: Value, high: Value) -> None:
        step = self.vectors * self.lanes
        self.b.loop(low, high, step, lambda k: self._row(k, self.vectors, None))

    def _rest(self, whole: Value) -> None:
        """What is left of the inner axis after the blocks."""
        b, lanes = self.b, self.lanes
        if isinstance(self.inner, int) and isinstance(whole, int):
            full = self.inner // lanes * lanes
            if full > whole:
                b.loop(whole, full, lanes, lambda k: self._row(k, 1, None))
            if self.inner > full:
                mask = b.mask(ir.Constant(I32, self.inner - full), lanes)
                self._row(b.int(full), 1, mask)
            return
        if self.vectors > 1:
            inner = b.int(self.inner)
            full = b.mul(b.sdiv(inner, b.int(lanes)), b.int(lanes))
            b.loop(whole, full, lanes, lambda k: self._row(k, 1, None))
            whole = full
        rest = b.sub(b.int(self.inner), b.int(whole))
        with b.if_then(b.icmp_signed(">", rest, b.int(0))):
            self._row(b.int(whole), 1, b.mask(b.trunc(rest, I32), lanes))

    # ---- values

    def _outer_values(self, places: Sequence[Value]) -> None:
        self.values = Values(self, places)
        self.values.write_level(OUTER, 0)

    def _row(self, k: Value | None, vectors: int, mask: Value | None) -> None:
        """The values of one row, or of rows side by side, and all passes over them."""
        values = self.values.for_row(k, vectors, mask)
        values.write_level(ROW, 0)
        passes = PassWriter(self, values)
        for number in range(self.levels.passes):
            passes.write(number)
            values.write_level(OUTER, number + 1)
            values.write_level(ROW, number + 1)
        passes.write(self.levels.passes)
        for save in self.kernel.saves:
            if not self.levels.is_full(save):
                values.save(save)

    def _product(self, sizes: Sequence[Value]) -> Value:
        if all(isinstance(n, int) for n in sizes):
            return math.prod(sizes)
        total = sizes[0]
        for size in sizes[1:]:
            total = self.b.times(total, size)
        return total

    def _places(self, flat: Value) -> list[Value]:
        """The index on each outer axis, from their number in row-major order."""
        b, places = self.b, []
        for size in reversed(self.outer[1:]):
            places.insert(0, b.urem(flat, b.int(size)))
            flat = b.udiv(flat, b.int(size))
        return [flat, *places]
