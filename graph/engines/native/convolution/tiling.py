"""Which register tile a convolution takes, by a simple model of a core."""

from __future__ import annotations

import numpy as np

from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.target import Target
from graph.ir.dims import Size

#: so many multiply-adds are under way at once: a smaller tile waits for them
IN_FLIGHT = 8
#: what a step of the innermost loop costs beside, in multiply-adds
OVERHEAD = 1.5
#: rows that are many: where their number is not known
MANY = 1 << 12


def choose_tile(target: Target, dtype, rows: Size, columns: int) -> TileShape:
    """The tile for so many rows in sequence and so many columns."""
    lanes = target.vector_bytes // np.dtype(dtype).itemsize
    rows = rows if isinstance(rows, int) else MANY
    vectors = max(1, -(-columns // lanes))
    shapes = [
        TileShape(m, n, lanes)
        for n in range(1, min(vectors, 6) + 1)
        for m in range(1, max(1, min(rows, target.registers)) + 1)
        if _fits(target, m, n)
    ]
    return min(shapes, key=lambda shape: _cost(shape, rows, vectors))


def _fits(target: Target, rows: int, vectors: int) -> bool:
    """Accumulators, one vector of each column, a broadcast; a product without FMA."""
    needed = rows * vectors + vectors + (1 if target.has_fma else 2)
    return needed <= target.registers


def _cost(shape: TileShape, rows: int, vectors: int) -> float:
    panels = -(-vectors // shape.vectors)
    number = max(1, -(-rows // shape.rows))
    size, longer = divmod(rows, number)
    steps = longer * _step(size + 1, shape.vectors)
    return panels * (steps + (number - longer) * _step(size, shape.vectors))


def _step(rows: int, vectors: int) -> float:
    """One step of the depth: multiply-adds, or loads, or waiting."""
    return max(rows * vectors, rows + vectors, IN_FLIGHT) + OVERHEAD
