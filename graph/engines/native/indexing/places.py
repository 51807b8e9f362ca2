"""Indices in memory, checked: what they name, and whether it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int
from graph.engines.native.memory_types import I64
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


class Places(NamedTuple):
    """Places along axes of these sizes, laid flat; one index for each axis.

    The indices stand in a buffer [places, axes]; negative ones count from the end.
    """

    dtype: np.dtype
    sizes: tuple[Int, ...]

    def begin(
        self, b: Builder, frame: Frame, indices: Value, failure: Value
    ) -> BoundPlaces:
        """Loads what does not change, given both pointers."""
        return BoundPlaces(
            b, self.dtype, [frame.int(s) for s in self.sizes], indices, failure
        )


class BoundPlaces:
    """Places within one function."""

    def __init__(
        self,
        b: Builder,
        dtype: np.dtype,
        sizes: Sequence[Value],
        indices: Value,
        failure: Value,
    ) -> None:
        self.b, self.dtype, self.sizes = b, dtype, sizes
        self.indices, self.failure = indices, failure

    def visit(self, number: Value, body: Callable[..., Any]) -> None:
        """Calls ``body(place)`` for a place, given by number, that is there.

        Where an index is out of range, the failure word is set instead.
        """
        b, place, is_there = self.b, 0, None
        first = b.times(number, len(self.sizes))
        for axis, size in enumerate(self.sizes):
            index = read_index(b, self.indices, b.plus(first, axis), self.dtype)
            index, fits = in_range(b, index, size, self.dtype)
            is_there = fits if is_there is None else b.and_(is_there, fits)
            place = b.plus(b.times(place, size), index)
        with b.if_else(is_there) as (then, otherwise):
            with then:
                body(place)
            with otherwise:
                fail(b, self.failure)


def read_index(b: Builder, pointer: Value, place: Value, dtype: np.dtype) -> ir.Value:
    """An index of any integer dtype as a 64-bit integer."""
    value = b.read(pointer, place, dtype)
    if dtype.itemsize == 8:
        return value
    return b.zext(value, I64) if dtype.kind == "u" else b.sext(value, I64)


def in_range(
    b: Builder, index: Value, size: Value, dtype: np.dtype
) -> tuple[ir.Value, ir.Value]:
    """The index counted from the front, and whether the axis has it."""
    if dtype.kind != "u":
        is_back = b.icmp_signed("<", index, b.int(0))
        index = b.select(is_back, b.add(index, b.int(size)), index)
    return index, b.icmp_unsigned("<", index, b.int(size))


def fail(b: Builder, failure: Value) -> None:
    """Makes the failure word 1."""
    b.write(b.int(1), failure, 0, "int64")


def size_of(sizes: Sequence[Size]) -> Size:
    """The product of sizes, some of which may be symbolic."""
    total: Size = 1
    for size in sizes:
        total = total * size
    return total
