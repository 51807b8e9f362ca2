"""Where a node comes from: the user's own line and the layer that was being called."""

from __future__ import annotations

import contextlib
import contextvars
import os
import sys

_SCOPES: contextvars.ContextVar[tuple[str, ...]] = contextvars.ContextVar(
    "graph_scopes", default=()
)
_LIBRARY_FOLDERS = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
_IS_LIBRARY: dict[str, bool] = {}


def mark_as_library(folder: str) -> None:
    """Lines of files below this folder are never shown as the user's own."""
    _LIBRARY_FOLDERS.append(os.path.abspath(folder))
    _IS_LIBRARY.clear()


def _is_library(filename: str) -> bool:
    known = _IS_LIBRARY.get(filename)
    if known is None:
        path = os.path.abspath(filename)
        known = any(path.startswith(f + os.sep) for f in _LIBRARY_FOLDERS)
        known = known or filename.startswith("<frozen")
        _IS_LIBRARY[filename] = known
    return known


class Origin:
    """The scopes (layer names, outermost first) and the user's file and line."""

    __slots__ = ("filename", "line", "scopes")

    def __init__(self, scopes, filename, line):
        self.scopes = scopes
        self.filename = filename
        self.line = line

    def __str__(self):
        place = f"{os.path.basename(self.filename)}:{self.line}"
        return f"{self.scopes[-1]} at {place}" if self.scopes else place


def here() -> Origin:
    """The innermost frame that is not the library's own, and the open scopes."""
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_library(frame.f_code.co_filename):
        frame = frame.f_back
    return Origin(_SCOPES.get(), frame.f_code.co_filename, frame.f_lineno)


@contextlib.contextmanager
def name_scope(label: str):
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
