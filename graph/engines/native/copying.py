"""Copies between strided layouts: what materialises views, joins and pads.

Elements are moved as plain bytes of their size, whatever they stand for.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, Numbers, known
from graph.engines.native.lowering import Buffer, Call, Read
from graph.engines.native.transposing import TransposeKernel
from graph.engines.native.views import View, row_major
from graph.engines.native.walking import along, ceil_div, parts_of_bytes, product, walk
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: elements of a long run that are copied at once
_RUN = 4096


class CopyKernel(NamedTuple):
    """target[i, j, ...] = source[i, j, ...], by strides. Buffers: source, target."""

    itemsize: int
    sizes: tuple[Int, ...]
    source_strides: tuple[Int, ...]
    target_strides: tuple[Int, ...]
    target_offset: Int = 0

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        total = prod(known(size, numbers) for size in self.sizes)
        return parts_of_bytes(2 * self.itemsize * total)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        self.emit_between(b, frame, frame.pointer(0), frame.pointer(1), index, count)

    def emit_between(
        self,
        b: Builder,
        frame: Frame,
        source: Value,
        target: Value,
        index: Value,
        count: Value,
    ) -> None:
        """Copies a part, given both pointers."""
        dtype = integers_of(self.itemsize)
        target = b.address(target, frame.int(self.target_offset), dtype)
        sizes, *strides = (
            list(map(frame.int, numbers))
            for numbers in (self.sizes, self.source_strides, self.target_strides)
        )
        length, (source_step, target_step) = sizes.pop(), [s.pop() for s in strides]
        pieces = ceil_div(b, length, _RUN)
        is_cut = not isinstance(length, int) or length > _RUN
        if is_cut:
            sizes.append(pieces)
            for steps, step in zip(strides, (source_step, target_step)):
                steps.append(step * _RUN if isinstance(step, int) else _far(b, step))
        low, high = b.share(product(b, sizes), index, count)

        def body(indices: tuple[Value, ...], offsets: tuple[Value, ...]) -> None:
            rest = length
            if is_cut:
                done = b.mul(indices[-1], b.int(_RUN))
                rest = b.least(b.sub(b.int(length), done), _RUN)
            places = [b.address(p, o, dtype) for p, o in zip((source, target), offsets)]
            copy_run(b, *places, rest, dtype, source_step, target_step)

        walk(b, sizes, strides, low, high, body)


def _far(b: Builder, step: Value) -> Value:
    return b.mul(step, b.int(_RUN))


def integers_of(itemsize: int) -> np.dtype:
    """The dtype as which elements of 1, 2, 4 or 8 bytes are moved."""
    return np.dtype(f"uint{8 * itemsize}")


def copy_run(
    b: Builder,
    source: Value,
    target: Value,
    count: Value,
    dtype: np.dtype,
    source_step: int = 1,
    target_step: int = 1,
) -> None:
    """Copies ``count`` elements of the one run to the other; steps count elements."""
    lanes = b.target.vector_bytes // dtype.itemsize
    is_plain = isinstance(source_step, int) and source_step in (-1, 0, 1)
    if not is_plain or target_step not in (1,):
        lanes = 1
    first = b.read(source, 0, dtype) if source_step == 0 and _some(count) else None

    def piece(place: Value, width: int) -> None:
        if first is not None:
            value = first if width == 1 else b.splat(first, width)
        elif source_step == -1 and width > 1:
            back = b.sub(b.int(1 - width), b.int(place))
            value = b.read(source, back, dtype, width)
            value = b.shuffle(value, value, range(width - 1, -1, -1))
        else:
            where = b.times(place, source_step)
            value = b.read(source, where, dtype, None if width == 1 else width)
        b.write(value, target, b.times(place, target_step), dtype)

    along(b, count, lanes, piece)


def _some(count: Value) -> bool:
    """Whether a run that is reached has an element: those cut from longer ones do."""
    return not isinstance(count, int) or count > 0


def copy_call(view: View, target: Buffer, numbers: Numbers) -> Call:
    """The call that writes the elements of a view to a buffer, in C order."""
    return place_call(view, target, row_major(view.shape), 0, numbers)


def place_call(
    view: View,
    target: Buffer,
    strides: tuple[Size, ...],
    offset: Size,
    numbers: Numbers,
) -> Call:
    """The call that writes a view into a strided part of a buffer.

    Args:
        view: what is copied.
        target: the buffer.
        strides: of the target, one for each axis of the view, in elements.
        offset: where its first element goes.
        numbers: the late integers of the call.
    """
    itemsize, shape = view.dtype.itemsize, tuple(view.shape)
    both = [tuple(view.strides), tuple(strides)]
    if itemsize > 8:
        words = itemsize // 8
        itemsize, shape, offset = 8, (*shape, words), offset * words
        both = [(*(s * words for s in steps), 1) for steps in both]
    shape, (source, into) = collapse(shape, both)
    kind = _kind(shape, source, into)
    kernel = kind(
        itemsize,
        *(tuple(map(numbers, n)) for n in (shape, source, into)),
        numbers(offset),
    )
    return Call(kernel, [Read(view), target], numbers)


def _kind(
    shape: tuple[Size, ...], source: tuple[int, ...], into: tuple[int, ...]
) -> type[Any]:
    """By tiles where another axis than the last is adjacent in the source."""
    if source[-1] not in (-1, 0, 1) and into[-1] == 1:
        for size, step in zip(shape[:-1], source[:-1]):
            if step == 1 and not (isinstance(size, int) and size < 4):
                return TransposeKernel
    return CopyKernel


def collapse(
    shape: Sequence[Size], operands: Sequence[Sequence[Size]]
) -> tuple[tuple[Size, ...], list[tuple[int, ...]]]:
    """The shape and strides without axes of size 1, neighbours joined where they can.

    At least one axis is left.
    """
    sizes: list[Size] = []
    steps: list[list[Size]] = [[] for _ in operands]
    for axis, size in enumerate(shape):
        own = [strides[axis] for strides in operands]
        if isinstance(size, int) and size == 1:
            continue
        if sizes and all(s[-1] == size * o for s, o in zip(steps, own)):
            sizes[-1] = sizes[-1] * size
            for before, step in zip(steps, own):
                before[-1] = step
            continue
        sizes.append(size)
        for before, step in zip(steps, own):
            before.append(step)
    if not sizes:
        return (1,), [(1,)] * len(operands)
    return tuple(sizes), [tuple(s) for s in steps]
