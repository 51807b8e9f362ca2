"""Rules for arguments that augmentation layers have: factors, ranges, words."""

from __future__ import annotations

import numbers

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.rules import Rule
from kerasish.ops.image.affine_transform import FILL_MODES
from kerasish.ops.image.projection import INTERPOLATIONS


def _is_number(value) -> bool:
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return real and value == value


def _is_pair(value) -> bool:
    pair = isinstance(value, (list, tuple)) and len(value) == 2
    return pair and all(map(_is_number, value))


@internal
def sorted_pair(value) -> tuple:
    """The lower number and the upper one."""
    lower, upper = sorted(value)
    return lower, upper


@internal
def factor_in(low: float, high: float) -> Rule:
    """A number f from low to high, which stands for the pair (max(-f, low), |f|), or a
    pair that overlaps that range; becomes a pair."""

    def accepts(value):
        if _is_pair(value):
            return value[0] <= high and value[1] >= low
        return _is_number(value) and low <= value <= high

    def convert(value):
        if _is_pair(value):
            return sorted_pair(value)
        return max(-abs(value), low), abs(value)

    return Rule(
        f"a number from {low:g} to {high:g} or a pair of them",
        accepts,
        ("x", high + 1, (low,), (high + 1, high + 2)),
        convert,
    )


@internal
def bounds_of(factor, lowest: float | None = None) -> tuple:
    """The range that a factor stands for: a pair itself, f from `lowest` or -f."""
    if _is_pair(factor):
        return sorted_pair(factor)
    return (-abs(factor) if lowest is None else lowest), abs(factor)


def _each_in(low, high, include_low) -> Rule:
    def inside(value):
        above = value >= low if include_low else value > low
        return _is_number(value) and above and value <= high

    def accepts(value):
        return all(map(inside, value)) if _is_pair(value) else _inside_one(value)

    def _inside_one(value):
        return _is_number(value) and inside(value)

    left_out = "" if include_low else f" ({low:g} excluded)"
    return Rule(
        f"a number from {low:g} to {high:g}{left_out} or a pair of them",
        accepts,
        ("x", high + 1, (low,), (low - 1, high)),
        lambda value: tuple(value) if isinstance(value, list) else value,
    )


#: parts of the image that it may move, be sheared or grow by
signed_share = _each_in(-1, 1, include_low=True)
zoom_share = _each_in(-1, 1, include_low=False)
share = _each_in(0, 1, include_low=True)

value_range = Rule(
    "a pair of two different numbers",
    lambda v: _is_pair(v) and v[0] != v[1],
    (255, "xy", (0, 1, 2), (3, 3)),
    sorted_pair,
)
seed = rules.optional(rules.any_int)
interpolation = rules.one_of(*INTERPOLATIONS)
fill_mode = rules.one_of(*FILL_MODES)
