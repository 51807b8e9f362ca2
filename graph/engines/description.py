"""What an engine says of a program that it has compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graph.ir.dims import evaluate
from graph.ir.node import Node
from graph.ir.spec import Spec
from graph.ir.variable import Variable


class StepDescription(NamedTuple):
    """What runs at once.

    Attributes:
        kind: "loop" (a loop nest), "call" (code made for an op), "control" (a loop or
            branch in native code), "numpy" (a kernel of numpy), "blocks" (kernels of
            numpy on one block after the other).
        nodes: what it computes, in order.
        made: values that it writes to memory, as (node, output number).
        read_bytes: of what it reads from memory, each value once.
        parts: into how many parts the work is cut for threads, summed over its kernels.
        reason: why the engine leaves it to numpy; "" where it does not.
    """

    kind: str
    nodes: Sequence[Node]
    made: Sequence[tuple[Node, int]]
    read_bytes: int
    parts: int = 1
    reason: str = ""


class Description(NamedTuple):
    """A compiled program at one set of sizes.

    Attributes:
        engine: its name.
        steps: in the order in which they run.
        env: the numbers of symbols.
        arena_bytes: the memory for all values that live only during a run.
        in_place: variables whose new values are written over the old ones.
        code: how many kernels were "made", "loaded" from the disk, and "known" before;
            nothing where no code is made.
    """

    engine: str
    steps: Sequence[StepDescription]
    env: Mapping[Any, Any]
    arena_bytes: int
    in_place: Sequence[Variable] = ()
    code: Mapping[str, int] = {}


def nbytes_of(spec: Spec, env: Mapping[Any, Any]) -> int:
    """The bytes of a value."""
    return evaluate(spec.size, env) * spec.dtype.itemsize


def total_bytes(values: Iterable[tuple[Node, int]], env: Mapping[Any, Any]) -> int:
    """The bytes of outputs of nodes."""
    return sum(nbytes_of(node.specs[index], env) for node, index in values)
