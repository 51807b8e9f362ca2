"""The folder where Keras keeps what it has downloaded."""

from __future__ import annotations

import os
from pathlib import Path


def keras_home() -> Path:
    """The folder of the environment variable KERAS_HOME, ``~/.keras`` without one."""
    given = os.environ.get("KERAS_HOME")
    return Path.home() / ".keras" if not given else Path(given)
