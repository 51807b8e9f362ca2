"""A step of a plan: calls of kernels, control flow, or one numpy kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.engines.native.lowering import Call, Failure, Scratch
from graph.engines.native.planning.control import Control
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.places import Place, source_of
from graph.engines.native.planning.values import Values
from graph.ir.node import Node


class Step:
    """What a group becomes.

    Attributes:
        calls: what runs, unless there is control flow.
        control: the control flow, or None.
    """

    def __init__(
        self, group: Group, calls: Sequence[Call], control: Control | None = None
    ) -> None:
        self.group, self.control = group, control
        self.calls = list(calls)

    @property
    def is_native(self) -> bool:
        return self.group.kind != "numpy"

    @property
    def node(self) -> Node:
        """The first node; the only one, where numpy runs it."""
        return self.group.nodes[0]

    @property
    def can_fail(self) -> bool:
        """Whether it may find data that it cannot work with."""
        return not self.is_native or any(map(_looks_for_faults, self.all_calls()))

    @property
    def fails_late(self) -> bool:
        """Whether it may have written results before it finds that."""
        if self.control is not None:
            return self.can_fail
        return not self.is_native or _looks_for_faults(self.calls[-1])

    def all_calls(self) -> list[Call]:
        """Those within control flow included."""
        return self.calls if self.control is None else self.control.calls()

    def take_out(self, values: Values) -> list[Call]:
        """The calls that a loop around needs only once; they are no longer here."""
        kept: set[Any] = set()
        found, left = [], []
        for call in self.calls:
            (found if _is_reused(call, values, kept) else left).append(call)
        self.calls = left
        return found

    def scratches(self) -> list[Scratch]:
        """Memory that it needs for itself."""
        if self.control is not None:
            return self.control.scratches()
        return scratches_of(self.calls)


def scratches_of(calls: Sequence[Call]) -> list[Scratch]:
    """Memory that calls need for themselves."""
    sources = [source_of(buffer) for call in calls for buffer in call.buffers]
    return list(dict.fromkeys(s for s in sources if isinstance(s, Scratch)))


def _looks_for_faults(call: Call) -> bool:
    return any(isinstance(buffer, Failure) for buffer in call.buffers)


def _is_reused(call: Call, values: Values, kept: set[Any]) -> bool:
    """Whether all that a call reads stays, and all that it writes is kept."""
    written = set()
    for buffer in call.buffers:
        source = source_of(buffer)
        if isinstance(source, Scratch):
            if not source.is_kept:
                return False
            written |= {source} - kept
        elif not isinstance(buffer, Place) or not values.is_reused(buffer.source):
            return False
    kept |= written
    return bool(written)
