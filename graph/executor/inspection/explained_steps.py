"""Descriptions of compiled programs in words and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.description import Description, StepDescription, total_bytes
from graph.executor.inspection.flops import flops_of
from graph.ir.dims import evaluate
from graph.ir.naming import scope_path

if TYPE_CHECKING:
    from graph.ir.hints import Env


class ExplainedStep(NamedTuple):
    """What one step does.

    Attributes:
        kind: "loop", "call", "control", "numpy" or "blocks"; see `graph.explain`.
        ops: the names of the ops that run together, in order.
        layers: whose they are.
        results: dtypes and shapes of what is written to memory.
        nbytes: read from memory and written to it.
        flops: operations on numbers.
        parts: into how many parts the work is cut for threads.
        reason: why it is left to numpy; "" where it is not.
    """

    kind: str
    ops: tuple[str, ...]
    layers: tuple[str, ...]
    results: tuple[str, ...]
    nbytes: int
    flops: int
    parts: int
    reason: str

    @property
    def title(self) -> str:
        """The ops, each once, with how often."""
        return counted(self.ops)


def explained(step: StepDescription, env: Env) -> ExplainedStep:
    """A step in words and numbers."""
    scopes = [scope_path(node.origin) for node in step.nodes]
    specs = [node.specs[index] for node, index in step.made]
    return ExplainedStep(
        step.kind,
        tuple(node.op.name for node in step.nodes),
        tuple(dict.fromkeys(scope for scope in scopes if scope)),
        tuple(
            f"{spec.dtype}[{', '.join(str(evaluate(n, env)) for n in spec.shape)}]"
            for spec in specs
        ),
        step.read_bytes + total_bytes(step.made, env),
        sum(flops_of(node, env) for node in step.nodes),
        step.parts,
        step.reason,
    )


def counted(names: Sequence[str]) -> str:
    """Names in the order in which they come, those that come again with a number.

    Example:
        >>> counted(["exp", "add", "exp"])
        'exp x2, add'
    """
    counts = Counter(names)
    return ", ".join(f"{n} x{k}" if k > 1 else n for n, k in counts.items())


def sizes_of(description: Description) -> dict[str, int]:
    """The numbers of symbols, by their names."""
    return {name: number for (_, name, _), number in description.env.items()}
