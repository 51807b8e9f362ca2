"""What an engine is: nothing above ``graph.engines`` knows which one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from graph.engines.clock import Clock
from graph.engines.description import Description
from graph.ir.program import Program


class Executable(Protocol):
    """A compiled program."""

    def __call__(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Runs once: takes the inputs in order, returns the outputs, commits updates.

        The arrays are of the dtypes and shapes of the program's inputs; the results
        are fresh arrays that share memory with nothing.
        """

    def at(self, shapes: Sequence[tuple[int, ...]]) -> Callable[..., Any]:
        """What a call on arrays of these shapes runs; it takes the arrays."""

    def describe(self, shapes: Sequence[tuple[int, ...]]) -> Description:
        """What runs for inputs of these shapes."""


class Engine(Protocol):
    """Compiles programs that the passes have rewritten."""

    name: str

    def compile(self, program: Program, clock: Clock | None = None) -> Executable:
        """The program as something to run; it reports to a clock that is given."""
