"""The values of a program: which buffers there are, and what is a view of which."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from graph.engines.native.planning.guessing import guess_product
from graph.engines.native.planning.viewing import is_view_op, view_through
from graph.engines.native.views import Source, View, whole
from graph.ir.leaves import LEAVES, Constant, SizeValue
from graph.ir.node import Node
from graph.ir.program import Program
from graph.ir.subgraph import bodies_of

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


#: elements of a value that is computed when sizes are known, not in each run
MOST_SETTLED = 64


class Values:
    """Views of all values by (node, output index).

    Args:
        program: the program.
        checks: whether a node only looks at its input, and gives it on.
        given: views of inputs whose elements do not stand in C order.
        reused: inputs that are the same in all turns of a loop; None: there is no loop.

    Attributes:
        views: where each value stands; that of a value with its own buffer is whole.
        position: the number of each node in the program.
        computing: nodes that have to run: neither leaves nor mere views.
        settled: nodes whose values follow from sizes and constants alone.
    """

    def __init__(
        self,
        program: Program,
        checks: Callable[..., Any],
        given: Mapping[Any, Any] | None = None,
        reused: Collection[Any] | None = None,
    ) -> None:
        self.program, self._reused = program, reused
        self.views: dict[tuple[Any, ...], View] = {} if given is None else dict(given)
        self.position: dict[Node, int] = {}
        self.computing: list[Node] = []
        self.settled: dict[Node, None] = {}
        for tensor in program.inputs:
            self._own(tensor.node, tensor.index)
        for number, node in enumerate(program.nodes()):
            self.position[node] = number
            self._place(node, checks)

    def _own(self, node: Node, index: int) -> None:
        spec = node.specs[index]
        self.views.setdefault(
            (node, index), whole((node, index), spec.dtype, spec.shape)
        )

    def _place(self, node: Node, checks: Callable[..., Any]) -> None:
        if isinstance(node.op, LEAVES):
            self._own(node, 0)
            if isinstance(node.op, (Constant, SizeValue)):
                self.settled[node] = None
            return
        if self._is_settled(node):
            self._own(node, 0)
            self.settled[node] = None
            return
        if node.inputs:
            first = node.inputs[0]
            view = self.views[first.node, first.index]
            if checks(node):
                self.views.setdefault((node, 0), view)
            elif is_view_op(node.op):
                seen = view_through(node, view)
                if seen is not None:
                    self.views.setdefault((node, 0), seen)
                    return
        self.computing.append(node)
        for index in range(len(node.specs)):
            self._own(node, index)

    def _is_settled(self, node: Node) -> bool:
        """Whether a small value is the same in all runs at the same sizes."""
        op = node.op
        if op.is_unique or op.has_effect or bodies_of(op) or len(node.specs) > 1:
            return False
        if not node.inputs or guess_product(node.specs[0].shape) > MOST_SETTLED:
            return False
        return all(t.node in self.settled for t in node.inputs)

    def view(self, tensor: SymbolicTensor) -> View:
        return self.views[tensor.node, tensor.index]

    def is_reused(self, source: Source) -> bool:
        """Whether a buffer is the same in all turns of the loop around the program."""
        if self._reused is None:
            return False
        return source in self._reused or source[0] in self.settled
