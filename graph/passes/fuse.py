"""Groups of elementwise nodes of one shape that can run together, block by block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.ir.node import Node


def fuse_elementwise(
    nodes: Sequence[Node], may_join: Callable[[Node], bool]
) -> list[list[Node]]:
    """Partitions nodes into groups, in an order in which they can run.

    Args:
        nodes: in topological order.
        may_join: whether a node may be part of a group of several.

    Returns:
        Groups whose members are elementwise, of one shape and connected, and single
        nodes; every group comes after the groups that it needs.
    """
    group_of: dict[Node, int] = {}
    members: list[list[Node]] = []
    needs: list[set[int]] = []  # groups that a group needs directly

    def reaches(start: set[int], target: int) -> bool:
        seen, pending = set(), [g for g in start if g != target]
        while pending:
            group = pending.pop()
            if group in seen:
                continue
            seen.add(group)
            if target in needs[group]:
                return True
            pending.extend(needs[group])
        return False

    def fits(group: int, node: Node) -> bool:
        first = members[group][0]
        return may_join(first) and first.specs[0].shape == node.specs[0].shape

    for node in nodes:
        sources = {group_of[t.node] for t in node.inputs if t.node in group_of}
        home = len(members)
        members.append([node])
        needs.append(set(sources))
        group_of[node] = home
        if not may_join(node):
            continue
        for group in sorted(sources, reverse=True):
            if fits(group, node) and not reaches(needs[home], group):
                # everything of the group moves to the home of the node
                members[home] = members[group] + members[home]
                needs[home] = (needs[home] | needs[group]) - {group}
                group_of.update(dict.fromkeys(members[group], home))
                members[group], needs[group] = [], set()
                for other in needs:
                    if group in other:
                        other.discard(group)
                        other.add(home)
    return [members[g] for g in _ordered(needs) if members[g]]


def _ordered(needs: list[set[int]]) -> list[int]:
    """Groups after those that they need, otherwise in the order of creation."""
    order: list[int] = []
    done: set[int] = set()
    for root in range(len(needs)):
        stack = [root]
        while stack:
            group = stack[-1]
            waiting = [g for g in sorted(needs[group]) if g not in done]
            if group in done:
                stack.pop()
            elif waiting:
                stack.extend(waiting)
            else:
                done.add(group)
                order.append(group)
                stack.pop()
    return order
