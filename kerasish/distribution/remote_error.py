"""What a rank raises because of another one."""

from __future__ import annotations

import graph


class RemoteError(graph.GraphError, RuntimeError):
    """Another rank has failed; the message has its traceback."""
