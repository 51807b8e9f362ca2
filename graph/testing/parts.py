"""Which part of a check failed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def part(name: str) -> Iterator[None]:
    """What fails inside becomes an AssertionError that begins with this name."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{name}: {error}") from error
    except Exception as error:
        kind = type(error).__name__
        raise AssertionError(f"{name}: {kind}: {error}") from error
