"""Nestings of targets and predictions; lists of numbers are arrays, not nestings."""

from __future__ import annotations

import numbers

import graph
from kerasish.base.discovery import internal


@internal
def map_tensors(function, value):
    """The function of each tensor-like value in a nesting, in the same nesting."""
    return function(value) if _is_array(value) else graph.map_leaves(function, value)


def _is_array(value) -> bool:
    """Whether lists hold numbers alone."""
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(
            isinstance(item, numbers.Number) or _is_array(item) for item in value
        )
    return False
