"""Numbers on the command line, in their ranges."""

from __future__ import annotations

import argparse


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
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be above zero, not {text}")
    return value


def not_negative(text: str) -> float:
    """A number from zero up, for argparse.

    Example:
        >>> from kerasish.command_line.running.numbers import not_negative
        >>> not_negative("0")
        0.0
    """
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be zero or more, not {text}")
    return value
