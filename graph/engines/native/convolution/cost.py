"""How much work a unit and a part of a convolution have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.ir.dims import Size


#: multiply-adds of a unit, about 100 us: few enough for parts of equal cost
UNIT = 1 << 21
#: multiply-adds below which another part is not worth it
LEAST_PART = 1 << 19
MOST_PARTS = 64


def conv_parts(units: int, unit_cost: Size) -> int:
    """Into how many parts so many units of this cost are cut."""
    wanted = units * unit_cost // LEAST_PART
    return max(1, min(units, wanted, MOST_PARTS))


#: bytes of the partial sums of a kernel gradient, together
PARTIAL_BYTES = 3 << 20
GRADIENT_PARTS = 16


def gradient_parts(units: int, unit_cost: Size, most: int) -> Size:
    """How many partial sums so many units make."""
    return max(1, min(units, units * unit_cost // LEAST_PART, most))


def partial_sums(nbytes: Size, panels: Size) -> tuple[Size, Size]:
    """How many partial sums there may be, and how many parts share one's panels."""
    most = max(1, min(GRADIENT_PARTS, PARTIAL_BYTES // max(1, nbytes)))
    return most, max(1, min(panels, GRADIENT_PARTS // most))
