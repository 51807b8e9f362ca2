"""Running a graph node by node under a debugger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.inspection.targets import result_like, target_of
from graph.executor.inspection.trace import StepwiseCallable, computes
from graph.executor.stepper import Observer
from graph.ir.naming import unique_names

if TYPE_CHECKING:
    from graph.executor.stepper import Place
    from graph.ir.node import Node
    from graph.ir.op import Op
    from graph.ir.tensor import SymbolicTensor


def step(what: SymbolicTensor, *args: Any, **kwargs: Any) -> np.ndarray:
    """Runs a graph as it was written, with a ``breakpoint()`` before each node.

    In the debugger ``name``, ``op``, ``inputs`` (arrays) and ``line`` tell what will
    run; after ``up``, ``node`` is the node itself. ``continue`` goes to the next one.
    What is inside loops and branches is stepped through, too.

    Args:
        what: symbolic tensors in any nesting, or a function; see `graph.debug.trace`.
        args: a dict of feeds, or the arguments of the function.
        kwargs: further arguments of the function.

    Returns:
        The results. Variables are not updated.
    """
    target = target_of("debug.step", what, args, kwargs)
    function = StepwiseCallable(target, _Breaking())
    result: np.ndarray = result_like(target.structure, function(target.arrays))
    return result


class _Breaking(Observer):
    """Stops before each node that computes something."""

    def before(
        self, node: Node, inputs: Sequence[np.ndarray], places: tuple[Place, ...]
    ) -> None:
        if node.inputs and computes(node):
            inside = "".join(f"{p.node.op.name}[{p.step}]." for p in places)
            (name,) = unique_names([node]).values()
            at_node(inside + name, node.op, inputs, str(node.origin))


def at_node(name: str, op: Op, inputs: Sequence[np.ndarray], line: str) -> None:
    """Where the debugger stops: a node is about to run."""
    breakpoint()
