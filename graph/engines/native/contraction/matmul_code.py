"""What all pieces of a kernel of matrix products share while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction import cost
from graph.engines.native.contraction.packed import panel_depth
from graph.engines.native.epilogue import BoundEpilogue
from graph.engines.native.integers import Integer, is_equal, is_plain, product
from graph.engines.native.kernel import Frame

if TYPE_CHECKING:
    from graph.engines.native.contraction.matmul_kernel import Matmul


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
    depth: Integer


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

    def __init__(self, kernel: Matmul, b: Builder, frame: Frame) -> None:
        self.kernel, self.frame = kernel, frame
        self.b, self.dtype = b, kernel.dtype
        self.x, self.y = frame.pointer(0), frame.pointer(1)
        for name in ("rows", "columns", "depth", "x_row", "x_depth", "y_depth"):
            setattr(self, name, frame.int(getattr(kernel, name)))
        self.y_column = frame.int(kernel.y_column)
        self.batch = [type(axis)(*map(frame.int, axis)) for axis in kernel.batch]
        outer = self.batch[len(self.batch) - kernel.row_axes :]
        self.whole_depth = None
        if kernel.whole_depth is not None:
            self.whole_depth = frame.int(kernel.whole_depth)
        self.outer_rows = product(b, *(axis.size for axis in outer))
        self.is_depth_far = not (is_plain(self.x_depth) and self.x_depth == 1)
        sizes = (self.rows, self.columns, self.depth)
        self.plan = cost.choose_plan(
            b.target,
            self.dtype,
            *(size if is_plain(size) else None for size in sizes),
            is_depth_far=self.is_depth_far,
        )
        is_row = is_plain(self.y_column) and self.y_column == 1
        is_row = is_row and not kernel.is_packed
        self.is_one_row = is_row and is_equal(b, self.rows, 1)
        self.width = self._width()
        if kernel.is_packed:
            self.y_depth = self.width
            self.y_column = panel_depth(b, self.plan, self.depth)
        self.is_blocked = not is_plain(self.depth) or self.depth > self.plan.depth_block
        self._allocate()

    def begin_epilogue(self, b: Builder, args: ir.Value) -> BoundEpilogue:
        """The epilogue in another function, which gets the slots too."""
        return self.kernel.epilogue.begin(b, Frame(b, args, self.frame.buffers))

    def _width(self) -> Integer:
        """How many columns a panel has: more where there is one row only."""
        b, many = self.b, self.plan.shape.columns
        one = self.plan.one_row_width
        if isinstance(self.is_one_row, bool):
            return one if self.is_one_row else many
        return b.select(self.is_one_row, b.int(one), b.int(many))

    def _allocate(self) -> None:
        """Memory for a packed panel and for finished sums."""
        b, plan = self.b, self.plan
        self.panel = b.local(plan.depth_block * plan.shape.columns, self.dtype)
        rows = plan.heights[0] + (plan.row_block if self.is_blocked else 0)
        size = max(rows * plan.shape.columns, plan.one_row_width)
        self.sums = b.local(size, self.dtype)
