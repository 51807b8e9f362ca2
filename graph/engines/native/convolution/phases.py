"""The spatial axes of a convolution as lines; input dilation as phases without zeros.

With zeros between the inputs, outputs fall into classes (phases) that meet only some
elements of the window; for one phase those form a smaller window.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from graph.engines.native.convolution.lines import Line
from graph.engines.native.kernel import Numbers
from graph.ir.dims import Size, floor_div
from graph.ops.convolution.conv import ConvOp


class PlainAxis(NamedTuple):
    """An axis without zeros between its inputs.

    Attributes:
        inside: whether the padding only cuts.
        first, step, places: output o stands at ``first + o * step`` of ``places``.
        element, jump: the elements of the window: every ``jump``-th from ``element``.
    """

    size: Size
    count: Size
    window: int
    stride: int
    low: Size
    dilation: int
    inside: bool
    first: int
    step: int
    places: Size
    element: int = 0
    jump: int = 1

    @property
    def reach(self) -> int:
        return (self.window - 1) * self.dilation + 1

    @property
    def is_inside(self) -> bool:
        """Whether no window leaves the input."""
        if self.inside:
            return True
        if not all(isinstance(n, int) for n in (self.size, self.count, self.low)):
            return False
        last = (self.count - 1) * self.stride + self.reach - self.low
        return self.low <= 0 and last <= self.size

    @property
    def is_trivial(self) -> bool:
        sizes = (self.size, self.count, self.places, self.window)
        return all(isinstance(n, int) and n == 1 for n in sizes) and self.is_inside

    def line(self, numbers: Numbers) -> Line:
        return Line(
            numbers(self.size),
            numbers(self.count),
            self.window,
            self.stride,
            numbers(self.low),
            self.dilation,
            self.is_inside,
            self.first,
            self.step,
            numbers(self.places),
        )


def plain_axes(
    op: ConvOp,
    sizes: tuple[Size, ...],
    counts: Sequence[Size],
    window: tuple[Size, ...],
) -> list[list[PlainAxis]] | None:
    """The phases of each axis; None where they depend on a size that comes late."""
    found = []
    parts = zip(
        sizes,
        counts,
        window,
        op.strides,
        op.padding,
        op.input_dilation,
        op.dilation,
    )
    for size, count, elements, stride, padding, gap, dilation in parts:
        low, high = padding
        if gap > 1 and not isinstance(low, int):
            return None
        known = isinstance(low, int) and isinstance(high, int)
        inside = known and gap == 1 and low <= 0 and high <= 0
        plain = PlainAxis(
            size, count, elements, stride, low, dilation, inside, 0, 1, count
        )
        found.append([plain] if gap == 1 else _phases(plain, gap))
    return found


def _phases(axis: PlainAxis, gap: int) -> list[PlainAxis]:
    """The phases of an axis with ``gap - 1`` zeros between its inputs."""
    step = gap // math.gcd(axis.stride, gap)  # outputs of one phase stand so far apart
    jump = gap // math.gcd(axis.dilation, gap)  # and so do the window's elements
    found = []
    for phase in range(step):
        shifts = {
            k: phase * axis.stride + k * axis.dilation - axis.low
            for k in range(min(jump, axis.window))
        }
        element = next((k for k, shift in shifts.items() if shift % gap == 0), None)
        common = axis._replace(
            count=floor_div(axis.count - phase + step - 1, step),
            stride=axis.stride * step // gap,
            dilation=axis.dilation * jump // gap,
            first=phase,
            step=step,
            jump=jump,
        )
        if element is None:
            found.append(common._replace(window=0, low=0, element=0))
            continue
        found.append(
            common._replace(
                window=len(range(element, axis.window, jump)),
                low=-(shifts[element] // gap),
                element=element,
            )
        )
    return found


def phase_products(axes: Sequence[Sequence[PlainAxis]]) -> list[tuple[PlainAxis, ...]]:
    """Every choice of a phase on each axis."""
    return list(itertools.product(*axes))
