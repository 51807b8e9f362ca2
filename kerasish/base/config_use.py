"""What goes wrong when objects are made from configs, said as a fault of the config."""

from __future__ import annotations

from typing import Any

from graph import GraphError
from kerasish.base.errors import ConfigError, fail

#: what Python raises when a value is of a kind that nobody thought of
SURPRISES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError,
             RecursionError, MemoryError, AssertionError)  # fmt: skip


class UsingConfig:
    """Inside, errors that are not ours become a ConfigError that names the class.

    Args:
        name: of the class.
        config: what it is made from; hopefully a dict.
    """

    __slots__ = ("_config", "_name")

    def __init__(
        self,
        name: str,
        config: dict[str, dict[str, dict[str, Any] | str | None] | float | str | None],
    ) -> None:
        self._name, self._config = name, config

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, _: Any) -> None:
        if isinstance(error, GraphError) or not isinstance(error, SURPRISES):
            return
        own = self._config.get("name") if isinstance(self._config, dict) else None
        what = self._name if own is None else f"{self._name} {str(own)[:100]!r}"
        said = " ".join(str(error).split())[:300]
        fail(
            f"{what}: its config cannot be used",
            f"{type(error).__name__}: {said}",
            "the file is damaged, or was written by something else",
            ConfigError,
        )
