"""What is told of one compiled program."""

from __future__ import annotations

from collections.abc import Sequence

from graph.engines.description import Description
from graph.executor.callable import CompiledCallable
from graph.executor.inspection.explained_steps import (
    ExplainedStep,
    counted,
    explained,
    sizes_of,
)
from graph.executor.inspection.text_table import text_table

#: letters of a column that holds names
WIDTH = 40


class Explanation:
    """A compiled program at one set of sizes; shown as a table of its steps.

    Attributes:
        engine: the name of the engine.
        sizes: the numbers of symbolic sizes, by name.
        steps: what runs, in order; see `ExplainedStep`.
        fallbacks: those of the steps that native code was wanted for and numpy runs.
        flops, nbytes: of all steps.
        arena_bytes: the memory that is kept for values that live only during a run.
        updates: names of the variables that a run updates.
        in_place: those of them whose new values are written over the old ones.
        code: how many kernels were "made", "loaded" from the disk, "known" before.
        compile_seconds: what passes, planning and code took.
    """

    def __init__(
        self, function: CompiledCallable, shapes: Sequence[tuple[int, ...]]
    ) -> None:
        description: Description = function.executable.describe(shapes)
        self.engine = description.engine
        self.sizes = sizes_of(description)
        env = description.env
        self.steps: list[ExplainedStep] = [
            explained(step, env) for step in description.steps
        ]
        self.fallbacks = [step for step in self.steps if step.reason]
        self.flops = sum(step.flops for step in self.steps)
        self.nbytes = sum(step.nbytes for step in self.steps)
        self.arena_bytes = description.arena_bytes
        self.updates = [variable.path for variable, _ in function.program.updates]
        self.in_place = [variable.path for variable in description.in_place]
        self.code = dict(description.code)
        self.compile_seconds = function.compile_seconds

    def table(self) -> str:
        """The steps as text."""
        header = ("step", "kind", "ops", "layers", "results", "parts", "MB", "Mflop")
        rows = [
            (
                str(number),
                step.kind,
                _cut(step.title),
                _cut(", ".join(step.layers)),
                _cut(counted(step.results)),
                str(step.parts),
                _millions(step.nbytes),
                _millions(step.flops),
            )
            for number, step in enumerate(self.steps)
        ]
        return text_table(header, rows, right=(0, 5, 6, 7))

    def __str__(self) -> str:
        return "\n".join([self.table(), *self._lines()])

    def _lines(self) -> list[str]:
        sizes = ", ".join(f"{name}={number}" for name, number in self.sizes.items())
        count = "1 step" if len(self.steps) == 1 else f"{len(self.steps)} steps"
        lines = [
            f"{count} on the {self.engine} engine{f' at {sizes}' if sizes else ''}: "
            f"{_millions(self.flops)} Mflop, {_millions(self.nbytes)} MB read and "
            f"written, {_millions(self.arena_bytes)} MB of memory"
        ]
        if self.updates:
            many = len(self.updates)
            what = "1 variable is" if many == 1 else f"{many} variables are"
            lines.append(f"{what} updated, {len(self.in_place)} in place")
        left = counted([f"{step.title} ({step.reason})" for step in self.fallbacks])
        lines += [f"left to numpy: {left}"] if left else []
        parts = [f"{n} {where}" for where, n in self.code.items() if n]
        code = f", kernels: {', '.join(parts)}" if parts else ""
        return [*lines, f"compiled in {self.compile_seconds:.3f} s{code}"]

    __repr__ = __str__


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."


def _millions(number: int) -> str:
    return f"{number / 1e6:.4g}"
