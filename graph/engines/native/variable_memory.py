"""Where the arrays of variables are, told to the code of an instance."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.planning.plan import Plan
from graph.ir.state import RUNNING, STATE, Changes, end, is_used, settle
from graph.ir.variable import are_exclusive

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.variable import Variable


class VariableMemory:
    """Points the slots of an instance to variables; a run of `graph.ir.state`.

    Args:
        plan: what runs.
        point: tells the code that an array is the memory of a buffer.
        wanted: buffers whose arrays somebody asks for in each run.
    """

    def __init__(
        self,
        plan: Plan,
        point: Callable[..., Any],
        wanted: Collection[tuple[Node, int]],
    ) -> None:
        self._point = point
        self._read = [((n, 0), n.op.variable) for n in plan.read_variables()]
        self._written = list(plan.in_place.items())
        self._replaced = list(plan.taken_over.items())
        self._overwritten = [variable for _, variable in self._written]
        self._is_asked_for = any(source in wanted for source, _ in self._read)
        #: `Changes.count` when the code was told last, and the versions it knows
        self._told = self._told_written = -1
        self._versions: list[int] | None = None
        self._written_versions: list[int] | None = None
        #: variables and their new values that could not go over the old ones
        self.elsewhere: list[tuple[Any, ...]] = []
        self.thread = 0
        self.writes = frozenset(map(id, self._overwritten))
        #: buffers of old values that are asked for, and that new ones go over
        self.given_up = [
            s for s, v in self._read if s in wanted and id(v) in self.writes
        ]
        self._reads = frozenset(id(variable) for _, variable in self._read)
        self.touches = self.writes | self._reads
        self.is_writing = False
        self.kept: list[Any] = []

    def find(self) -> None:
        """Before a run: most of the time everything is where it was."""
        if not self.touches and not self._replaced:
            return
        self.thread = threading.get_ident()
        with STATE:
            if RUNNING:
                settle(self._reads)
            if self._told != Changes.count or self._is_asked_for:
                self._tell_read()
            for source, variable in self._replaced:
                self._point(source, variable.spare())
            RUNNING.add(self)

    def forget(self) -> None:
        """The next run looks at everything anew."""
        self._versions = self._written_versions = None
        self._told = self._told_written = -1

    def _tell_read(self) -> None:
        versions = [variable.version for _, variable in self._read]
        if versions != self._versions or self._is_asked_for:
            for source, variable in self._read:
                self._point(source, variable.array)
            self._versions = versions
        self._told = Changes.count

    def claim(self) -> None:
        """Before new values are written: over the old ones, if nobody else has them."""
        with STATE:
            self.elsewhere = []
            is_free = not is_used(self.writes, but=self)
            if (
                not is_free
                or self._told_written != Changes.count
                or not are_exclusive(self._overwritten)
            ):
                self._tell_written(is_free)
            self.is_writing = len(self.elsewhere) < len(self._written)

    def _tell_written(self, is_free: bool) -> None:
        versions = [variable.version for variable in self._overwritten]
        if (
            not is_free
            or versions != self._written_versions
            or not are_exclusive(self._overwritten)
        ):
            self._written_versions = versions
            for source, variable in self._written:
                self._point(source, self._place(variable, is_free))
        self._told_written = -1 if self._written_versions is None else Changes.count

    def _place(self, variable: Variable, is_free: bool) -> np.ndarray:
        array = variable.exclusive() if is_free else None
        if array is None:
            array = variable.spare()
            self.elsewhere.append((variable, array))
            self._written_versions = None
        return array

    def end(self) -> None:
        """The run is over."""
        end(self)
