"""The decorator that makes a function part of ``graph``: no list is kept by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

PUBLIC: dict[str, Any] = {}
F = TypeVar("F", bound=Callable[..., object])


def public(function: F) -> F:
    """Makes a function or class reachable as ``graph.<its name>``."""
    known = PUBLIC.setdefault(function.__name__, function)
    if known.__module__ != function.__module__:
        raise NameError(f"graph.{function.__name__} is in {known.__module__} already")
    return function
