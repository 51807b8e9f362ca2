"""Arrays, tuples, slices and the ellipsis in configs, as Keras writes them."""

from __future__ import annotations

from collections.abc import Callable
from types import EllipsisType
from typing import Any

import numpy as np

from graph import as_dtype
from kerasish.base.errors import ConfigError, fail

SLICE_PARTS = ("start", "stop", "step")


def _items_of(data: Any) -> Any:
    """The list in the config of an array, tuple or slice."""
    if isinstance(data, dict) and isinstance(data.get("value"), list):
        return data["value"]
    fail("a value in a config is damaged", repr(data)[:200], "", ConfigError)


def _numpy(data: Any, _: Callable[..., Any]) -> np.ndarray:
    try:
        value = data["value"]
        return np.array(value, as_dtype(str(data.get("dtype", "float32"))))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        fail("an array in a config is damaged", str(error), "", ConfigError)


def _tuple(data: Any, read: Callable[..., Any]) -> tuple[Any, ...]:
    return tuple(map(read, _items_of(data)))


def _slice(data: Any, _: Callable[..., Any]) -> slice:
    if isinstance(data, dict) and set(data) == set(SLICE_PARTS):
        return slice(*[data[part] for part in SLICE_PARTS])
    parts = _items_of(data)
    if not 1 <= len(parts) <= 3:
        fail("a slice in a config is damaged", repr(parts)[:200], "", ConfigError)
    return slice(*parts)


def _ellipsis(data: Any, _: Callable[..., Any]) -> EllipsisType:
    return Ellipsis


#: by the name of the class in the config: functions of the data and a reader of parts
SPECIAL: dict[str, Callable[[Any, Callable[..., Any]], Any]] = {
    "__slice__": _slice,
    "slice": _slice,  # as Kerasish first wrote it
    "__ellipsis__": _ellipsis,
    "__numpy__": _numpy,
    "__tensor__": _numpy,
    "__tuple__": _tuple,
}
