"""How much memory variables may take, known before any is taken.

A config of a hundred bytes can ask for a terabyte. While a model of a file is
built, its variables may have a multiple of the bytes of that file; otherwise what the
machine has is the limit.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import math
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

import graph
from kerasish.base.errors import FileError, fail

#: [bytes that are left, name of the file], None outside of loading
_LEFT: contextvars.ContextVar[list[Any] | None] = contextvars.ContextVar(
    "kerasish_allocation", default=None
)


@contextlib.contextmanager
def allocating_for(path: Any, most: int) -> Iterator[Any]:
    """Inside, all variables together may have so many bytes.

    Args:
        path: of the file that the model is built for.
        most: bytes.
    """
    token = _LEFT.set([most, str(path)])
    try:
        yield
    finally:
        _LEFT.reset(token)


def require_memory(name: str, shape: tuple[int, ...], dtype: Any) -> None:
    """Fails if a variable cannot or must not have this size; nothing is allocated.

    Raises:
        FileError: the file that is loaded holds far less.
        ArgumentError: the machine has not so much memory.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    left = _LEFT.get()
    if left is not None:
        left[0] -= size
        if left[0] < 0:
            fail(
                f"{left[1]!r}: the config asks for more than the file can hold",
                f"weight {name!r} with shape {list(shape)}, {size} bytes",
                "the file is damaged or hostile; a file that is packed very tightly "
                "must be unpacked first (h5repack)",
                FileError,
            )
    elif size > machine_memory():
        fail(
            f"weight {name!r} needs more memory than this machine has",
            {"shape": list(shape), "bytes": size, "memory": machine_memory()},
            "make the layer smaller",
            graph.ArgumentError,
        )


@functools.cache
def machine_memory() -> int:
    """Bytes of memory, or what can be addressed where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 1 << 47
