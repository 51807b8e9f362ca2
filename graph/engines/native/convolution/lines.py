"""One spatial axis as a kernel walks over it: which outputs meet which inputs.

Output o and window element k meet input ``o * stride + k * dilation - low``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, known

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


class Line(NamedTuple):
    """A spatial axis without zeros between its inputs.

    Attributes:
        is_inside: no window leaves the input.
        first, step, places: output o stands at ``first + o * step`` of ``places``.
    """

    size: Int = 1
    count: Int = 1
    window: int = 1
    stride: int = 1
    low: Int = 0
    dilation: int = 1
    is_inside: bool = True
    first: int = 0
    step: int = 1
    places: Int = 1

    @property
    def reach(self) -> int:
        """From the first element that a window reads to the one after the last."""
        return (self.window - 1) * self.dilation + 1

    @property
    def is_trivial(self) -> bool:
        """Whether it may be left out: one input, one output, one window element."""
        return self == Line()

    def span(self, outputs: Size) -> int:
        """How many inputs so many neighbouring outputs reach over."""
        return max(0, (outputs - 1) * self.stride + self.reach)


class BoundLine:
    """A line within one function."""

    def __init__(self, line: Line, b: Builder, frame: Frame) -> None:
        self.line, self.b = line, b
        self.size, self.count = frame.int(line.size), frame.int(line.count)
        if not isinstance(self.count, int):
            self.count = b.most(self.count, 0)  # where a window is too large
        self.low, self.places = frame.int(line.low), frame.int(line.places)

    def start(self, output: Value) -> Value:
        """The input at the first element of a window; may be outside."""
        return minus(self.b, self.b.times(output, self.line.stride), self.low)

    def window_range(self, output: Value) -> tuple[Value, Value]:
        """The elements [low, high) of the window at an output that are inside."""
        b, line = self.b, self.line
        if line.is_inside:
            return 0, line.window
        start = self.start(output)
        before = minus(b, 0, start)
        low = ceil_div(b, before, line.dilation)
        high = ceil_div(b, minus(b, self.size, start), line.dilation)
        return low, b.least(high, line.window)

    def input_range(self, low: Value, high: Value) -> tuple[Value, Value]:
        """The inputs [first, last) that the outputs [low, high) reach over."""
        b, line = self.b, self.line
        behind = b.plus(self.start(high), line.reach - line.stride)
        first = b.least(b.most(self.start(low), 0), self.size)
        return first, b.most(first, b.least(behind, self.size))

    def output_range(
        self, element: Value, low: Value, high: Value
    ) -> tuple[Value, Value]:
        """Which of the outputs [low, high) meet an input at a window element."""
        b, line = self.b, self.line
        if line.is_inside:
            return low, high
        missing = minus(b, self.low, b.times(element, line.dilation))
        first = ceil_div(b, missing, line.stride)
        last = ceil_div(b, b.plus(self.size, missing), line.stride)
        return b.most(low, first), b.least(high, last)

    def place(self, output: Value) -> Value:
        """Where an output stands."""
        return self.b.plus(self.b.times(output, self.line.step), self.line.first)


def minus(b: Builder, x: Value, y: Value) -> Value:
    """x - y of 64-bit integers."""
    if isinstance(y, int):
        return b.plus(x, -y)
    return b.sub(b.int(x), y, flags=("nsw",))


def ceil_div(b: Builder, x: Value, divisor: int) -> Value:
    """The least n from 0 with n * divisor >= x."""
    x = b.most(x, 0)
    return x if divisor == 1 else b.sdiv(b.plus(x, divisor - 1), b.int(divisor))


def known_count(line: Line, numbers: Sequence[int]) -> Size:
    """How many outputs a line has in one call."""
    return max(0, known(line.count, numbers))
