"""The kernel of matrix products: z[batch, row, column] = sum of x * y over a depth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction import cost
from graph.engines.native.contraction.matmul_code import MatmulCode
from graph.engines.native.contraction.units import emit_units
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.kernel import Frame, Int, known

if TYPE_CHECKING:
    from graph.engines.native.contraction.split_depth import StorePieces


class BatchAxis(NamedTuple):
    """An axis that x and y share, or have one for itself: then a stride is 0."""

    size: Int
    x_stride: Int
    y_stride: Int


@dataclass(frozen=True)
class Matmul:
    """Products of strided matrices; one of y's two strides is 1.

    Slots: x, y, then those of the epilogue. The last ``row_axes`` axes of the batch
    belong to the rows: an epilogue gets them as rows. Where there is a
    ``whole_depth``, the first axis of the batch counts pieces of it: the last may be
    shorter. Where it ``is_packed``, y stands in panels: see `PackPanels`.
    """

    dtype: str
    batch: tuple[BatchAxis, ...]
    row_axes: int | StorePieces
    rows: Int
    columns: Int
    depth: Int
    x_row: Int
    x_depth: Int
    y_depth: Int
    y_column: Int
    epilogue: Epilogue
    whole_depth: Int | None = None
    is_packed: bool = False

    @property
    def key(self) -> Matmul:
        return self

    def parts(self, numbers: Sequence[int]) -> int:
        batch = math.prod(known(axis.size, numbers) for axis in self.batch)
        sizes = [known(n, numbers) for n in (self.rows, self.columns, self.depth)]
        return cost.count_parts(batch, *sizes)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        emit_units(MatmulCode(self, b, frame), index, count)
