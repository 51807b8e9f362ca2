"""The decorator that makes a function part of ``graph``: no list is kept by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

PUBLIC: dict[str, object] = {}
F = TypeVar("F", bound=Callable)


def public(function: F) -> F:
    """Makes a function or class reachable as ``graph.<its name>``."""
    PUBLIC[function.__name__] = function
    return function
