"""Numbers on the command line, in their ranges."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def at_least_one(text: str) -> int:
    """A whole number from 1 up, for argparse.

    Example:
        >>> from kerasish.command_line.running.numbers import at_least_one
        >>> at_least_one("32")
        32
    """
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {value}")
    return value


def positive(text: str) -> float:
    """A number above zero, for argparse.

    Example:
        >>> from kerasish.command_line.running.numbers import positive
        >>> positive("0.5")
        0.5
    """
    return _finite(text, lambda value: value > 0, "above zero")


def not_negative(text: str) -> float:
    """A number from zero up, for argparse.

    Example:
        >>> from kerasish.command_line.running.numbers import not_negative
        >>> not_negative("0")
        0.0
    """
    return _finite(text, lambda value: value >= 0, "zero or more")


def _finite(text: str, is_fine: Callable[[float], bool], wanted: str) -> float:
    value = float(text)
    if not (is_fine(value) and value < float("inf")):
        raise argparse.ArgumentTypeError(f"must be {wanted}, not {text}")
    return value
