"""Which function reads which op of ONNX; each file in ops/ fills the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: by names in ONNX: ``read(node, *inputs)`` returns a value, or a tuple of values;
#: inputs that are left out are None
READERS: dict[str, Callable[..., Any]] = {}


def reads(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The decorator of a function that reads nodes of these names."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        READERS.update(dict.fromkeys(names, function))
        return function

    return register


def same_as(functions: Mapping[str, Callable[..., Any]]) -> None:
    """Registers functions of tensors that do what the op does."""
    for name, function in functions.items():
        READERS[name] = lambda node, *inputs, f=function: f(*inputs)
