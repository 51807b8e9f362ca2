"""Packages that only some parts need: imported when these are used."""

from __future__ import annotations

import importlib
from types import ModuleType

from kerasish.base.errors import fail


class MissingExtraError(ImportError):
    """A package that only some parts need is not installed."""


def load_extra(module: str, user: str, extra: str) -> ModuleType:
    """A module of a package that may be missing.

    Args:
        module: such as "PIL.Image".
        user: the class or function that needs it.
        extra: the extra of Kerasish that installs it.

    Raises:
        MissingExtraError: it is not installed.

    Example:
        >>> from kerasish.base.extras import load_extra
        >>> load_extra("no_such_package", "magic", "wonders")
        Traceback (most recent call last):
        ...
        kerasish.base.extras.MissingExtraError: magic needs no_such_package, which is \
not installed
          hint: install it with the extra "wonders": pip install "kerasish[wonders]"
          made by: ...
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        if error.name is not None and error.name.partition(".")[0] != name:
            raise  # it is installed, and something that it needs is not
        fail(
            f"{user} needs {name}, which is not installed",
            hint=f'install it with the extra "{extra}": '
            f'pip install "kerasish[{extra}]"',
            error=MissingExtraError,
        )
