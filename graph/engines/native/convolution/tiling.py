"""Which register tile a convolution takes, by a simple model of a core."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np

from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.convolution.products import Product
from graph.engines.native.target import Target
from graph.ir.dims import Size

#: so many multiply-adds are under way at once: a smaller tile waits for them
IN_FLIGHT = 8
#: what a step of the innermost loop costs beside, in multiply-adds
OVERHEAD = 1.5
#: what a load costs, in multiply-adds
LOAD = 1.15
#: what adding up the lanes of a vector costs, for each halving
FOLDING = 2
#: code for two sizes of tiles must save so much: it takes twice as long to make
TWO_SIZES = 1.05
#: rows that are many: where their number is not known
MANY = 1 << 12


@functools.lru_cache(1024)
def choose_product(
    target: Target,
    dtype: np.dtype,
    rows: Size,
    channels: int,
    filters: int,
    groups: int,
    window: int,
) -> tuple[Product, TileShape]:
    """How lanes are used, and the tile.

    Args:
        rows: neighbouring pixels, or what else the rows of tiles are.
        channels: of x.
        filters: of y.
        window: number of elements.
    """
    each = filters // max(groups, 1)
    if is_depthwise(channels, groups):
        tile = choose_tile(target, dtype, rows, filters, Product.CHANNELS)
        return Product.CHANNELS, tile
    tile = choose_tile(target, dtype, rows, each)
    if groups == 1 and 0 < filters < tile.lanes and _fits(target, 1, filters):
        shapes = [TileShape(m, filters, tile.lanes) for m in range(1, 16)]
        dots = _cheapest(target, shapes, rows, filters)
        folds = filters * FOLDING * math.log2(tile.lanes) / max(1, window)
        blocks = -(-channels // tile.lanes)
        count = rows if isinstance(rows, int) else MANY
        cost = blocks * _cost(dots, count, filters) + folds * count
        if cost < channels * _cost(tile, count, 1):
            return Product.DOTS, dots
    return Product.NUMBERS, tile


def is_depthwise(channels: Size, groups: int) -> bool:
    """Whether each channel has filters of its own."""
    return groups > 1 and channels == groups


@functools.lru_cache(1024)
def choose_tile(
    target: Target,
    dtype: np.dtype,
    rows: Size,
    columns: int,
    product: Product = Product.NUMBERS,
) -> TileShape:
    """The tile for so many rows in sequence and so many columns."""
    lanes = target.vector_bytes // np.dtype(dtype).itemsize
    vectors = max(1, -(-columns // lanes))
    shapes = [
        TileShape(m, n, lanes)
        for n in range(1, min(vectors, 6) + 1)
        for m in range(1, target.registers)
    ]
    return _cheapest(target, shapes, rows, vectors, product)


def _cheapest(
    target: Target,
    shapes: Sequence[TileShape],
    rows: Size,
    vectors: int,
    product: Product = Product.NUMBERS,
) -> TileShape:
    count = rows if isinstance(rows, int) else MANY
    shapes = [
        shape
        for shape in shapes
        if shape.rows <= max(1, count) and _fits(target, shape.rows, shape.vectors)
    ]
    return min(shapes, key=lambda shape: _cost(shape, count, vectors, product))


def _fits(target: Target, rows: int, vectors: int) -> bool:
    """Accumulators, one vector of each column, a factor; a product without FMA."""
    needed = rows * vectors + vectors + (1 if target.has_fma else 2)
    return needed <= target.registers


def _cost(
    shape: TileShape, rows: int, vectors: int, product: Product = Product.NUMBERS
) -> float:
    panels = -(-vectors // shape.vectors)
    number = max(1, -(-rows // shape.rows))
    size, longer = divmod(rows, number)
    steps = longer * _step(size + 1, shape.vectors, product)
    steps += (number - longer) * _step(size, shape.vectors, product)
    return panels * steps * (TWO_SIZES if longer else 1)


def _step(rows: int, vectors: int, product: Product) -> float:
    """One step of the depth: multiply-adds, or loads, or waiting."""
    products = rows * vectors
    factors = products if product is Product.CHANNELS else rows
    return max(products, LOAD * (factors + vectors), IN_FLIGHT) + OVERHEAD
