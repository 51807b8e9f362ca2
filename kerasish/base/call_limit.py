"""How many calls of layers a config may cause.

Models that call a model twice that calls a model twice, and so on, make 2**30 calls of
thirty records. While a model is put together from a config, the calls are counted.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

from kerasish.base.errors import ConfigError, fail

FREE_CALLS = 300
#: calls for each record in the config: of a model that is called so many times
CALLS_FOR_A_RECORD = 8

#: [calls that are left], None where no config is read
_LEFT: contextvars.ContextVar[list[int] | None] = contextvars.ContextVar(
    "kerasish_calls_left", default=None
)


@contextlib.contextmanager
def counting_calls(config: Any) -> Iterator[Any]:
    """Inside, layers may be called some times for each record in a config.

    Inside the config of a model that is part of another one, that one's limit holds.
    """
    if _LEFT.get() is not None:
        yield
        return
    token = _LEFT.set([FREE_CALLS + CALLS_FOR_A_RECORD * _records_in(config)])
    try:
        yield
    finally:
        _LEFT.reset(token)


def count_call(name: str) -> None:
    """Notes the call of a layer.

    Raises:
        ConfigError: there were too many for the config that is read.
    """
    left = _LEFT.get()
    if left is None:
        return
    left[0] -= 1
    if left[0] < 0:
        fail(
            "the config calls layers far more often than it has layers",
            f"layer {name!r} was the last one called",
            "models in it call one another again and again: it is damaged or hostile",
            ConfigError,
        )


def _records_in(config: Any) -> int:
    number, pending = 0, [config]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            number += "class_name" in item
            pending.extend(item.values())
        elif isinstance(item, (list, tuple)):
            pending.extend(item)
    return number
