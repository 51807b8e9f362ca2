"""Functions of the user's own: checked when they are given, before any call."""

from __future__ import annotations

import inspect

from kerasish.base.errors import fail


def require_arguments(owner: str, function, *names: str, **keywords) -> None:
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
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*names, **keywords)
    except TypeError as error:
        name = getattr(function, "__name__", type(function).__name__)
        wanted = ", ".join([*names, *(f"{k}=..." for k in keywords)])
        fail(
            f"{owner} is called with ({wanted})",
            f"{name}{signature}: {error}",
            f"define it as {name}({wanted})",
        )
