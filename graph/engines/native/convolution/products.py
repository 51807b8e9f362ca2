"""What a step of the depth multiplies: numbers, channels, or vectors to be folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import TileShape, multiply_numbers

if TYPE_CHECKING:
    from graph.engines.native.contraction.tile import Row
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


class Product(Enum):
    """How the lanes of vectors are used.

    NUMBERS: filters in the lanes, one number of x for all of them.
    CHANNELS: each channel has filters of its own (depthwise): channels in the lanes.
    DOTS: channels in the lanes, added up at the end, where there are few filters.
    """

    NUMBERS = "numbers"
    CHANNELS = "channels"
    DOTS = "dots"

    @property
    def multiply(self) -> Callable[..., Any]:
        """A step of the depth of a register tile."""
        return {
            Product.NUMBERS: multiply_numbers,
            Product.CHANNELS: multiply_channels,
            Product.DOTS: multiply_vectors,
        }[self]


def multiply_channels(
    b: Builder,
    rows: Sequence[Row],
    panel: Value,
    sums: tuple[Value, ...],
    dtype: DTypeLike,
    mask: Any = None,
) -> list[Value]:
    """Vector by vector: those of each row times those of the panel."""
    vectors, lanes = len(sums) // len(rows), sums[0].type.count
    columns = [b.read(panel, v * lanes, dtype, lanes) for v in range(vectors)]
    results = []
    for r, row in enumerate(rows):
        for v in range(vectors):
            factor = b.read(row.pointer, row.offset + v * lanes, dtype, lanes)
            results.append(b.fma(factor, columns[v], sums[r * vectors + v]))
    return results


def multiply_vectors(
    b: Builder,
    rows: Sequence[Row],
    panel: Value,
    sums: tuple[Value, ...],
    dtype: DTypeLike,
    mask: Any = None,
) -> list[Value]:
    """The one vector of each row times each of the panel."""
    vectors, lanes = len(sums) // len(rows), sums[0].type.count
    columns = [b.read(panel, v * lanes, dtype, lanes) for v in range(vectors)]
    results = []
    for r, row in enumerate(rows):
        factor = b.read(row.pointer, row.offset, dtype, lanes)
        for v in range(vectors):
            results.append(b.fma(factor, columns[v], sums[r * vectors + v]))
    return results


def fold_vectors(b: Builder, sums: Sequence[Value], tile: TileShape) -> list[Value]:
    """Adds up the lanes: for each row one vector, that begins with its results."""
    rows = []
    for start in range(0, len(sums), tile.vectors):
        row = b.number(0, _dtype(sums[0]), tile.lanes)
        for v in range(tile.vectors):
            total = b.fold_lanes(sums[start + v], b.fadd)
            row = b.insert_element(row, total, b.int(v, 32))
        rows.append(row)
    return rows


def _dtype(vector: Value) -> str:
    return "float32" if str(vector.type.element) == "float" else "float64"
