"""The register tile: rows times vectors of multiply-accumulate, over a depth.

A tile keeps ``rows * vectors`` accumulators in registers. For every step of the depth
it reads the vectors of a panel once, broadcasts one number of each row, and adds the
products. Matrix products and convolutions differ only in where rows and panels stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import memory_type
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


class TileShape(NamedTuple):
    rows: int
    vectors: int
    lanes: int

    @property
    def columns(self) -> int:
        return self.vectors * self.lanes


class Row(NamedTuple):
    """Where a row begins: a pointer, and a known number of elements behind it.

    Rows that share a pointer share the register and the arithmetic of addresses.
    """

    pointer: ir.Value
    offset: int = 0


class DepthLoop(NamedTuple):
    """A loop over the depth; its steps count elements: plain numbers or values."""

    count: int | ir.Value
    row_step: int | ir.Value
    panel_step: int | ir.Value


def lanes_of(target: Target, dtype: DTypeLike = "float32") -> int:
    """How many elements of a dtype a vector register holds."""
    return target.vector_bytes // np.dtype(dtype).itemsize


def tile_shape(target: Target, dtype: DTypeLike = "float32") -> TileShape:
    """The tile that fills the registers: accumulators, panel, a broadcast."""
    if target.registers >= 32:
        rows, vectors = (14, 2) if target.is_x86 else (8, 3)
    else:
        rows, vectors = (6, 2) if target.registers >= 16 else (2, 2)
    return TileShape(rows, vectors, lanes_of(target, dtype))


def zeros(
    rows: int, vectors: int, lanes: int, dtype: DTypeLike = "float32"
) -> list[ir.Value]:
    """Accumulators to begin with."""
    zero = ir.Constant(ir.VectorType(memory_type(dtype), lanes), None)
    return [zero] * (rows * vectors)


def strided_rows(
    b: Builder, base: Value, stride: Value, count: int, dtype: DTypeLike = "float32"
) -> list[Row]:
    """``count`` rows at a constant distance, a plain number or a value."""
    if isinstance(stride, int):
        return [Row(base, r * stride) for r in range(count)]
    return [Row(b.address(base, b.times(r, stride), dtype)) for r in range(count)]


def multiply_numbers(
    b: Builder,
    rows: Sequence[Row],
    panel: Value,
    sums: tuple[Value, ...],
    dtype: DTypeLike,
    mask: Any = None,
) -> list[Value]:
    """One step of the depth: a number of each row times the vectors of the panel."""
    vectors, lanes = len(sums) // len(rows), sums[0].type.count
    masks = [None] * (vectors - 1) + [mask]
    columns = [b.read(panel, v * lanes, dtype, lanes, masks[v]) for v in range(vectors)]
    results = []
    for r, row in enumerate(rows):
        factor = b.splat(b.read(row.pointer, row.offset, dtype), lanes)
        for v in range(vectors):
            results.append(b.fma(factor, columns[v], sums[r * vectors + v]))
    return results


def tile(
    b: Builder,
    rows: Sequence[Row],
    panel: ir.Value,
    loops: Sequence[DepthLoop],
    accumulators: Sequence[ir.Value],
    dtype: DTypeLike = "float32",
    mask: ir.Value | None = None,
    multiply: Callable[..., Any] = multiply_numbers,
) -> list[ir.Value]:
    """accumulators[row * vectors + v] += the sum over the depth of row * panel[v].

    Args:
        rows: where the rows begin; one number of each is read a step.
        panel: where the vectors of the first step stand, one behind the other.
        loops: loops over the depth, the outermost first; at least one.
        accumulators: vectors, row by row; their number says how many a row has.
        mask: which lanes of the last vector of a step may be read; None: all.
        multiply: one step of the depth, as `multiply_numbers`.
    """
    outer, *inner = loops

    def step(_: Value, row_offset: Value, panel: Value, *sums: Value) -> list[Value]:
        moved = _moved(b, rows, row_offset, dtype)
        if inner:
            sums = tile(b, moved, panel, inner, sums, dtype, mask, multiply)
        else:
            sums = multiply(b, moved, panel, sums, dtype, mask)
        following = b.address(panel, outer.panel_step, dtype)
        return [b.add(row_offset, b.int(outer.row_step)), following, *sums]

    return b.loop(0, outer.count, 1, step, [b.int(0), panel, *accumulators])[2:]


def _moved(
    b: Builder, rows: Sequence[Row], offset: Value, dtype: DTypeLike
) -> list[Row]:
    """The rows, moved by a number of elements; a shared pointer is moved once."""
    moved: dict[int, ir.Value] = {}
    for row in rows:
        if id(row.pointer) not in moved:
            moved[id(row.pointer)] = b.address(row.pointer, offset, dtype)
    return [Row(moved[id(row.pointer)], row.offset) for row in rows]
