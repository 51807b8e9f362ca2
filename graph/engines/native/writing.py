"""Writes bound plans into one schedule and one table of slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.binding import Binding, BoundCall, BoundControl
from graph.engines.native.planning.control import Branches, Loop
from graph.engines.native.planning.places import bytes_before, source_of
from graph.engines.native.planning.step import Step
from graph.engines.native.runtime import Schedule
from graph.ir.dims import evaluate

if TYPE_CHECKING:
    from graph.engines.native.planning.bodies import Exit
    from graph.engines.native.planning.control import Control
    from graph.ir.node import Node


class Scope:
    """Where the buffers of a bound plan stand.

    Args:
        binding: the plan.
        base: the address of its memory.
        outer: the scope around that of a body.

    Attributes:
        addresses: of buffers and scratch memory.
        waiting: for buffers whose address others tell, the slots that want it, each
            with a number of bytes to add.
    """

    def __init__(self, binding: Binding, base: int, outer: Scope | None = None) -> None:
        self.binding, self.base, self.outer = binding, base, outer
        fixed = {source: a.ctypes.data for source, a in binding.fixed.items()}
        placed = {name: base + at for name, at in binding.offsets.items()}
        self.addresses = fixed | placed
        self.waiting: dict[Any, Any] = {source: [] for source in binding.outside}

    @property
    def env(self) -> Mapping[Any, Any]:
        return self.binding.env


class Writer:
    """Fills a schedule, and the table of the slots of its calls.

    Behind the slots of all calls there is as much place again: the partner of a slot
    that a loop exchanges has the same number there.

    Args:
        slots: how many the calls have.
        addresses: of the code of calls, by their ids.
        failure_address: of the failure word.
    """

    def __init__(
        self, slots: int, addresses: Mapping[int, int], failure_address: int
    ) -> None:
        self.addresses, self.failure_address = addresses, failure_address
        self.schedule = Schedule(failure_address)
        self.table = np.zeros(max(2 * slots, 1), np.int64)
        self._partners = slots
        self._end = 0

    def write_step(self, step: Step, scope: Scope) -> None:
        self._write_calls(scope.binding.calls[step], scope)
        if step.control is not None:
            self._write_control(scope.binding.controls[step], step, scope)

    def _write_calls(self, calls: Sequence[BoundCall], scope: Scope) -> None:
        for call, numbers, parts in calls:
            start, first = self._end, self._end + len(call.buffers)
            for slot, buffer in enumerate(call.buffers, start):
                self._point(slot, buffer, 0, scope)
            self._end = first + len(numbers)
            self.table[first : self._end] = numbers
            self.schedule.call(self.addresses[id(call)], self._slot(start), parts)

    def _slot(self, number: int) -> int:
        """The address of a slot."""
        return self.table.ctypes.data + 8 * number

    def _point(self, slot: int, buffer: object, more: int, scope: Scope) -> None:
        """Lets a slot hold the address of a place, some bytes further on."""
        source = source_of(buffer)
        if source is None:
            self.table[slot] = self.failure_address
            return
        offset = bytes_before(buffer, scope.env) + more
        while source not in scope.waiting and source not in scope.addresses:
            scope = scope.outer
        if source in scope.waiting:
            scope.waiting[source].append((slot, offset))
        else:
            self.table[slot] = scope.addresses[source] + offset

    # ---- control flow

    def _write_control(self, bound: BoundControl, step: Step, scope: Scope) -> None:
        self._write_calls(bound.before, scope)
        base = scope.addresses[step]
        inner = [Scope(body, base, scope) for body in bound.bodies]
        if isinstance(bound.control, Loop):
            self._write_loop(bound, inner, scope)
        else:
            self._write_branches(bound, inner, scope)

    def _write_body(self, scope: Scope) -> None:
        for step in scope.binding.plan.steps:
            self.write_step(step, scope)
        self._write_calls(scope.binding.copies, scope)

    def _write_branches(
        self, bound: BoundControl, inner: list[Scope], scope: Scope
    ) -> None:
        control: Branches = bound.control
        index = scope.addresses[control.index]
        with self.schedule.switch(index, control.index_bytes) as switch:
            for branch in inner:
                with switch.branch():
                    self._write_body(branch)
        self._connect(control, inner, scope, None)

    def _write_loop(
        self, bound: BoundControl, inner: list[Scope], scope: Scope
    ) -> None:
        control: Loop = bound.control
        times = None if control.times is None else evaluate(control.times, scope.env)
        for each in inner:
            self._write_calls(each.binding.prepared, each)
        with self.schedule.repeat(times) as loop:
            for condition in inner[1:]:
                self._write_body(condition)
            self._write_calls(bound.head, inner[0])
            if control.flag is not None:
                loop.stop_unless(scope.addresses[control.flag])
            self._write_body(inner[0])
            loop.finish()
            self._write_calls(bound.finish, inner[0])
            self._connect(control, inner, scope, loop)
            self._carry(control, inner, scope, loop)

    def _connect(
        self, control: Control, inner: list[Scope], scope: Scope, loop: Loop | None
    ) -> None:
        """Tells slots in bodies where their buffers stand outside."""
        for source, place, step in control.links:
            first, jump = 0, evaluate(step, scope.env)
            if jump and control.is_reversed:
                first = (evaluate(control.times, scope.env) - 1) * jump
                jump = -jump
            for slot, offset in _waiting(inner, source):
                self._point(slot, place, offset + first, scope)
                if jump:
                    loop.bump(self._slot(slot), jump)

    def _carry(
        self, control: Loop, inner: list[Scope], scope: Scope, loop: Loop
    ) -> None:
        """Lets the buffers of carried values change places after each turn."""
        for carry in control.carries:
            here, there = (scope.addresses[memory] for memory in carry.memory)
            held = [(here, there, entry) for entry in carry.entries]
            for first, second, source in (*held, (there, here, carry.exit)):
                for slot, offset in _waiting(inner, source):
                    partner = slot + self._partners
                    self.table[slot] = first + offset
                    self.table[partner] = second + offset
                    loop.swap(self._slot(slot), self._slot(partner))


def _waiting(
    scopes: Sequence[Scope], source: tuple[Exit | Node, int]
) -> list[tuple[int, int]]:
    return [slot for scope in scopes for slot in scope.waiting.get(source, ())]
