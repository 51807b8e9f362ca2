"""What all pieces of a kernel of matrix products share while it is written."""

from __future__ import annotations

from typing import NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction import cost
from graph.engines.native.integers import Integer, is_below, is_plain, product
from graph.engines.native.kernel import Frame, Late


class Unit(NamedTuple):
    """What is worked on at a time: some rows, and the columns of one panel."""

    x: ir.Value
    y: ir.Value
    batch: Integer
    first_row: Integer  # of this unit, among the rows that the epilogue knows
    row_low: Integer
    row_high: Integer
    column: Integer
    width: Integer


class Block(NamedTuple):
    """A part of the depth of a unit, with its panel."""

    x: ir.Value
    panel: ir.Value
    panel_step: Integer
    depth: Integer
    is_first: bool | ir.Value
    is_last: bool | ir.Value


class MatmulCode:
    """The values of one kernel: pointers, sizes, strides, memory on the stack."""

    def __init__(self, kernel, b: Builder, frame: Frame):
        self.b, self.dtype = b, kernel.dtype
        self.x, self.y = frame.pointer(0), frame.pointer(1)
        for name in ("rows", "columns", "depth", "x_row", "x_depth", "y_depth"):
            setattr(self, name, frame.int(getattr(kernel, name)))
        self.y_column = frame.int(kernel.y_column)
        self.batch = [type(axis)(*map(frame.int, axis)) for axis in kernel.batch]
        outer = self.batch[len(self.batch) - kernel.row_axes :]
        self.outer_rows = product(b, *(axis.size for axis in outer))
        self.plan = choose(kernel, b)
        self.is_few = self._is_few()
        self.width = self._by_rows(self._few_width(), self.plan.shape.columns)
        self.is_blocked = not is_plain(self.depth) or self.depth > self.plan.depth_block
        self.bound = kernel.epilogue.begin(b, frame)
        self._allocate()

    def _is_few(self):
        if not self.plan.few:
            return False
        return is_below(self.b, self.rows, cost.FEW_ROWS + 1)

    def _few_width(self) -> int:
        return self.plan.few_vectors * self.plan.lanes

    def _by_rows(self, few: int, many: int) -> Integer:
        """A number that depends on whether the rows are few."""
        if self.is_few is False or few == many:
            return many
        return self.b.select(self.is_few, self.b.int(few), self.b.int(many))

    def _allocate(self):
        """Memory for a packed panel and for finished sums."""
        b, plan = self.b, self.plan
        self.panel = b.local(plan.depth_block * plan.width, self.dtype)
        most = max(*plan.heights, *plan.few, 1)
        rows = plan.row_block + most if self.is_blocked else most
        self.sums = b.local(rows * plan.width, self.dtype)


def choose(kernel, b: Builder) -> cost.Plan:
    """The plan of a kernel."""
    sizes = (kernel.rows, kernel.columns, kernel.depth)
    known_sizes = [None if isinstance(size, Late) else size for size in sizes]
    is_depth_far = not (isinstance(kernel.x_depth, int) and kernel.x_depth == 1)
    return cost.choose_plan(
        b.target, kernel.dtype, *known_sizes, is_depth_far=is_depth_far
    )
