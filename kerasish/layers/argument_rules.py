"""Rules for arguments that several layers have: axes, windows, amounts, noise."""

from __future__ import annotations

import numbers

from kerasish.base.discovery import internal
from kerasish.base.rules import Rule, int_or_tuple, one_of, optional


def _is_int(value) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _are_ints(value, count=None, low=None) -> bool:
    """Whether a list or tuple holds so many integers, none below ``low``."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    if count is not None and len(value) != count:
        return False
    return all(_is_int(v) and (low is None or v >= low) for v in value)


def _plain_axes(value):
    return int(value) if _is_int(value) else [int(v) for v in value]


axis_or_axes = Rule(
    "an axis or a list of axes",
    lambda v: _is_int(v) or _are_ints(v),
    (1.5, "1", (), [0.5]),
    _plain_axes,
)

data_format = optional(one_of("channels_last", "channels_first"))
valid_or_same = one_of("valid", "same")
valid_same_or_causal = one_of("valid", "same", "causal")

noise_shape = optional(
    Rule(
        "a tuple of positive integers and None",
        lambda v: (
            isinstance(v, (list, tuple))
            and all(s is None or (_is_int(s) and s > 0) for s in v)
        ),
        ("no shape", (2, 0), (2.5,), 3),
        lambda v: tuple(None if s is None else int(s) for s in v),
    )
)


@internal
def amounts(rank: int) -> Rule:
    """Amounts to add or cut at both ends of each axis; becomes a tuple of pairs.

    One axis takes an integer or a pair; several take an integer, an integer for each
    axis, or a pair for each axis.
    """
    one = Rule(
        "an integer >= 0 or a pair of them",
        lambda v: (_is_int(v) and v >= 0) or _are_ints(v, 2, 0),
        (-1, "1", 1.5, (1, 2, 3), (1, -2)),
        lambda v: (int(v),) * 2 if _is_int(v) else tuple(int(a) for a in v),
    )
    if rank == 1:
        return one
    return Rule(
        f"an integer >= 0, {rank} of them, or {rank} pairs",
        lambda v: (
            (_is_int(v) and v >= 0)
            or (
                isinstance(v, (list, tuple))
                and len(v) == rank
                and all(map(one.accepts, v))
            )
        ),
        (-1, "1", 1.5, (1,) * (rank + 1), (-1,) * rank),
        lambda v: tuple(map(one.convert, (v,) * rank if _is_int(v) else v)),
    )


@internal
def window_rules(rank: int) -> dict[str, Rule]:
    """The rules that convolutions of so many spatial axes share."""
    return {
        "kernel_size": int_or_tuple(rank),
        "strides": int_or_tuple(rank),
        "padding": valid_same_or_causal if rank == 1 else valid_or_same,
        "data_format": data_format,
        "dilation_rate": int_or_tuple(rank),
    }


@internal
def pooling_rules(rank: int) -> dict[str, Rule]:
    """The rules that pools of so many spatial axes share."""
    return {
        "pool_size": int_or_tuple(rank),
        "strides": optional(int_or_tuple(rank)),
        "padding": valid_or_same,
        "data_format": data_format,
    }
