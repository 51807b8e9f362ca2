"""Names: automatic ones by class, and the path of names that is open now."""

from __future__ import annotations

import contextlib
import contextvars
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_COUNTS: Counter[Any] = Counter()
#: the open names, each with the object that opened it
_PATH: contextvars.ContextVar[tuple[tuple[str, object], ...]] = contextvars.ContextVar(
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


def get_uid(prefix: str = "") -> int:
    """How often a prefix was used for a name, this time included: 1, 2, ...

    Example:
        >>> from kerasish import backend
        >>> backend.get_uid("example"), backend.get_uid("example")
        (1, 2)
    """
    _COUNTS[prefix] += 1
    return _COUNTS[prefix]


def reset_names() -> None:
    """Automatic names start again at their first."""
    _COUNTS.clear()


@contextlib.contextmanager
def path_scope(name: str, owner: object = None) -> Iterator[None]:
    """Variables made inside have this name in their path.

    Args:
        name: part of the path.
        owner: who opens it; nothing is added if its own name is the innermost one.
    """
    path = _PATH.get()
    repeated = owner is not None and path and path[-1][1] is owner
    token = _PATH.set(path if repeated else (*path, (name, owner)))
    try:
        yield
    finally:
        _PATH.reset(token)


def current_path() -> str:
    """The open names, joined by slashes."""
    return "/".join(name for name, _ in _PATH.get())
