"""Times of the steps of a compiled program, taken by the program itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter_ns
from typing import Any, NamedTuple

from graph.ir.node import Node
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph


class Meter(NamedTuple):
    """What the steps of a program are, at one set of sizes.

    Attributes:
        program: the program, or that of a body.
        groups: the nodes of each step; several where they run together.
        env: the numbers of symbolic sizes.
        written: the bytes that each step writes to memory.
        names: the node of each step after which that is called.
    """

    program: Program
    groups: Sequence[list[Node]]
    env: Mapping[Any, Any]
    written: Sequence[int]
    names: Sequence[Node]


class Lap(NamedTuple):
    """One run of one step, in nanoseconds of `time.perf_counter_ns`."""

    meter: Meter
    step: int
    start: int
    end: int
    thread: int

    @property
    def nodes(self) -> list[Node]:
        return self.meter.groups[self.step]

    @property
    def node(self) -> Node:
        """The node after which the step is called."""
        return self.meter.names[self.step]

    @property
    def written(self) -> int:
        """The bytes that the step writes to memory."""
        return self.meter.written[self.step]


class Clock:
    """Collects laps. An engine given one compiles programs that report to it."""

    def __init__(self) -> None:
        self._laps: list[
            tuple[Any, ...]
        ] = []  # plain tuples: they are made while it runs
        self.bodies: dict[Program, Subgraph] = {}

    @property
    def laps(self) -> list[Lap]:
        """All laps, in the order in which they ended."""
        return [Lap(*lap) for lap in self._laps]

    def ticker(self, meter: Meter | None) -> Callable[..., Any]:
        """The function that a program calls after each step.

        It takes the number of the step and the time when that began, and returns the
        time at which the next one begins; a negative step only asks for the time.
        """
        laps, ident = self._laps, threading.get_ident

        def tick(step: int, start: int) -> int:
            if step >= 0:
                laps.append((meter, step, start, perf_counter_ns(), ident()))
            return perf_counter_ns()

        return tick
