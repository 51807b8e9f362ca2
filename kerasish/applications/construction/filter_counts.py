"""Numbers of filters that suit the hardware."""

from __future__ import annotations


def divisible(count: float, divisor: int = 8, least: int | None = None) -> int:
    """The multiple of `divisor` next to a count, and not below 0.9 of it.

    Args:
        count: the wanted number of filters, >= 0.
        divisor: what the result is a multiple of.
        least: the smallest result; the divisor when None.

    Source:
        Howard et al., "Searching for MobileNetV3", 2019, as in its published code.

    Example:
        >>> from kerasish.applications.construction.filter_counts import divisible
        >>> [divisible(c) for c in (3, 11, 12, 100)]
        [8, 16, 16, 104]
    """
    least = divisor if least is None else least
    near = max(least, int(count + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * count else near
