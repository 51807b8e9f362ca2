"""Mistakes of the user as one message and an exit code, not as a traceback."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable

import graph

#: what a file or an argument can cause; others are bugs and keep their traceback
TOLD = (graph.GraphError, NotImplementedError, ImportError, OSError, MemoryError)


def run_telling_errors(run: Callable[[], int]) -> int:
    """What ``run()`` returns; 1 and a message on stderr for errors of the user's.

    Warnings are one line each on stderr.

    Example:
        >>> from kerasish.command_line.running.errors_told import run_telling_errors
        >>> run_telling_errors(lambda: 0)
        0
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            return run()
        except BrokenPipeError:
            raise  # told by nobody: who reads the output has gone
        except TOLD as error:
            text = str(error).split("\n  made by:")[0]
            print(f"error: {text if text else type(error).__name__}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130


def _show_warning(message, *_, **__) -> None:
    print(f"warning: {message}", file=sys.stderr)
