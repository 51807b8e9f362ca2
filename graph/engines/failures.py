"""What is said when a kernel fails."""

from __future__ import annotations

from typing import Any

from graph.ir.errors import ExecutionError, describe
from graph.ir.node import Node
from graph.ir.origin import user_frames
from graph.ops.effects.python_function import PyFunction


def failure_of(node: Node, error: Exception) -> ExecutionError:
    """The error of a run: the node that failed, and the user's line that made it.

    Of a function of the user's it names the lines of the user's that were running.
    """
    what = node.op.name
    specs = {f"x{i}": t.spec for i, t in enumerate(node.inputs)}
    got: Any = specs
    if isinstance(node.op, PyFunction):
        frames = " > ".join(user_frames(error))
        what = f"{node.op.label} raised {type(error).__name__}"
        got = (
            f"{', '.join(f'{k}={v}' for k, v in specs.items())}\n  raised at: {frames}"
        )
    return ExecutionError(describe(f"{what}: {error}", got, "", str(node.origin)))
