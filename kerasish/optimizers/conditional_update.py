"""Updates that take effect only when a condition holds, also inside a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import graph
from kerasish.base.discovery import internal


@internal
def update_if(condition, variables: Sequence, update: Callable[[], None]) -> None:
    """Runs `update` and keeps the new values of the variables where a condition holds.

    Args:
        condition: boolean scalar, symbolic inside a trace.
        variables: those that the update may assign.
        update: assigns them. It runs in any case; where the condition holds its values
            are taken.
    """
    before = [variable.value for variable in variables]
    update()
    for variable, old in zip(variables, before):
        new = variable.value
        if new is not old:
            variable.assign(graph.where(condition, new, old))
