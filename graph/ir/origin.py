"""Where a node comes from: the user's own line and the layer that was being called."""

from __future__ import annotations

import contextlib
import contextvars
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np

#: the scope of what a backward pass makes for a node
GRADIENT = "gradient"
_SCOPES: contextvars.ContextVar[tuple[str, ...]] = contextvars.ContextVar(
    "graph_scopes", default=()
)
_MADE_FOR: contextvars.ContextVar[Origin | None] = contextvars.ContextVar(
    "graph_made_for", default=None
)
#: numpy's frames stand between a kernel and who runs it
_LIBRARY_FOLDERS = [
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    os.path.dirname(os.path.abspath(np.__file__)),
]
_IS_LIBRARY: dict[str, bool] = {}


def mark_as_library(folder: str) -> None:
    """Lines of files below this folder are never shown as the user's own."""
    _LIBRARY_FOLDERS.append(os.path.abspath(folder))
    _IS_LIBRARY.clear()


def is_library(filename: str) -> bool:
    """Whether a source file is the library's own, not the user's.

    Example:
        >>> import graph
        >>> graph.is_library(graph.__file__), graph.is_library("train.py")
        (True, False)
    """
    known = _IS_LIBRARY.get(filename)
    if known is None:
        path = os.path.abspath(filename)
        known = any(path.startswith(f + os.sep) for f in _LIBRARY_FOLDERS)
        known = known or filename.startswith(("<frozen", "<graph program"))
        _IS_LIBRARY[filename] = known
    return known


class Origin:
    """The scopes (layer names, outermost first) and the user's file and line."""

    __slots__ = ("filename", "line", "scopes")

    def __init__(self, scopes: tuple[Any, ...], filename: str, line: int) -> None:
        self.scopes = scopes
        self.filename = filename
        self.line = line

    @property
    def place(self) -> str:
        """The user's file and line."""
        return f"{os.path.basename(self.filename)}:{self.line}"

    def gradient(self) -> Origin:
        """Where the gradient of what was made here comes from."""
        if self.scopes[-1:] == (GRADIENT,):
            return self
        return Origin((*self.scopes, GRADIENT), self.filename, self.line)

    def __str__(self) -> str:
        *outer, last = self.scopes[-2:] if self.scopes else ("",)
        label = f"gradient of {outer[0]}" if last == GRADIENT and outer else last
        return f"{label} at {self.place}" if label else self.place


def user_frames(error: BaseException) -> list[str]:
    """The user's own lines that an error passed through, outermost first."""
    return [
        f"{os.path.basename(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not is_library(frame.f_code.co_filename)
        and not frame.f_code.co_filename.startswith("<graph program")
    ]


def here() -> Origin:
    """The innermost frame that is not the library's own, and the open scopes.

    While something is made for a node that exists (`made_for`), the origin of that.
    """
    for_whom = _MADE_FOR.get()
    if for_whom is not None:
        return for_whom
    frame, known = sys._getframe(1), _IS_LIBRARY
    while frame.f_back is not None:
        filename = frame.f_code.co_filename
        if not (known[filename] if filename in known else is_library(filename)):
            break
        frame = frame.f_back
    return Origin(_SCOPES.get(), frame.f_code.co_filename, frame.f_lineno)


class made_for:
    """Nodes made inside have this origin; None for the line that makes them."""

    # rewriting enters this for every node, so it is not a generator

    __slots__ = ("_origin", "_token")

    def __init__(self, origin: Origin | None) -> None:
        self._origin = origin

    def __enter__(self) -> None:
        self._token = _MADE_FOR.set(self._origin)

    def __exit__(self, *error: Any) -> None:
        _MADE_FOR.reset(self._token)


@contextlib.contextmanager
def name_scope(label: str) -> Iterator[None]:
    """Nodes made inside carry this label, for example ``Dense 'logits'``.

    Example:
        >>> import graph
        >>> with graph.name_scope("head"):
        ...     y = graph.exp(graph.placeholder("float32", (3,), "x"))
        >>> y.node.origin.scopes
        ('head',)
    """
    token = _SCOPES.set((*_SCOPES.get(), label))
    try:
        yield
    finally:
        _SCOPES.reset(token)
