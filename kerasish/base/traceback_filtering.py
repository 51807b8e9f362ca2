"""Tracebacks that end in the user's own lines, not in the library's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import graph

_STATE = {"enabled": True}


def enable_traceback_filtering() -> None:
    """Errors show the user's lines and hide the library's; that is so at the start."""
    _STATE["enabled"] = True


def disable_traceback_filtering() -> None:
    """Errors show every line that was run, the library's too.

    Example:
        >>> import kerasish
        >>> kerasish.config.disable_traceback_filtering()
        >>> kerasish.config.is_traceback_filtering_enabled()
        False
        >>> kerasish.config.enable_traceback_filtering()
    """
    _STATE["enabled"] = False


def is_traceback_filtering_enabled() -> bool:
    """Whether errors hide the library's lines."""
    return _STATE["enabled"]


def filtering_traceback(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, whose errors show the lines that `show_user_lines` keeps."""

    @functools.wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            show_user_lines(error)
            raise

    return filtered


def show_user_lines(error: BaseException | None) -> None:
    """Drops the library's frames from an error's traceback, and from its causes'.

    An error that the library did not raise on purpose keeps its last frame, wherever
    that is: it says what went wrong. One that it did raise says all in its text, and
    ends in the user's line.
    """
    seen: set[Any] = set()
    while _STATE["enabled"] and error is not None and id(error) not in seen:
        seen.add(id(error))
        on_purpose = isinstance(error, graph.GraphError)
        error.__traceback__ = _user_frames(error.__traceback__, not on_purpose)
        shown = error.__cause__ is not None or error.__suppress_context__
        error = error.__cause__ if shown else error.__context__


def _user_frames(traceback: Any, keeps_last: bool) -> Any:
    frames = []
    while traceback is not None:
        frames.append(traceback)
        traceback = traceback.tb_next
    kept = [frame for frame in frames if not _is_library(frame)]
    if keeps_last and frames and frames[-1] not in kept:
        kept.append(frames[-1])
    for frame, following in zip(kept, [*kept[1:], None]):
        frame.tb_next = following
    return kept[0] if kept else None


def _is_library(traceback: Any) -> bool:
    return graph.is_library(traceback.tb_frame.f_code.co_filename)
