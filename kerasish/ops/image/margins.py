"""Two of before, after and target: the third follows from the size of the axis."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail


@internal
def margins(name: str, labels, numbers, size, sign: int):
    """(before, after, target), where target = size + sign * (before + after).

    Args:
        name: of the function, for errors.
        labels: what the three are called.
        numbers: the three, one of them None.
        size: of the axis, an int or symbolic.
        sign: 1 where the margins are added, -1 where they are cut off.

    Raises:
        ArgumentError: not one is None, or one is or would be negative.
    """
    got = dict(zip(labels, numbers))
    if list(numbers).count(None) != 1:
        fail(
            f"{name}: exactly two of {', '.join(labels)} are needed",
            {label: number for label, number in got.items() if number is not None},
            "leave one out; it follows from the two others",
        )
    before, after, target = numbers
    if target is None:
        target = size + sign * (before + after)
    elif before is None:
        before = sign * (target - size) - after
    else:
        after = sign * (target - size) - before
    for label, number in zip(labels, (before, after, target)):
        if not isinstance(number, graph.Dim) and number < 0:
            fail(
                f"{name}: {label} is negative",
                {**got, label: number, "size": size},
                "give numbers from 0 that fit the size",
            )
    return before, after, target
