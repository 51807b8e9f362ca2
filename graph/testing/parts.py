"""Which part of a check failed."""

from __future__ import annotations

import contextlib


@contextlib.contextmanager
def part(name: str):
    """What fails inside becomes an AssertionError that begins with this name."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{name}: {error}") from error
    except Exception as error:
        kind = type(error).__name__
        raise AssertionError(f"{name}: {kind}: {error}") from error
