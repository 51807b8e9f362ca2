"""Arithmetic of sizes: plain numbers stay plain, so that code specialises on them."""

from __future__ import annotations

from llvmlite import ir

from graph.engines.native.builder import Builder

#: a plain number, or a 64-bit integer of the code; sizes are never negative
Integer = int | ir.Value


def product(b: Builder, *factors: Integer) -> Integer:
    total: Integer = 1
    for factor in factors:
        if isinstance(total, int) and isinstance(factor, int):
            total *= factor
        else:
            total = b.times(total, factor)
    return total


def total(b: Builder, *terms: Integer) -> Integer:
    result: Integer = 0
    for term in terms:
        if isinstance(result, int) and isinstance(term, int):
            result += term
        else:
            result = b.plus(result, term)
    return result


def difference(b: Builder, x: Integer, y: Integer) -> Integer:
    if isinstance(x, int) and isinstance(y, int):
        return x - y
    return x if isinstance(y, int) and y == 0 else b.sub(b.int(x), b.int(y))


def smaller(b: Builder, x: Integer, y: Integer) -> Integer:
    return min(x, y) if isinstance(x, int) and isinstance(y, int) else b.least(x, y)


def larger(b: Builder, x: Integer, y: Integer) -> Integer:
    return max(x, y) if isinstance(x, int) and isinstance(y, int) else b.most(x, y)


def quotient(b: Builder, x: Integer, y: Integer) -> Integer:
    """x // y of numbers that are not negative."""
    if isinstance(y, int):
        if isinstance(x, int):
            return x // y
        if y == 1:
            return x
        if y & (y - 1) == 0:
            return b.lshr(x, b.int(y.bit_length() - 1))
    return b.udiv(b.int(x), b.int(y))


def quotient_up(b: Builder, x: Integer, y: Integer) -> Integer:
    """The least integer that is not below x / y."""
    return quotient(b, difference(b, total(b, x, y), 1), y)


def divide(b: Builder, x: Integer, y: Integer) -> tuple[Integer, Integer]:
    """x // y and x % y of numbers that are not negative."""
    if isinstance(y, int) and y == 1:
        return x, 0
    whole = quotient(b, x, y)
    return whole, difference(b, x, product(b, whole, y))


def is_below(b: Builder, x: Integer, y: Integer) -> bool | ir.Value:
    """Whether x < y: a plain answer where both are known."""
    if isinstance(x, int) and isinstance(y, int):
        return x < y
    return b.icmp_signed("<", b.int(x), b.int(y))


def is_equal(b: Builder, x: Integer, y: Integer) -> bool | ir.Value:
    if isinstance(x, int) and isinstance(y, int):
        return x == y
    return b.icmp_signed("==", b.int(x), b.int(y))


def both(b: Builder, x: bool | ir.Value, y: bool | ir.Value) -> bool | ir.Value:
    """Whether x and y, of which each may be known."""
    if isinstance(x, bool):
        return y if x else False
    if isinstance(y, bool):
        return x if y else False
    return b.and_(x, y)


def either(b: Builder, x: bool | ir.Value, y: bool | ir.Value) -> bool | ir.Value:
    """Whether x or y, of which each may be known."""
    if isinstance(x, bool):
        return True if x else y
    if isinstance(y, bool):
        return True if y else x
    return b.or_(x, y)


def is_plain(*values: Integer) -> bool:
    return all(isinstance(value, int) for value in values)
