"""Products of small matrices in the cache, as functions of one kernel.

All matrices of a kernel go through the same few functions: their sizes and strides are
arguments. What is multiplied with rows stands in panels: ``width`` columns each, step
after step of the depth. Rows and columns behind the last ones hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.packing import (
    Panel,
    pack_columns,
    pack_some_rows,
)
from graph.engines.native.contraction.tile import (
    DepthLoop,
    Row,
    tile,
    tile_shape,
    zeros,
)
from graph.engines.native.integers import (
    Integer,
    difference,
    product,
    quotient_up,
    smaller,
)
from graph.engines.native.memory_types import I1, I64, POINTER
from graph.engines.native.outlining import define

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


#: rows of a tile at most, on any target: memory for results has that many more
MOST_TILE_ROWS = 16


class BlockProducts:
    """The functions, written where a kernel begins."""

    def __init__(self, b: Builder, dtype: str) -> None:
        self.b, self.dtype = b, dtype
        self.shape = tile_shape(b.target, dtype)
        self.lanes, self.width = self.shape.lanes, self.shape.columns
        p, n = POINTER, I64
        kinds = [p, n, n, n, p, n, n, n, p, n, I1]
        self._multiply = define(b, kinds, self._write_multiply)
        self._pack = {
            turned: define(b, [p, n, n, n, p], self._packer(turned))
            for turned in (False, True)
        }

    def panels(self, b: Builder, columns: Integer) -> Integer:
        """How many panels hold so many columns."""
        return quotient_up(b, columns, self.width)

    def panel_size(self, b: Builder, depth: Integer) -> Integer:
        """Elements of a panel: of whole vectors of steps."""
        return product(b, quotient_up(b, depth, self.lanes), self.lanes * self.width)

    def pack(
        self,
        b: Builder,
        source: Any,
        step: Size,
        depth: Value,
        columns: Value,
        target: Value,
        *,
        is_turned: bool = False,
    ) -> None:
        """Packs a matrix [depth, columns] into panels.

        Args:
            b: the builder.
            source: its first element.
            step: the distance of its rows; if it is turned, of its columns: the other
                elements are adjacent.
            depth, columns: its sizes.
            target: where the panels go.
            is_turned: whether the depth is adjacent.
        """
        numbers = [b.int(n) for n in (step, depth, columns)]
        b.call(self._pack[is_turned], [source, *numbers, target])

    def multiply(
        self,
        b: Builder,
        rows: Value,
        count: Value | tuple[Any, Size],
        steps: tuple[int, ...],
        panels: Value,
        depth: Value,
        columns: Value,
        result: tuple[Value, int],
        *,
        adds: bool,
    ) -> None:
        """result[row, column] (+)= the sum over the depth of rows * panels.

        Args:
            b: the builder.
            rows: the first element of what is multiplied with the panels.
            count: how many rows.
            steps: the distances of rows, and of steps of the depth.
            panels: packed panels.
            depth, columns: the sizes that they have.
            result: where the result begins, and the distance of its rows.
            adds: whether the products are added to what is there.
        """
        place, row = result
        sizes = self.panel_size(b, depth), depth, self.panels(b, columns)
        arguments = [
            rows,
            *(b.int(n) for n in (*steps, count)),
            panels,
            *map(b.int, sizes),
            place,
            b.int(row),
            ir.Constant(I1, int(adds)) if isinstance(adds, bool) else adds,
        ]
        b.call(self._multiply, arguments)

    def _write_multiply(
        self,
        b: Builder,
        x: Value,
        x_row: Value,
        x_depth: Value,
        rows: Value,
        panels: Value,
        size: Value,
        depth: Value,
        count: Value,
        z: Value,
        z_row: Value,
        adds: Value,
    ) -> None:
        height = self.shape.rows
        last = b.sub(rows, b.int(1))
        spans = [b.mul(z_row, b.int(r)) for r in range(height)]
        tall = b.mul(z_row, b.int(height))

        def one_panel(_: Value, panel: Value, z: Value) -> tuple[Value, Value]:
            def some_rows(row: Value, z: Value) -> list[Value]:
                numbers = [b.least(b.add(row, b.int(r)), last) for r in range(height)]
                steps = [b.mul(n, x_row) for n in numbers]
                begins = [Row(b.address(x, step, self.dtype)) for step in steps]
                places = [b.address(z, span, self.dtype) for span in spans]
                self._write_tile(b, begins, panel, depth, x_depth, places, adds)
                return [b.address(z, tall, self.dtype)]

            b.loop(0, rows, height, some_rows, [z])
            following = b.address(panel, size, self.dtype)
            return following, b.address(z, self.width, self.dtype)

        b.loop(0, count, 1, one_panel, [panels, z])

    def _write_tile(
        self,
        b: Builder,
        begins: Sequence[Row],
        panel: Value,
        depth: Value,
        x_depth: Value,
        places: Sequence[Value],
        adds: Value,
    ) -> None:
        """Some rows times one panel."""
        _, vectors, lanes = self.shape
        cells = [(place, v * lanes) for place in places for v in range(vectors)]
        sums = b.choose(
            adds,
            lambda: [b.read(*cell, self.dtype, lanes) for cell in cells],
            lambda: zeros(len(places), vectors, lanes, self.dtype),
        )
        loops = [DepthLoop(depth, x_depth, self.width)]
        sums = tile(b, begins, panel, loops, sums, self.dtype)
        for vector, cell in zip(sums, cells, strict=True):
            b.write(vector, *cell, self.dtype)

    def _packer(self, is_turned: bool) -> Callable[..., Any]:
        def write(
            b: Builder,
            source: Value,
            step: Value,
            depth: Value,
            columns: Value,
            target: Value,
        ) -> None:
            size = self.panel_size(b, depth)

            def one(p: Value) -> None:
                first = b.mul(p, b.int(self.width))
                left = smaller(b, self.width, difference(b, columns, first))
                distance = b.mul(first, step) if is_turned else first
                panel = Panel(
                    b.address(source, distance, self.dtype),
                    step,
                    depth,
                    left,
                    b.address(target, b.mul(p, size), self.dtype),
                    self.width,
                    self.lanes,
                    self.dtype,
                )
                if is_turned:
                    pack_columns(b, panel, is_whole=False)
                else:
                    pack_some_rows(b, panel)

            b.loop(0, self.panels(b, columns), 1, one)

        return write
