"""One loop nest for elementwise chains, the reductions in them, and what follows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.kernel import Int, known
from graph.engines.native.loops.loop_writer import LoopWriter
from graph.engines.native.loops.statements import Save, Statement

if TYPE_CHECKING:
    from graph.engines.native.builder import Builder
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Frame
    from graph.ir.dims import Size


#: into how many parts a reduction is split whose outer axes are too few
SPLIT_PARTS = 16
#: element operations that are worth an own part
PART_COST = 40_000
MOST_PARTS = 32


class LoopKernel(NamedTuple):
    """Statements over outer, reduced and inner axes; see `statements`.

    Where ``partial`` is not 0, the parts share the first reduced axis, and each saves
    what it has folded that many elements after the one before.
    """

    outer: tuple[Int, ...]
    reduced: tuple[Int, ...]
    inner: Int | None
    statements: tuple[Statement, ...]
    saves: tuple[Save, ...]
    buffers: int
    partial: Int = 0

    @property
    def key(self) -> tuple[type[LoopKernel], LoopKernel]:
        return type(self), self

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        LoopWriter(self, b, frame).write(index, count)

    def parts(self, numbers: Sequence[int]) -> Size:
        if self.partial != 0:
            return SPLIT_PARTS
        sizes = [known(n, numbers) for n in (*self.outer, *self.reduced)]
        inner = 1 if self.inner is None else known(self.inner, numbers)
        work = math.prod(sizes) * inner * (len(self.statements) + len(self.saves))
        if self.outer:
            units = math.prod(sizes[: len(self.outer)])
        else:
            units = inner // 64
        return max(1, min(MOST_PARTS, work // PART_COST, units))
