"""The axes of a loop nest, as few as its strides allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.engines.native.kernel import Numbers
from graph.engines.native.loops.body import Body
from graph.engines.native.loops.loop_kernel import LoopKernel
from graph.engines.native.loops.statements import Access, Load, Save
from graph.ir.dims import Dim, Size

if TYPE_CHECKING:
    from graph.engines.native.kernel import Late


#: loops over one axis with more elements than this share code whatever their size
SPECIAL_UP_TO = 256


class Space:
    """The axes of a body: runs of adjacent axes that are walked alike become one.

    Args:
        shape: sizes of the axes.
        reduced: numbers of the reduced ones.
        body: statements whose strides are for these axes.
    """

    def __init__(
        self, shape: Sequence[Size], reduced: Sequence[int], body: Body
    ) -> None:
        self.body = body
        self.accesses = body.accesses()
        axes = [i for i, size in enumerate(shape) if size != 1]
        self.runs: list[list[int]] = []
        for axis in axes:
            same = self.runs and (axis in reduced) == (self.runs[-1][-1] in reduced)
            if same and self._follows(self.runs[-1][-1], axis, shape):
                self.runs[-1].append(axis)
            else:
                self.runs.append([axis])
        kept = [run for run in self.runs if run[-1] not in reduced]
        folded = [run for run in self.runs if run[-1] in reduced]
        self.inner = None
        if kept and kept[-1] is self.runs[-1]:
            self.inner = kept.pop()
        self.outer, self.reduced, self.shape = kept, folded, shape

    def _follows(self, axis: int, after: int, shape: Sequence[Size]) -> bool:
        """Whether one step along an axis is a whole turn of the axis after it."""
        return all(
            a.strides[axis] == a.strides[after] * shape[after] for a in self.accesses
        )

    def _size(self, run: list[int]) -> Size:
        total: Size = 1
        for axis in run:
            total = total * self.shape[axis]
        return total

    def kernel(
        self, numbers: Numbers, partial: Size = 0, is_short: bool = False
    ) -> LoopKernel:
        """The kernel; its late integers are added to the numbers.

        Args:
            numbers: collects the integers that a call brings.
            partial: see `LoopKernel`.
            is_short: whether the work is so little that all sizes share code.
        """
        has_inner = self.inner is not None or not self.reduced
        inner: Size | None = None
        if has_inner:
            inner = 1 if self.inner is None else self._size(self.inner)
        is_flat = not self.outer and not self.reduced
        share = is_flat and (isinstance(inner, Dim) or inner > SPECIAL_UP_TO)
        runs = [*self.outer, *self.reduced]

        bring = numbers.late if share or is_short else numbers

        def step(stride: Size) -> Late | int:
            # whether a value moves, and in sequence, is part of the code
            is_late = is_short and stride not in (0, 1)
            return numbers.late(stride) if is_late else numbers(stride)

        def placed(access: Access) -> Access:
            strides = [access.strides[run[-1]] for run in runs]
            if has_inner:
                strides.append(
                    0 if self.inner is None else access.strides[self.inner[-1]]
                )
            return Access(access.buffer, access.dtype, tuple(map(step, strides)))

        statements = [
            Load(placed(s.access)) if isinstance(s, Load) else s
            for s in self.body.statements
        ]
        return LoopKernel(
            tuple(numbers(self._size(run)) for run in self.outer),
            tuple(numbers(self._size(run)) for run in self.reduced),
            None if not has_inner else bring(inner),
            tuple(statements),
            tuple(Save(s.value, placed(s.access)) for s in self.body.saves),
            len(self.body.buffers),
            numbers(partial),
        )
