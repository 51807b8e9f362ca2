"""Limits on epochs and steps, with which a long script is tried out quickly."""

from __future__ import annotations

import os
from typing import Any

from kerasish.base.errors import fail
from kerasish.base.user_warning import warn

_LIMITS: dict[str, int | None] = {}


def _limit(name: str) -> int | None:
    """The limit set last, or that of the environment variable ``KERAS_<NAME>``."""
    if name not in _LIMITS:
        text = os.environ.get(f"KERAS_{name.upper()}")
        _LIMITS[name] = int(text) if text else None
    return _LIMITS[name]


def _set_limit(name: str, value: Any) -> None:
    if value is not None and (not isinstance(value, int) or value < 0):
        fail(
            f"set_{name}: the limit must be an integer or None",
            {name: repr(value)},
            "None takes the limit away",
        )
    _LIMITS[name] = value


def max_epochs() -> int | None:
    """The most epochs that fit runs, None for no limit.

    At the start it is that of the environment variable ``KERAS_MAX_EPOCHS``.
    """
    return _limit("max_epochs")


def set_max_epochs(max_epochs: int | None) -> None:
    """Sets the most epochs that fit runs; None for no limit.

    Example:
        >>> from kerasish import config
        >>> config.set_max_epochs(2)
        >>> config.max_epochs()
        2
        >>> config.set_max_epochs(None)
    """
    _set_limit("max_epochs", max_epochs)


def max_steps_per_epoch() -> int | None:
    """The most steps of one pass in fit, evaluate and predict, None for no limit.

    At the start it is that of the environment variable ``KERAS_MAX_STEPS_PER_EPOCH``.
    """
    return _limit("max_steps_per_epoch")


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Sets the most steps of one pass over data; None for no limit."""
    _set_limit("max_steps_per_epoch", max_steps_per_epoch)


def limited(name: str, value: int | None, limit: int | None) -> int | None:
    """The value, or the limit where that is less; says so in a warning."""
    if not limit or (value and value <= limit):
        return value
    warn(f"limiting {name} to {limit}")
    return limit
