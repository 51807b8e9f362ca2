"""The windows of images [batch, *spatial, channels], and the loops over them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, Numbers, known
from graph.engines.native.walking import parts_of_bytes, product, walk
from graph.ir.dims import Size
from graph.ops.window.base import WindowOp

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


#: windows of up to so many elements are written out, larger ones are loops
_WRITTEN_OUT = 16
_NO_DILATION = (1, 1, 1)


class WindowAxis(NamedTuple):
    """One spatial axis; see `graph.ops.window.geometry.Axis`.

    ``is_inside`` says that no window reaches beyond the ends.
    """

    size: Int | Size
    count: Int | Size
    window: int
    stride: int
    low: Int | Size
    input_dilation: int = 1
    is_inside: bool = False

    @property
    def is_tiled(self) -> bool:
        """Whether each input is in one window exactly, as far as is known."""
        plain = all(isinstance(n, int) for n in (self.size, self.count))
        exact = plain and self.count * self.window == self.size
        return exact and self.window == self.stride and self.low == 0

    def transposed(self) -> WindowAxis:
        """The axis on which outputs are read and inputs are written.

        Window offset k is k places before the last one there.
        """
        low = self.window - 1 - self.low
        return WindowAxis(self.count, self.size, self.window, 1, low, self.stride)


class WindowGrid(NamedTuple):
    """All windows of a batch of images."""

    batch: Int
    axes: tuple[WindowAxis, ...]
    channels: Int

    def parts(self, itemsize: int, numbers: Sequence[int]) -> int:
        def total(sizes: Iterator[Any]) -> int:
            return prod(known(size, numbers) for size in sizes)

        images = total(axis.size for axis in self.axes)
        windows = total(axis.count * axis.window for axis in self._known(numbers))
        each = known(self.batch, numbers) * known(self.channels, numbers)
        return parts_of_bytes(itemsize * each * (images + windows))

    def _known(self, numbers: Sequence[int]) -> Iterator[WindowAxis]:
        for axis in self.axes:
            yield axis._replace(count=known(axis.count, numbers))

    def walk(
        self,
        b: Builder,
        frame: Frame,
        index: Value,
        count: Value,
        body: Callable[..., Any],
    ) -> None:
        """Calls ``body(window)`` for the windows of part ``index`` of ``count``."""
        batch, channels = frame.int(self.batch), frame.int(self.channels)
        axes = [
            axis._replace(
                size=frame.int(axis.size),
                count=frame.int(axis.count),
                low=frame.int(axis.low),
            )
            for axis in self.axes
        ]
        grid = [batch, *[axis.count for axis in axes]]
        steps = [channels]
        for axis in reversed(axes):
            steps.insert(0, product(b, [steps[0], axis.size]))
        low, high = b.share(product(b, grid), index, count)
        written = [channels]
        for size in reversed(grid[1:]):
            written.insert(0, product(b, [written[0], size]))

        def one(indices: tuple[Value, ...], offsets: tuple[Value, ...]) -> None:
            starts = [
                b.sub(b.times(o, axis.stride), b.int(axis.low))
                for o, axis in zip(indices[1:], axes)
            ]
            image, output = offsets
            body(Window(b, axes, steps[1:], starts, image, output))

        walk(b, grid, [[steps[0], *[0] * len(axes)], written], low, high, one)


class Window:
    """One window: where its result stands, and a loop over its elements."""

    def __init__(
        self,
        b: Builder,
        axes: Sequence[WindowAxis],
        steps: Sequence[Value],
        starts: Sequence[Value],
        image: Value,
        output: Value,
    ) -> None:
        self.b, self.axes, self.steps, self.starts = b, axes, steps, starts
        self.image = image
        #: where the first channel of its result stands
        self.output = output
        elements = prod(axis.window for axis in axes)
        inside = all(axis.is_inside for axis in axes)
        self.is_written_out = inside and elements <= _WRITTEN_OUT
        self.ranges = (
            [] if self.is_written_out else list(map(self._range, axes, starts))
        )

    def fold(
        self, body: Callable[..., Any], carry: Sequence[Value] = ()
    ) -> list[Value]:
        """``carry = body(place, offset, *carry)`` for the elements inside the image.

        The place is that of the first channel in the input, the offset counts the
        elements of the window in row-major order; it is plain or a value.
        """
        if self.is_written_out:
            return self._fold_written_out(body, carry)
        return self._fold(0, self.image, 0, body, carry)

    def _range(self, axis: WindowAxis, start: Value) -> tuple[Value, Value]:
        """The inputs along an axis from the first to behind the last of the window."""
        b, end = self.b, self.b.add(start, self.b.int(axis.window))
        if axis.input_dilation != 1:
            start, end = (self._ceil(n, axis.input_dilation) for n in (start, end))
        if axis.is_inside:
            return start, end
        return b.most(start, 0), b.least(end, axis.size)

    def _ceil(self, value: Value, step: int) -> Value:
        """value / step, rounded up."""
        b = self.b
        quotient = b.sdiv(value, b.int(step))
        above = b.icmp_signed("<", b.mul(quotient, b.int(step)), value)
        return b.add(quotient, b.zext(above, quotient.type))

    def _fold(
        self,
        axis: int,
        place: Value,
        offset: Value,
        body: Callable[..., Any],
        carry: Sequence[Value],
    ) -> list[Value]:
        if axis == len(self.axes):
            return list(body(place, offset, *carry) or ())
        b, own = self.b, self.axes[axis]

        def turn(i: Value, *carried: Value) -> list[Value]:
            k = b.sub(b.times(i, own.input_dilation), self.starts[axis])
            there = b.plus(place, b.times(i, self.steps[axis]))
            number = b.plus(b.times(offset, own.window), k)
            return self._fold(axis + 1, there, number, body, carried)

        return b.loop(*self.ranges[axis], 1, turn, carry)

    def _fold_written_out(
        self, body: Callable[..., Any], carry: Sequence[Value]
    ) -> list[Value]:
        b, first = self.b, self.image
        for start, step in zip(self.starts, self.steps):
            first = b.plus(first, b.times(start, step))
        places = itertools.product(*[range(axis.window) for axis in self.axes])
        for offset, place in enumerate(places):
            there = first
            for k, step in zip(place, self.steps):
                there = b.plus(there, b.times(k, step)) if k else there
            carry = list(body(there, offset, *carry) or ())
        return list(carry)


def grid_of(
    op: WindowOp,
    sizes: tuple[Size, ...],
    counts: tuple[Size, ...],
    numbers: Numbers,
    transposed: bool = False,
) -> WindowGrid:
    """The windows of an op on inputs and outputs of these shapes.

    Args:
        op: its attributes.
        sizes, counts: shapes [batch, *spatial, channels] of what the windows are over,
            and of what has one element for each window.
        numbers: the late integers of the call.
        transposed: whether those windows are wanted that gather what the op spreads.
    """
    dilation = getattr(op, "input_dilation", _NO_DILATION)
    axes = [
        WindowAxis(*own, low, gap, gap == 1 and _is_cut(low) and _is_cut(high))
        for *own, (low, high), gap in zip(
            sizes[1:-1], counts[1:-1], op.window, op.strides, op.padding, dilation
        )
    ]
    axes = [axis.transposed() for axis in axes] if transposed else axes
    late = (
        axis._replace(
            size=numbers(axis.size), count=numbers(axis.count), low=numbers(axis.low)
        )
        for axis in axes
    )
    return WindowGrid(numbers(sizes[0]), tuple(late), numbers(sizes[-1]))


def _is_cut(padding: int) -> bool:
    return isinstance(padding, int) and padding <= 0


def lanes_of(b: Builder, dtype: np.dtype) -> int:
    """How many elements of a dtype a vector register holds."""
    return b.target.vector_bytes // dtype.itemsize


def spread_offset(
    b: Builder, offset: Value, dtype: DTypeLike, lanes: int | None
) -> Value:
    """An offset in every lane, as an integer of the dtype."""
    if isinstance(offset, int):
        return b.number(offset, dtype, lanes)
    bits = 8 * np.dtype(dtype).itemsize
    offset = b.trunc(offset, b.int(0, bits).type) if bits < 64 else offset
    return offset if lanes is None else b.splat(offset, lanes)
