"""Warnings that name the user's own line."""

from __future__ import annotations

import sys
import warnings

import graph


def warn(text: str, kind: type[Warning] = UserWarning) -> None:
    """Warns at the innermost line that is not the library's own."""
    depth, frame = 2, sys._getframe(1)
    while frame.f_back is not None and graph.is_library(frame.f_code.co_filename):
        frame, depth = frame.f_back, depth + 1
    warnings.warn(text, kind, stacklevel=depth)
