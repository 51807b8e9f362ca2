"""Names: automatic ones by class, and the path of names that is open now."""

from __future__ import annotations

import contextlib
import contextvars
import re
from collections import Counter

_COUNTS: Counter = Counter()
_PATH: contextvars.ContextVar[tuple[str, ...]] = contextvars.ContextVar(
    "kerasish_path", default=()
)


def snake_case(name: str) -> str:
    """CamelCase in Keras' way: ``Conv2D`` -> ``conv2d``, ``ReLU`` -> ``re_lu``."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def auto_name(prefix: str) -> str:
    """The prefix, and from the second use on with a number: dense, dense_1, ..."""
    count = _COUNTS[prefix]
    _COUNTS[prefix] += 1
    return prefix if count == 0 else f"{prefix}_{count}"


def reset_names() -> None:
    """Automatic names start again at their first."""
    _COUNTS.clear()


@contextlib.contextmanager
def path_scope(name: str):
    """Variables made inside have this name in their path."""
    token = _PATH.set((*_PATH.get(), name))
    try:
        yield
    finally:
        _PATH.reset(token)


def current_path() -> str:
    """The open names, joined by slashes."""
    return "/".join(_PATH.get())
