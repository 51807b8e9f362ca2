"""Which values take over the buffer of another that nobody needs any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.engines.numpy.values import Values
from graph.ir.node import Node


def share_buffers(values: Values) -> dict[Node, Node]:
    """Gives nodes the name of the value whose buffer they write over.

    A ufunc writes in place of an input that dies with it; inside a group, which runs
    block by block, a value may also take any buffer that was given back before.

    Returns:
        For each node that shares, the node that the buffer was planned for.
    """
    owners: dict[Node, Node] = {}
    for step, group in enumerate(values.groups):
        if len(group) > 1:
            _share_in_group(values, group, owners)
        else:
            _share_with_input(values, group[0], step, owners)
    for node, owner in owners.items():
        values.names[node, 0] = values.names[owner, 0]
        values.last_use[owner, 0] = max(
            values.last_use[owner, 0], values.last_use[node, 0]
        )
    return owners


def _same_layout(a: Node, b: Node) -> bool:
    return a.specs[0] == b.specs[0]


def _share_with_input(
    values: Values, node: Node, step: int, owners: dict[Any, Any]
) -> None:
    if values.buffers.get(node) != "arena" or node.op.ufunc is None:
        return
    for tensor in node.inputs:
        source = tensor.node
        own = values.root.get((source, 0)) == (source, 0)
        if (
            own
            and values.buffers.get(source) == "arena"
            and source not in values.block_local
            and _same_layout(source, node)
            and values.last_use[source, 0] == step
        ):
            owners[node] = owners.get(source, source)
            return


def _share_in_group(
    values: Values, group: Sequence[Node], owners: dict[Any, Any]
) -> None:
    """Buffers of a block, handed on as soon as their value was read last."""
    local = [n for n in group if n in values.block_local]
    members = set(local)
    last: dict[Node, Node] = {}
    for node in group:
        for tensor in node.inputs:
            if tensor.node in members:
                last[tensor.node] = node
    free: dict[Any, Any] = {}  # dtype -> owners of buffers that were given back
    for node in group:
        dying = [n for n in dict.fromkeys(t.node for t in node.inputs)
                 if last.get(n) is node]  # fmt: skip
        if node in members:
            dtype = node.specs[0].dtype
            in_place = [n for n in dying if n.specs[0].dtype == dtype]
            if node.op.ufunc is not None and in_place:
                owner = owners.get(in_place[0], in_place[0])
                owners[node] = owner
                dying.remove(in_place[0])
            elif free.get(dtype):
                owners[node] = free[dtype].pop()
        for dead in dying:
            free.setdefault(dead.specs[0].dtype, []).append(owners.get(dead, dead))
