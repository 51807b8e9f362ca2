"""Where the arrays of variables are, told to the code of an instance."""

from __future__ import annotations

from collections.abc import Callable, Collection

from graph.engines.native.planning.plan import Plan
from graph.ir.variable import STATE, are_exclusive


class VariableMemory:
    """Points the slots of an instance to variables.

    Args:
        plan: what runs.
        point: tells the code that an array is the memory of a buffer.
        wanted: buffers whose arrays somebody asks for in each run.
    """

    def __init__(self, plan: Plan, point: Callable, wanted: Collection):
        self._point = point
        self._written = list(plan.in_place.items())
        self._read = [((n, 0), n.op.variable) for n in plan.read_variables()]
        self._replaced = list(plan.taken_over.items())
        self._exclusive = [variable for _, variable in self._written]
        known = [*self._written, *self._read]
        self._all = [variable for _, variable in known]
        self._is_asked_for = any(source in wanted for source, _ in known)
        self._versions: list[int] | None = None

    def find(self) -> None:
        """Before a run: most of the time everything is where it was."""
        with STATE:
            versions = [variable.version for variable in self._all]
            if (
                versions != self._versions
                or self._is_asked_for
                or not are_exclusive(self._exclusive)
            ):
                self._find_all()
            for source, variable in self._replaced:
                self._point(source, variable.spare())

    def _find_all(self) -> None:
        for source, variable in self._written:
            self._point(source, variable.exclusive())
        for source, variable in self._read:
            self._point(source, variable.array)
        self._versions = [variable.version for variable in self._all]
