"""Checks that a graph keeps the invariants that every pass must leave true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.ir.errors import VerificationError
from graph.ir.node import reachable
from graph.ir.spec import Spec
from graph.ir.subgraph import bodies_of
from graph.ir.tensor import SymbolicTensor


def verify(
    outputs: Iterable[SymbolicTensor], given: Sequence[SymbolicTensor] = ()
) -> None:
    """Infers every node again and compares; looks into bodies too.

    Raises:
        VerificationError: a node whose recorded specs are not what its op infers.
    """
    for node in reachable(outputs, stop=given):
        inferred = node.op.infer(*[t.spec for t in node.inputs])
        if isinstance(inferred, Spec):
            inferred = (inferred,)
        if tuple(inferred) != tuple(node.specs):
            raise VerificationError(
                f"{node!r} from {node.origin}: records {node.specs}, infers {inferred}"
            )
        for tensor in node.inputs:
            if tensor.spec != tensor.node.specs[tensor.index]:
                raise VerificationError(f"{tensor!r} disagrees with its node")
        for body in bodies_of(node.op):
            verify(body.outputs, body.params)
