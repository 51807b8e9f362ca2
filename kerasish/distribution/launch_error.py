"""Processes that were started together and do not find each other."""

from __future__ import annotations

import graph


class LaunchError(graph.GraphError, RuntimeError):
    """The number of ranks is not the one that was started."""
