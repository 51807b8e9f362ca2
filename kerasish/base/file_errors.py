"""Errors of the system that say which file they are about."""

from __future__ import annotations

import os
from typing import Any


def error_of_file(error: OSError, path: Any) -> OSError:
    """The same error with the name of the file, which a failed write does not know."""
    if error.filename is not None or error.errno is None:
        return error
    return OSError(error.errno, os.strerror(error.errno), os.fspath(path))
