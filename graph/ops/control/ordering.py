"""The order of assignments where no trace gives one: fetched graphs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph.ir.barrier import Along, after
from graph.ir.errors import ArgumentError, describe
from graph.ir.leaves import Assign, AssignedValue
from graph.ir.node import make_node, reachable
from graph.ir.origin import here
from graph.ir.structure import flatten
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ir.trace import Trace, active_trace, tracing
from graph.ir.trace_bodies import InlineTrace
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.node import Node
    from graph.ir.variable import Variable


class ControlTrace(InlineTrace):
    """Reads see given assignments; what is computed brings them about when fetched.

    Args:
        outer: the trace around it, or None.
        updates: assignments, and other tensors that come first.
    """

    makes_tensors = True

    def __init__(self, outer: Trace | None, updates: Sequence[Tensor]) -> None:
        super().__init__(outer)
        self.begin = after(*updates).node.serial  # nodes made inside come later
        self.after = [*getattr(outer, "after", ()), *updates]
        for assigned in _assignments_below(updates):
            self._preset(assigned.op.variable, assigned)

    def assign(self, variable: Variable, value: Tensor) -> SymbolicTensor:
        """A tensor that assigns when it, or what is computed from it, is fetched."""
        return self._preset(variable, make_node(Assign(variable), (value,)).output())

    def _preset(self, variable: Variable, assigned: Tensor) -> SymbolicTensor:
        inputs = (assigned, self.latest(variable))
        self.updates[variable] = make_node(AssignedValue(variable), inputs).output()
        result: SymbolicTensor = self.updates[variable]
        return result

    def ordered(self, inputs: list[Tensor]) -> list[Tensor]:
        """The inputs of a node, one of which brings the assignments about."""
        if not inputs or any(self._is_inside(t.node) for t in inputs):
            return inputs
        first, *others = inputs
        assigned = [t for t in self.after if _only_assigns(t)]
        computed = [t for t in self.after if not _only_assigns(t)]
        first = after(first, *computed) if computed else first
        return [make_node(Along(), (first, *assigned)).output(), *others]

    def _is_inside(self, node: Node) -> bool:
        """Whether it was made inside, of something; so it was ordered then."""
        return node.serial > self.begin and bool(node.inputs)


def _only_assigns(tensor: Tensor) -> bool:
    return isinstance(tensor.op, (Assign, AssignedValue, Along))


def _assignments_below(tensors: Sequence[Tensor]) -> list[SymbolicTensor]:
    """The assignments that the tensors need, in program order."""
    nodes = [n for n in reachable(tensors) if isinstance(n.op, Assign)]
    return [n.output() for n in sorted(nodes, key=lambda node: node.serial)]


@public
@contextlib.contextmanager
def control(updates: TensorLike) -> Iterator[None]:
    """Inside, variables have what these assignments give them.

    Without it every read of a variable in a fetched graph is of its value at the start
    of the run. Fetching what is computed inside runs the updates too. An assignment
    inside is seen by what follows it inside. Among all assignments to one variable that
    a run fetches, the one that was written last gives the final value.

    In a traced step (`graph.function`, a train step) assignments follow program order
    anyway; there the updates take their place in that order.

    Args:
        updates: what `assign` gave for symbolic values, and other symbolic tensors, in
            any nesting. An assignment of a known value has happened already, unless it
            stands inside another `control`; assign ``graph.constant(value)``.

    Raises:
        ArgumentError: an update is no tensor.

    Gradient:
        None passes an assignment; that of a variable is the sum over its reads.

    Example:
        >>> import graph
        >>> v, x = graph.Variable(1.0), graph.placeholder("float32", (), "x")
        >>> with graph.control([v.assign(v.symbolic() + x)]):
        ...     y = v * 10.0
        >>> float(graph.Session().run(y, {x: 2.0})), float(v)
        (30.0, 3.0)
    """
    tensors = _symbolic(updates)
    outer = active_trace()
    if outer is None or outer.makes_tensors:
        if not tensors:
            yield
            return
        inner = ControlTrace(outer, tensors)
        with tracing(inner):
            yield
        if outer is not None:
            outer.updates.update(inner.updates)
        return
    for assigned in _assignments_below(tensors):
        outer.assign(assigned.op.variable, assigned.node.inputs[0])
    yield


def _symbolic(updates: TensorLike) -> list[SymbolicTensor]:
    """The symbolic tensors among the updates; values have happened."""
    leaves = [leaf for leaf in flatten(updates) if leaf is not None]
    for leaf in leaves:
        if not isinstance(leaf, Tensor):
            raise ArgumentError(
                describe(
                    "control: an update is a tensor, such as assign returns",
                    {"update": repr(leaf)},
                    "pass [variable.assign(value), ...]",
                    str(here()),
                )
            )
    return [leaf for leaf in leaves if isinstance(leaf, SymbolicTensor)]
