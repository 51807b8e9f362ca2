"""Who looks at the runs of compiled callables, in place of running them as they are."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from typing import Any

_WATCHER: contextvars.ContextVar[Callable[..., Any] | None] = contextvars.ContextVar(
    "graph_watcher", default=None
)

#: the watcher of the runs of this moment: takes a compiled callable, returns what runs
#: its program instead of the executable of its engine; None when nobody watches
current_watcher = _WATCHER.get


@contextlib.contextmanager
def watching(watcher: Callable[..., Any]) -> Iterator[None]:
    """Every run inside goes through the watcher; the innermost one counts."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)
