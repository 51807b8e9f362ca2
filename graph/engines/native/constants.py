"""Types of vectors and constants of LLVM, one object each: llvmlite writes an object
once, and most operands of a kernel are the same few numbers."""

from __future__ import annotations

import functools

from llvmlite import ir


@functools.cache
def vector_type(element: ir.Type, lanes: int) -> ir.VectorType:
    """The type of vectors of so many elements."""
    return ir.VectorType(element, lanes)


@functools.lru_cache(4096)
def int_constant(kind: ir.IntType, value: int) -> ir.Constant:
    """An integer of a type."""
    return ir.Constant(kind, value)


@functools.lru_cache(4096)
def int_vector(kind: ir.IntType, values: tuple[int, ...]) -> ir.Constant:
    """A vector of integers."""
    elements = [int_constant(kind, value) for value in values]
    return ir.Constant(vector_type(kind, len(values)), elements)


def constant(kind: ir.Type, value: float, lanes: int | None = None) -> ir.Constant:
    """A number of a type, in every lane of a vector where lanes are given."""
    if isinstance(kind, ir.IntType) and isinstance(value, int):
        value = int(value)  # a bool would be written in another way
        if lanes is None:
            return int_constant(kind, value)
        return int_vector(kind, (value,) * lanes)
    one = ir.Constant(kind, value)
    if lanes is None:
        return one
    return ir.Constant(vector_type(kind, lanes), [one] * lanes)
