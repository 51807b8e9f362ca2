"""A matrix packed into panels before a loop whose turns all multiply by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.cost import Plan, choose_plan
from graph.engines.native.contraction.packing import (
    Panel,
    pack_columns,
    pack_rows,
    pack_some_rows,
)
from graph.engines.native.integers import (
    Integer,
    difference,
    is_plain,
    product,
    quotient_up,
    smaller,
)
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.walking import parts_of_bytes
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: more columns and steps of the depth than any panel has behind the last ones
SPARE_COLUMNS, SPARE_DEPTH = 256, 32


def packed_elements(columns: Size, depth: Size) -> Size:
    """Elements that are enough for all panels on any processor."""
    return (columns + SPARE_COLUMNS) * (depth + SPARE_DEPTH)


def panel_depth(b: Builder, plan: Plan, depth: Integer) -> Integer:
    """The depth of a panel in memory: columns are packed by whole vectors of it."""
    return product(b, quotient_up(b, depth, plan.lanes), plan.lanes)


@dataclass(frozen=True)
class PackPanels:
    """Packs a matrix as kernels with these sizes read it. Slots: matrix, panels.

    ``rows`` and ``is_depth_far`` are those of the other matrix.
    """

    dtype: str
    rows: Int
    columns: Int
    depth: Int
    step: Int
    column: Int
    is_depth_far: bool

    @property
    def key(self) -> PackPanels:
        return self

    def parts(self, numbers: Sequence[int]) -> int:
        columns, depth = known(self.columns, numbers), known(self.depth, numbers)
        return parts_of_bytes(8 * columns * depth)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        sizes = [frame.int(n) for n in (self.rows, self.columns, self.depth)]
        plan = choose_plan(
            b.target,
            self.dtype,
            *(size if is_plain(size) else None for size in sizes),
            is_depth_far=self.is_depth_far,
        )
        _, columns, depth = sizes
        width = plan.shape.columns
        far = panel_depth(b, plan, depth)
        source, target = frame.pointer(0), frame.pointer(1)
        step, distance = frame.int(self.step), frame.int(self.column)
        is_row = self.column == 1
        is_whole = is_plain(columns) and columns % width == 0

        def one(number: Value) -> None:
            first = product(b, number, width)
            panel = Panel(
                b.address(source, product(b, first, distance), self.dtype),
                step if is_row else distance,
                depth,
                width if is_whole else smaller(b, width, difference(b, columns, first)),
                b.address(target, product(b, first, far), self.dtype),
                width,
                plan.lanes,
                self.dtype,
            )
            if not is_row:
                pack_columns(b, panel, is_whole=is_whole)
            elif is_whole:
                pack_rows(b, panel, plan.vectors)
            else:
                pack_some_rows(b, panel)

        low, high = b.share(quotient_up(b, columns, width), index, count)
        b.loop(low, high, 1, one)
