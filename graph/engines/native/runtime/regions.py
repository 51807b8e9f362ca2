"""Runs of entries within a schedule, as the functions of the interpreter see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import I64, POINTER
from graph.engines.native.runtime.entries import ENTRY_BYTES

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: int64 step(pool, entry, failure word); the pool may be null. Returns what the failure
#: word holds: 0 where all is well
STEP = ir.FunctionType(I64, [POINTER] * 3)
#: int64 walk(pool, first entry, end, failure word)
WALK = ir.FunctionType(I64, [POINTER] * 4)


def behind(b: Builder, entry: ir.Value, count: Value) -> ir.Value:
    """The entry so many rows behind another."""
    if isinstance(count, int):
        return b.byte_address(entry, count * ENTRY_BYTES)
    return b.byte_address(entry, b.mul(count, b.int(ENTRY_BYTES)))


class Region:
    """The entries from one to another, without the last."""

    def __init__(self, first: ir.Value, end: ir.Value) -> None:
        self.first, self.end = first, end

    def walk(
        self, b: Builder, walk: ir.Function, pool: Value, failure: Value
    ) -> ir.Value:
        return b.call(walk, [pool, self.first, self.end, failure])
