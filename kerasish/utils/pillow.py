"""Pillow, which reads and writes image files, where it is installed."""

from __future__ import annotations

import importlib

from kerasish.base.errors import fail


def load_pillow(user: str):
    """The module PIL.Image.

    Args:
        user: the function that needs it.

    Raises:
        MissingExtraError: Pillow is not installed.
    """
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        fail(
            f"{user} needs Pillow, which is not installed",
            hint='install it with the extra "images": pip install "kerasish[images]"',
            error=MissingExtraError,
        )


class MissingExtraError(ImportError):
    """A package that only some functions need is not installed."""
