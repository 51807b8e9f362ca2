"""Messages to the user: to the screen, or to the log of Python."""

from __future__ import annotations

import logging
import sys

from kerasish.base.discovery import internal

_LOGGER = logging.getLogger("kerasish")
_STATE = {"interactive": True}


def enable_interactive_logging() -> None:
    """Progress and messages go to the screen; that is so at the start."""
    _STATE["interactive"] = True


def disable_interactive_logging() -> None:
    """Progress and messages go to the logger "kerasish", at the level INFO."""
    _STATE["interactive"] = False


def is_interactive_logging_enabled() -> bool:
    """Whether progress and messages go to the screen.

    Example:
        >>> from kerasish import utils
        >>> utils.is_interactive_logging_enabled()
        True
    """
    return _STATE["interactive"]


@internal
def print_message(text: str, end: str = "\n") -> None:
    """Writes a text to the screen or the log; does nothing when stdout is closed."""
    if not _STATE["interactive"]:
        _LOGGER.info(text.strip())
        return
    stream = sys.stdout
    if stream is None or getattr(stream, "closed", False):
        return
    try:
        stream.write(_encodable(text, stream) + end)
        stream.flush()
    except OSError:
        # who reads the output went away, as in `train.py | head`, or the disk of the
        # log is full: training goes on
        _STATE["interactive"] = False


def _encodable(text: str, stream) -> str:
    """The text, with question marks for what the stream cannot show."""
    encoding = getattr(stream, "encoding", None)
    if encoding is None or text.isascii():
        return text
    return text.encode(encoding, "replace").decode(encoding)


@internal
def is_terminal() -> bool:
    """Whether a line on the screen can be written over: a terminal or a notebook."""
    if not _STATE["interactive"]:
        return False
    isatty = getattr(sys.stdout, "isatty", None)
    closed = sys.stdout is None or getattr(sys.stdout, "closed", False)
    return "ipykernel" in sys.modules or bool(isatty and not closed and isatty())
