"""Functions of the user's own: checked when they are given, before any call."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

from kerasish.base.errors import fail


@functools.lru_cache(maxsize=4096)
def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a function, read once."""
    return inspect.signature(function)


def require_arguments(owner: str, function: Any, *names: str, **keywords: Any) -> None:
    """Fails unless a function can be called with these arguments.

    Args:
        owner: what the function is given to.
        function: the function; one without a readable signature passes.
        names: of the positional arguments.
        keywords: passed by name.

    Raises:
        ArgumentError: it takes others.

    Example:
        >>> from kerasish.base.callable_arguments import require_arguments
        >>> require_arguments("a loss", lambda y_true, y_pred: 0, "y_true", "y_pred")
    """
    try:
        signature, own = _signature_and_own(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*own, *names, **keywords)
    except TypeError as error:
        name = getattr(function, "__name__", type(function).__name__)
        wanted = ", ".join([*names, *(f"{k}=..." for k in keywords)])
        fail(
            f"{owner} is called with ({wanted})",
            f"{name}{inspect.signature(function)}: {error}",
            f"define it as {name}({wanted})",
        )


def _signature_and_own(function: Any) -> tuple[inspect.Signature, tuple[Any, ...]]:
    """A signature and the arguments that are in place; read once for a class."""
    call = type(function).__call__
    if isinstance(call, types.FunctionType):
        return signature_of(call), (function,)
    return inspect.signature(function), ()
