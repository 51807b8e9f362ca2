"""Where windows meet an axis: counts, transposes, and slices for one window offset.

On one axis, output o and window offset k meet input i when
``o * stride + k * dilation - low == i * input_dilation``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from graph.ir.dims import Size, floor_div

Pairs = tuple[tuple[Size, Size], ...]


class Axis(NamedTuple):
    """One spatial axis of a window op, in numbers."""

    size: int
    count: int  # type: ignore[assignment]  # tuples have a method of the name
    window: int
    stride: int = 1
    low: int = 0
    input_dilation: int = 1
    dilation: int = 1

    @property
    def reach(self) -> int:
        """From the first element that a window reads to the one after the last."""
        return (self.window - 1) * self.dilation + 1

    def part(self, start: int, stop: int) -> Axis:
        """The axis with only the outputs from start to stop."""
        return self._replace(count=stop - start, low=self.low - start * self.stride)

    def read_part(self) -> tuple[slice, Axis]:
        """The inputs that the outputs read, and the axis over these alone."""
        start = min(max(-self.low, 0), self.size)
        stop = (self.count - 1) * self.stride + self.reach - self.low
        stop = min(max(stop, start), self.size)
        alone = self._replace(size=stop - start, low=self.low + start)
        return slice(start, stop), alone


def stretched(size: Size, dilation: int) -> Size:
    """The length of an axis with ``dilation - 1`` zeros between each two elements."""
    return (size - 1) * dilation + 1


def window_count(
    size: int,
    window: int,
    stride: int,
    padding: tuple[int, ...],
    input_dilation: int = 1,
    dilation: int = 1,
) -> Size:
    """How many windows fit on a padded axis."""
    low, high = padding
    reach = stretched(window, dilation)
    free = stretched(size, input_dilation) + low + high - reach
    return floor_div(free, stride) + 1


def transposed_padding(
    size: Size,
    count: Size,
    window: int,
    stride: int,
    low: Size,
    input_dilation: int = 1,
    dilation: int = 1,
) -> tuple[Size, Size]:
    """The padding with which the outputs meet the flipped window, to give the inputs.

    The transpose has ``input_dilation`` as its stride and ``stride`` as its dilation of
    the outputs.
    """
    before = stretched(window, dilation) - 1 - low
    after = stretched(size, input_dilation) - stretched(count, stride) + low
    return before, after


def overlap(axis: Axis, offset: int) -> tuple[slice, slice] | None:
    """Outputs and inputs that meet at a window offset, as slices of equal lengths."""
    shift = offset * axis.dilation - axis.low
    common = math.gcd(axis.stride, axis.input_dilation)
    if shift % common:
        return None
    step_out, step_in = axis.input_dilation // common, axis.stride // common
    first_out = next(
        o
        for o in range(step_out)
        if not (o * axis.stride + shift) % axis.input_dilation
    )
    first_in = (first_out * axis.stride + shift) // axis.input_dilation
    skipped = max(0, -(first_in // step_in))
    first_out, first_in = first_out + skipped * step_out, first_in + skipped * step_in
    count = 1 + min(
        (axis.count - 1 - first_out) // step_out, (axis.size - 1 - first_in) // step_in
    )
    if count < 1:
        return None
    return (
        slice(first_out, first_out + (count - 1) * step_out + 1, step_out),
        slice(first_in, first_in + (count - 1) * step_in + 1, step_in),
    )


class Overlap(NamedTuple):
    """A window offset, numbered in row-major order, with what meets there."""

    offset: int
    into: tuple[slice, ...]
    source: tuple[slice, ...]


@lru_cache(maxsize=1024)
def overlaps(axes: tuple[Axis, ...]) -> tuple[Overlap, ...]:
    """Every window offset at which something meets, in row-major order.

    The slices are for arrays of shape (batch, *spatial, channels).
    """
    found = []
    offsets = itertools.product(*[range(axis.window) for axis in axes])
    for number, offset in enumerate(offsets):
        pairs = [overlap(axis, k) for axis, k in zip(axes, offset)]
        if None not in pairs:
            into, source = zip(*pairs)
            whole = slice(None)
            found.append(Overlap(number, (whole, *into), (whole, *source)))
    return tuple(found)


class Block(NamedTuple):
    """Some images, and a part of their outputs."""

    images: slice
    out: tuple[slice, ...]
    axes: tuple[Axis, ...]

    @property
    def region(self) -> tuple[slice, ...]:
        """Where the outputs of the block stand in (batch, *spatial, channels)."""
        return (self.images, *self.out)

    @property
    def shape(self) -> tuple[int, ...]:
        """(batch, *spatial) of the outputs of the block."""
        return tuple(part.stop - part.start for part in self.region)


def blocks(
    batch: int, axes: Sequence[Axis], nbytes: int, limit: int
) -> Iterator[Block]:
    """Cuts the outputs into blocks of at most ``limit`` bytes, contiguous in memory.

    Args:
        batch: number of images.
        axes: the spatial axes.
        nbytes: bytes that one output position needs.
        limit: bytes that a block may need; a block has at least one position.
    """
    counts = [batch, *[axis.count for axis in axes]]
    steps: list[Any] = []
    for count in reversed(counts):
        step = min(count, max(1, limit // nbytes))
        steps.insert(0, step)
        nbytes = nbytes * count if step == count else limit + 1
    ranges = [
        [slice(i, min(i + step, count)) for i in range(0, count, step)]
        for count, step in zip(counts, steps)
    ]
    for images, *out in itertools.product(*ranges):
        parts = tuple(axis.part(p.start, p.stop) for axis, p in zip(axes, out))
        yield Block(images, tuple(out), parts)
