"""Convolutions of inputs with zeros in between, as plain ones that skip the zeros.

The outputs fall into classes (phases) that meet only some elements of the window; for
one phase those form a smaller window over the input without zeros.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import NamedTuple

from graph.ops.window.geometry import Axis


class Phase(NamedTuple):
    """Outputs ``into`` meet the elements ``window`` of the window, as on ``axes``."""

    into: tuple[slice, ...]
    window: tuple[slice, ...]
    axes: tuple[Axis, ...]


@lru_cache(maxsize=256)
def phases(axes: tuple[Axis, ...]) -> tuple[Phase, ...]:
    """The phases at which outputs meet some element of the input."""
    found = []
    for parts in itertools.product(*map(axis_phases, axes)):
        into, window, plain = zip(*parts)
        found.append(Phase(into, window, plain))
    return tuple(found)


def axis_phases(axis: Axis) -> list[tuple[slice, slice, Axis]]:
    """Outputs, elements of the window and the plain axis of each phase of one axis."""
    gap = axis.input_dilation
    step = gap // math.gcd(axis.stride, gap)  # outputs of one phase stand so far apart
    jump = gap // math.gcd(axis.dilation, gap)  # and so do the window's elements
    found = []
    for phase in range(min(step, axis.count)):
        shifts = [
            (k, phase * axis.stride + k * axis.dilation - axis.low)
            for k in range(min(jump, axis.window))
        ]
        for k, shift in shifts:
            if shift % gap == 0:
                plain = Axis(
                    size=axis.size,
                    count=len(range(phase, axis.count, step)),
                    window=len(range(k, axis.window, jump)),
                    stride=axis.stride * step // gap,
                    low=-(shift // gap),
                    dilation=axis.dilation * jump // gap,
                )
                found.append((slice(phase, None, step), slice(k, None, jump), plain))
    return found
