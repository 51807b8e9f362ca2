"""Nodes: one application of an op. A graph is what is reachable from its outputs."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterable, Sequence
from typing import Any

from graph.ir.op import Op
from graph.ir.origin import Origin, here
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor

_SERIALS = itertools.count(1)


class Node:
    """An op, its input tensors and the specs of its outputs.

    ``serial`` grows with creation, so sorting by it is a topological order.
    """

    __slots__ = (
        "__weakref__",
        "_consumers",
        "_outputs",
        "inputs",
        "op",
        "origin",
        "serial",
        "specs",
    )

    def __init__(
        self,
        op: Op,
        inputs: tuple[SymbolicTensor, ...],
        specs: tuple[Spec, ...],
        origin: Origin,
    ) -> None:
        #: an Op; its attributes depend on its class, so it is anything to type checkers
        self.op: Any = op
        self.inputs = inputs
        self.specs: tuple[Spec, ...] = specs
        self.origin: Origin = origin
        self.serial = next(_SERIALS)
        self._consumers: weakref.WeakValueDictionary[Any, Node] | None = None
        self._outputs: list[Any] = [None] * len(specs)

    def output(self, index: int = 0) -> SymbolicTensor:
        """The tensor of one output; the same object as long as anyone holds it."""
        reference = self._outputs[index]
        tensor = reference() if reference is not None else None
        if tensor is None:
            kind = getattr(self.op, "tensor_type", SymbolicTensor)
            tensor = kind(self, index, self.specs[index])
            self._outputs[index] = weakref.ref(tensor)
        return tensor

    def outputs(self) -> tuple[SymbolicTensor, ...]:
        return tuple(self.output(i) for i in range(len(self.specs)))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.specs))
        return f"<node {self.op!r} -> {shown}>"


def make_node(
    op: Op,
    inputs: Sequence[SymbolicTensor],
    origin: Origin | None = None,
    specs: tuple[Spec, ...] | None = None,
) -> Node:
    """The node of this op on these inputs; an identical living node is shared.

    Args:
        op: what is computed.
        inputs: from what.
        origin: where the node comes from; None for the line that is running.
        specs: those of the outputs; None where the op has to infer them.
    """
    inputs = tuple(inputs)
    siblings = None
    if inputs and not op.is_unique:
        anchor = max((t.node for t in inputs), key=_serial)
        key = (op, *map(id, inputs))
        if anchor._consumers is None:
            anchor._consumers = weakref.WeakValueDictionary()
        siblings = anchor._consumers
        found = siblings.get(key)
        if found is not None:
            return found
    if specs is None:
        inferred = op.infer(*[t.spec for t in inputs])
        specs = (inferred,) if isinstance(inferred, Spec) else inferred
    node = Node(op, inputs, specs, here() if origin is None else origin)
    if siblings is not None:
        siblings[key] = node
    return node


def with_inputs(node: Node, inputs: Sequence[SymbolicTensor]) -> Node:
    """The node of the same op on other inputs; the node itself if they are its own."""
    if all(new is old for new, old in zip(inputs, node.inputs, strict=True)):
        return node
    alike = all(new.spec == old.spec for new, old in zip(inputs, node.inputs))
    return make_node(node.op, inputs, node.origin, node.specs if alike else None)


def _serial(node: Node) -> int:
    return node.serial


def in_program_order(nodes: Iterable[Node]) -> list[Node]:
    """The nodes as they were made; those without inputs before their first user."""
    nodes = sorted(nodes, key=_serial)
    given = set(nodes)
    order: dict[Node, None] = {}
    for node in nodes:
        if node.inputs:
            order |= {t.node: None for t in node.inputs if t.node in given}
            order[node] = None
    return [*order, *(node for node in nodes if node not in order)]


def reachable(
    outputs: Iterable[SymbolicTensor], stop: Iterable[SymbolicTensor] = ()
) -> list[Node]:
    """The nodes that the outputs need, inputs before users.

    Args:
        outputs: the tensors wanted.
        stop: tensors that are given from outside; the walk does not pass them.
    """
    given = {(t.node, t.index) for t in stop}
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [
        (t.node, False)
        for t in reversed(list(outputs))
        if (t.node, t.index) not in given
    ]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
            continue
        if node in seen:
            continue
        seen.add(node)
        stack.append((node, True))
        stack.extend(
            (t.node, False)
            for t in reversed(node.inputs)
            if t.node not in seen and (t.node, t.index) not in given
        )
    return order
