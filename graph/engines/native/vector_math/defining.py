"""For which dtypes functions are defined, and how exact they are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

FLOAT32, FLOAT64 = np.dtype("float32"), np.dtype("float64")
BOOL = np.dtype("bool")


class NotDefined(TypeError):
    """A function has no code for a dtype: then an op runs its numpy kernel."""


def require_kind(x: Lanes, kinds: str) -> None:
    """Raises where a function is not defined for a dtype."""
    if x.dtype.kind not in kinds:
        raise NotDefined(f"not defined for {x.dtype}")


def within(ulp: float, of_inputs: bool = False) -> Callable[..., Any]:
    """Decorator: a function of floats whose error is at most so many units in the last
    place, of the largest input where that is larger than the result. Functions without
    it give what numpy gives, to the bit."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def checked(m: LaneMath, *xs: Lanes) -> Lanes:
            xs = m.together(*xs)
            require_kind(xs[0], "f")
            return function(m, *xs)

        checked.ulp, checked.of_inputs = ulp, of_inputs
        return checked

    return mark


def in_float64(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of float64 lanes for float32 ones too: computed so, rounded once."""

    @functools.wraps(function)
    def either(m: LaneMath, *xs: Lanes) -> Lanes | float:
        if xs[0].dtype == FLOAT64:
            return function(m, *xs)
        return m.cast(function(m, *[m.cast(x, FLOAT64) for x in xs]), FLOAT32)

    return either
