"""Readable names for the nodes of a graph, each another one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.ir.leaves import Placeholder, ReadVariable
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ir.origin import Origin
from graph.ir.tensor import SymbolicTensor

#: a scope such as ``Dense 'logits'``, which is shown as ``logits``
_QUOTED = re.compile(r"^.*'(.+)'$")


def scope_path(origin: Origin) -> str:
    """The scopes, outermost first: ``model/logits``; empty outside of any."""
    return "/".join(map(short_scope, origin.scopes))


def short_scope(label: str) -> str:
    """The name of a layer in its label."""
    found = _QUOTED.match(label)
    return (found[1] if found else label).replace(" ", "_")


def unique_names(nodes: Iterable[Node]) -> dict[Node, str]:
    """``<scope>/<op>``, with ``_1``, ``_2`` and so on behind what was there before.

    Placeholders and variables have their own names.
    """
    taken: set[str] = set()
    counts: dict[str, int] = {}
    names = {}
    for node in nodes:
        stem = name = _stem(node)
        while name in taken:
            counts[stem] = counts.get(stem, 0) + 1
            name = f"{stem}_{counts[stem]}"
        taken.add(name)
        names[node] = name
    return names


def _stem(node: Node) -> str:
    op: Op = node.op
    if isinstance(op, Placeholder):
        return op.label
    if isinstance(op, ReadVariable):
        return op.variable.path
    scope = scope_path(node.origin)
    return f"{scope}/{op.name}" if scope else op.name


def name_of(tensor: SymbolicTensor, names: dict[Node, str]) -> str:
    """The name of a tensor: that of its node, with a number if that has several."""
    name = names[tensor.node]
    return name if len(tensor.node.specs) == 1 else f"{name}.{tensor.index}"
