"""Builds the table of calls that the interpreter walks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from graph.engines.native.runtime.entries import WIDTH, Field, Kind
from graph.engines.native.runtime.memory import MOST_PARTS

#: turns of a loop that only its condition ends
FOREVER = 2**62


class At(NamedTuple):
    """An int64 in memory, read when the run comes to the entry."""

    address: int


class Schedule:
    """A table of calls, loops and choices, in the order in which they run.

    Methods append entries and return their numbers, by which numbers in them can be
    changed between runs. One run of a schedule at a time: loops keep slots in it. It
    knows addresses only: code, tables and buffers must be kept alive by others.

    Args:
        failure_address: of an int64 that kernels make non-zero to stop the run; the
            caller clears it. 0 where there is none.
    """

    def __init__(self, failure_address: int = 0) -> None:
        self.entries = np.zeros((64, WIDTH), np.int64)
        self.failure_address = failure_address
        self.end = 0  #: where the next entry will stand
        self.is_frozen = False  #: whether it has its place in memory for good
        self.is_parallel = False  #: whether workers could help

    def call(self, function_address: int, args_address: int, parts: int = 1) -> int:
        """Calls a kernel for each of its parts; none of 0."""
        entry = self._append(Kind.CALL, function_address, args_address)
        self.set_parts(entry, parts)
        return entry

    def set_parts(self, entry: int, parts: int) -> None:
        """Changes into how many parts the work of a call is cut."""
        if not 0 <= parts <= MOST_PARTS:
            raise ValueError(f"parts must be within 0 and {MOST_PARTS}, got {parts}")
        self.entries[entry, Field.PARTS] = parts
        self.is_parallel = self.is_parallel or parts > 1

    @contextmanager
    def repeat(self, times: int | At | None = None) -> Iterator[Loop]:
        """Runs what is appended within the ``with`` again and again.

        Args:
            times: how many turns at most; None leaves it to `Loop.stop_unless`.
        """
        loop = Loop(self, self._append(Kind.REPEAT))
        loop.set_times(FOREVER if times is None else times)
        yield loop
        loop._close()

    @contextmanager
    def switch(self, index_address: int, index_bytes: int) -> Iterator[Switch]:
        """Runs one of several branches, chosen by an integer in memory.

        The index is held within the branches. One byte is a boolean or uint8, four or
        eight are an int32 or int64.
        """
        if index_bytes not in (1, 4, 8):
            raise ValueError(f"an index has 1, 4 or 8 bytes, not {index_bytes}")
        entry = self._append(Kind.SWITCH, index_address, index_bytes)
        yield Switch(self, entry)
        self._close(entry)
        if not self.entries[entry, Field.BRANCHES]:
            raise ValueError("a switch needs a branch")

    def _append(self, kind: Kind, *fields: int) -> int:
        if self.is_frozen:
            raise ValueError("a schedule cannot grow once it is run")
        if self.end == len(self.entries):
            self.entries = np.concatenate([self.entries, np.zeros_like(self.entries)])
        row = self.entries[self.end]
        row[: 2 + len(fields)] = kind, 1, *fields
        self.end += 1
        return self.end - 1

    def _close(self, entry: int) -> None:
        """What was appended since belongs to the entry."""
        self.entries[entry, Field.LENGTH] = self.end - entry


class Switch:
    """The branches of a switch, while they are written."""

    def __init__(self, schedule: Schedule, entry: int) -> None:
        self.schedule, self.entry = schedule, entry

    @contextmanager
    def branch(self) -> Iterator[None]:
        """What is appended within the ``with`` is the next branch."""
        schedule = self.schedule
        entry = schedule._append(Kind.BRANCH)
        yield
        schedule._close(entry)
        schedule.entries[self.entry, Field.BRANCHES] += 1


class Loop:
    """A loop while it is written.

    - What is appended before `stop_unless` runs before each turn, and decides;
    - then comes the body;
    - what is appended after `finish` runs once, after the last turn;
    - moves change slots after each turn. What the slots held before the loop is there
      again behind it, whatever happened, so that each run begins alike. `finish` still
      sees the last state: it finds a carry that swapped between two buffers.
    """

    def __init__(self, schedule: Schedule, entry: int) -> None:
        self.schedule, self.entry = schedule, entry
        self._body = self._end_of_body = None
        self._moves: list[tuple[int, int, int]] = []
        self._first_move = 0

    def set_times(self, times: int | At) -> None:
        """Changes how many turns there are at most."""
        row = self.schedule.entries[self.entry]
        if isinstance(times, At):
            row[Field.TIMES_ADDRESS] = times.address
        else:
            row[Field.TIMES], row[Field.TIMES_ADDRESS] = times, 0

    def bump(self, slot_address: int, increment: int) -> int:
        """Adds to a slot after each turn; returns a number for `set_increment`."""
        self._moves.append((slot_address, slot_address, increment))
        return len(self._moves) - 1

    def set_increment(self, bump: int, increment: int) -> None:
        """Changes, once the loop is written, what a bump adds."""
        row = self.schedule.entries[self._first_move + bump]
        row[Field.INCREMENT] = increment

    def swap(self, first_address: int, second_address: int) -> None:
        """Exchanges what two slots hold after each turn."""
        self._moves.append((first_address, second_address, 0))

    def stop_unless(self, condition_address: int) -> None:
        """Ends the loop before a turn where the byte there is 0."""
        if self._body is not None or self._end_of_body is not None:
            raise ValueError("a loop has one condition, before its body")
        self.schedule.entries[self.entry, Field.CONDITION] = condition_address
        self._body = self.schedule.end

    def finish(self) -> None:
        """The body ends here; what follows runs once."""
        if self._end_of_body is not None:
            raise ValueError("a loop is finished once")
        self._end_of_body = self.schedule.end

    def _close(self) -> None:
        schedule, start = self.schedule, self.entry + 1
        body = start if self._body is None else self._body
        end = schedule.end if self._end_of_body is None else self._end_of_body
        self._first_move = schedule.end
        for move in self._moves:
            schedule._append(Kind.MOVE, *move)
        regions = body - start, end - body, len(self._moves)
        schedule.entries[self.entry, Field.HEAD : Field.MOVES + 1] = regions
        schedule._close(self.entry)
