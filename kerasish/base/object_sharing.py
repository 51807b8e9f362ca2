"""Objects that stand in a config more than once, such as layers of two models.

While a model is written, an object that is met again gets a number, in both records;
while one is read, records of one number become one object.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

_KEY = "shared_object_id"
#: id of an object -> (the object, its first record), while configs are written
_WRITTEN: contextvars.ContextVar[dict[Any, Any] | None] = contextvars.ContextVar(
    "kerasish_written_objects", default=None
)
#: number in the config -> object, while configs are read
_READ: contextvars.ContextVar[dict[Any, Any] | None] = contextvars.ContextVar(
    "kerasish_read_objects", default=None
)


@contextlib.contextmanager
def sharing_objects() -> Iterator[Any]:
    """Inside, objects that are written or read several times stay one object."""
    tokens = _WRITTEN.set({}), _READ.set({})
    try:
        yield
    finally:
        _WRITTEN.reset(tokens[0])
        _READ.reset(tokens[1])


def note_written(
    value: Any,
    record: dict[str, Any],
) -> None:
    """Numbers the record of an object that was written before."""
    written = _WRITTEN.get()
    if written is None:
        return
    _, first = written.setdefault(id(value), (value, record))
    if first is not record:
        first[_KEY] = record[_KEY] = id(value)


def shared_object(
    record: dict[str, Any],
) -> Any:
    """The object that was read from another record of the same number, or None."""
    read, number = _READ.get(), record.get(_KEY)
    return None if read is None or not isinstance(number, int) else read.get(number)


def note_read(
    record: dict[str, Any],
    value: Any,
) -> None:
    """Keeps the object of a numbered record."""
    read, number = _READ.get(), record.get(_KEY)
    if read is not None and isinstance(number, int):
        read[number] = value
