"""The gradient of one body: its graph, and which of its values that graph needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.autodiff.reverse import gradients
from graph.ir.dtypes import kind_of
from graph.ir.effects import with_quiet_loops
from graph.ir.node import Node, reachable
from graph.ir.subgraph import Subgraph, make_parameter
from graph.ir.tensor import SymbolicTensor
from graph.ops.elementwise.arithmetic import Add, Multiply, Negative, Subtract
from graph.ops.elementwise.cast import Cast
from graph.ops.elementwise.comparison import Comparison
from graph.ops.shape.slice import Slice

#: ops that cost less to compute again than to keep
CHEAP = (Add, Subtract, Multiply, Negative, Cast, Comparison, Slice)


def flows(tensor: SymbolicTensor) -> bool:
    """Whether a tensor can have a gradient."""
    return kind_of(tensor.dtype) in "fc"


def downstream(nodes: Iterable[Node], sources: Iterable[SymbolicTensor]) -> set[Node]:
    """The sources' nodes and those among the nodes, in order, that depend on them."""
    found = {t.node for t in sources}
    for node in nodes:
        if any(t.node in found for t in node.inputs):
            found.add(node)
    return found


class StepGradient:
    """The cotangents of some parameters of a body, as a graph.

    Args:
        body: what is differentiated.
        seeded: the indices of the outputs that have a cotangent.
        targets: the parameters whose cotangents are wanted.

    Attributes:
        seeds: by the index of an output, the tensor that stands for its cotangent.
        results: the cotangents of the targets, None where there is none; in terms of
            the parameters, the values of the body, and the seeds.
    """

    def __init__(
        self, body: Subgraph, seeded: Iterable[int], targets: Sequence[SymbolicTensor]
    ) -> None:
        self.body = body
        self.seeds = {
            i: make_parameter(body.outputs[i].spec, f"dy_{i}") for i in sorted(seeded)
        }
        self.results: list[SymbolicTensor | None] = [None] * len(targets)
        if self.seeds and targets:
            outputs = [body.outputs[i] for i in self.seeds]
            seeds = list(self.seeds.values())
            found = gradients(outputs, list(targets), seeds, unconnected="none")
            self.results = self._without_prints(found)

    @property
    def _own(self) -> set[Node]:
        return {*self.body.nodes, *(p.node for p in self.body.params)}

    def _without_prints(
        self, results: Sequence[SymbolicTensor | None]
    ) -> list[SymbolicTensor | None]:
        """The results: what they compute again of inner loops does not print again."""
        quiet = iter(with_quiet_loops([t for t in results if t is not None], self._own))
        return [None if t is None else next(quiet) for t in results]

    @property
    def nodes(self) -> list[Node]:
        """Everything that the cotangents need, inputs before users."""
        return reachable([dx for dx in self.results if dx is not None])

    def values_needed(self) -> list[SymbolicTensor]:
        """The values of the body, and its parameters, that the cotangents use."""
        own = self._own
        used = [t for n in self.nodes if n not in own for t in n.inputs]
        used += [dx for dx in self.results if dx is not None]
        found = dict.fromkeys(t for t in used if t.node in own)
        return sorted(found, key=lambda t: (t.node.serial, t.index))

    def values_to_keep(
        self, changing: Sequence[SymbolicTensor], at_hand: Sequence[SymbolicTensor]
    ) -> list[SymbolicTensor]:
        """The values to keep of each step, so that the rest is cheap to compute.

        Args:
            changing: the parameters that differ from step to step.
            at_hand: those among them that the backward step has anyway.
        """
        inside = downstream(self.body.nodes, changing)
        known = set(at_hand)
        kept: list[SymbolicTensor] = []

        def is_known(tensor: SymbolicTensor) -> bool:
            return tensor in known or tensor.node not in inside

        def settle(tensor: SymbolicTensor) -> None:
            op = tensor.op
            if is_known(tensor):
                return
            if op.is_view and not isinstance(op, Slice) and not op.is_effect:
                for source in tensor.node.inputs:
                    settle(source)
            elif not (isinstance(op, CHEAP) and all(map(is_known, tensor.node.inputs))):
                kept.append(tensor)
            known.add(tensor)

        for tensor in self.values_needed():
            settle(tensor)
        return kept
