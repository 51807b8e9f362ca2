"""Sums of two numbers, the second of which holds what the first has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.vector_math.bits import upper_half

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def two_sum(larger: Lanes, smaller: Lanes) -> tuple[Lanes, Lanes]:
    """The sum and its rounding error; the first number is the larger one, or 0."""
    total = larger + smaller
    return total, (larger - total) + smaller


def two_product(m: LaneMath, x: Lanes, y: Lanes) -> tuple[Lanes, Lanes]:
    """The product and its rounding error.

    Without a fused instruction the factors are taken in halves, whose products are
    exact.

    Source:
        Dekker 1971, "A floating-point technique for extending the available precision".
    """
    product = x * y
    if m.b.target.has_fma:
        fused = m.b.math("fma", x.value, y.value, (-product).value)
        return product, m.wrap(fused, x.dtype)
    x_high, y_high = upper_half(m, x), upper_half(m, y)
    x_low, y_low = x - x_high, y - y_high
    rest = x_high * y_high - product
    return product, ((rest + x_high * y_low) + x_low * y_high) + x_low * y_low


def product(
    m: LaneMath, x: tuple[Lanes, ...] | Lanes, y: tuple[Lanes, ...] | Lanes
) -> tuple[Lanes, Lanes]:
    """The product of two sums."""
    high, low = two_product(m, x[0], y[0])
    return high, low + (x[0] * y[1] + x[1] * y[0])
