"""Loops over the places of a grid of any rank, and over runs of elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: work on fewer bytes is done before another thread has begun
_ALONE = 1 << 18
_PART = 1 << 17
MOST_PARTS = 32


def parts_of_bytes(nbytes: Any) -> int:
    """Into how many parts work is cut that reads and writes so many bytes."""
    return 1 if nbytes < _ALONE else min(MOST_PARTS, nbytes // _PART)


def product(b: Builder, sizes: Sequence[Value]) -> Value:
    """The number of places of a grid: plain where the sizes are."""
    total = 1
    for size in sizes:
        plain = isinstance(total, int) and isinstance(size, int)
        total = total * size if plain else b.times(total, size)
    return total


def ceil_div(b: Builder, size: Value, step: int) -> Value:
    """How many steps cover a size."""
    if isinstance(size, int):
        return -(-size // step)
    return b.sdiv(b.add(size, b.int(step - 1)), b.int(step))


def walk(
    b: Builder,
    sizes: Sequence[Value],
    strides: Sequence[list[Value]],
    low: Value,
    high: Value,
    body: Callable[..., Any],
) -> None:
    """``for place in range(low, high): body(indices, offsets)``, in row-major order.

    Args:
        sizes: of the axes of the grid, plain or values.
        strides: for each operand the distances of neighbours, one for each axis.
        low, high: values; places of the grid are counted from 0.
        body: called once, with the index along each axis and the offset in each
            operand, all 64-bit values.
    """
    rank = len(sizes)
    with b.if_then(b.icmp_signed("<", low, high)):
        indices = unravel(b, low, sizes)
        offsets = [_dot(b, indices, steps) for steps in strides]
        jumps = [_jumps(b, sizes, steps) for steps in strides]

        def turn(_: Value, *state: Value) -> list[Value]:
            body(state[:rank], state[rank:])
            return _advance(b, sizes, jumps, state[:rank], state[rank:])

        b.loop(low, high, 1, turn, [*indices, *offsets])


def unravel(b: Builder, place: Value, sizes: Sequence[Value]) -> list[ir.Value]:
    """The index along each axis of a place of a grid that is not empty."""
    indices: list[ir.Value] = []
    for size in reversed(sizes[1:]):
        above = b.sdiv(place, b.int(size))
        indices.insert(0, b.sub(place, b.mul(above, b.int(size))))
        place = above
    return [place, *indices] if len(sizes) else []


def _dot(b: Builder, indices: Sequence[Value], steps: Sequence[int]) -> ir.Value:
    total = 0
    for index, step in zip(indices, steps, strict=True):
        total = b.plus(total, b.times(index, step))
    return b.int(total)


def _jumps(b: Builder, sizes: Sequence[Value], steps: Sequence[int]) -> list[Value]:
    """What the offset grows by when an axis moves on and those behind it wrap."""
    jumps = []
    for axis, step in enumerate(steps):
        if axis + 1 < len(sizes):
            back = _negative(b, b.times(sizes[axis + 1], steps[axis + 1]))
            step = b.plus(step, back)
        jumps.append(b.int(step))
    return jumps


def _negative(b: Builder, value: Value) -> Value:
    return b.sub(b.int(0), value)


def _advance(
    b: Builder,
    sizes: Sequence[Value],
    jumps: Sequence[list[Value]],
    indices: tuple[Value, ...],
    offsets: tuple[Value, ...],
) -> list[ir.Value]:
    """The indices and offsets of the next place."""
    indices, offsets = list(indices), list(offsets)
    moves = None  # whether all axes behind this one wrapped
    for axis in reversed(range(len(sizes))):
        for operand, jump in enumerate(jumps):
            step = jump[axis]
            if moves is not None:
                step = b.select(moves, step, b.int(0))
            offsets[operand] = b.add(offsets[operand], step)
        step = b.int(1) if moves is None else b.zext(moves, indices[axis].type)
        index = b.add(indices[axis], step)
        if axis:
            moves = b.icmp_signed("==", index, b.int(sizes[axis]))
            index = b.select(moves, b.int(0), index)
        indices[axis] = index
    return [*indices, *offsets]


def along(b: Builder, count: Value, lanes: int, body: Callable[..., Any]) -> None:
    """Calls ``body(position, width)`` for pieces that cover a run of elements.

    Args:
        count: how many elements, plain or a value.
        lanes: the largest width, a power of 2; what remains is done in smaller ones.
        body: called once for each width; the position is a value or plain.
    """
    if isinstance(count, int):
        _along_known(b, count, lanes, body)
        return
    whole = b.and_(count, b.int(-lanes))
    b.loop(0, whole, lanes, lambda i: body(i, lanes))
    place, width = whole, lanes // 2
    while width:
        has_piece = b.icmp_signed("!=", b.and_(count, b.int(width)), b.int(0))
        with b.if_then(has_piece):
            body(place, width)
        place = b.add(place, b.and_(count, b.int(width)))
        width //= 2


def _along_known(b: Builder, count: int, lanes: int, body: Callable[..., Any]) -> None:
    whole = count // lanes * lanes
    if whole // lanes <= 4:
        for place in range(0, whole, lanes):
            body(place, lanes)
    else:
        b.loop(0, whole, lanes, lambda i: body(i, lanes))
    place, width = whole, lanes // 2
    while width:
        if count & width:
            body(place, width)
            place += width
        width //= 2
