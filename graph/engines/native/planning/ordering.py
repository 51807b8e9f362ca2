"""The order in which groups run: what frees memory comes early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.native.planning.group import Group

if TYPE_CHECKING:
    from graph.ir.node import Node


def order_groups(
    groups: Sequence[Group],
    before: Mapping[Group, set[Group]],
    made: Mapping[Group, dict[Any, Any]],
    read: Mapping[Group, set[Any]],
    kept: set[tuple[Node, int]],
) -> list[Group]:
    """Groups after those that they need; among the ready ones, the one that frees most.

    Args:
        groups: in any order.
        before: the groups that must run before each.
        made: bytes by buffer that each group makes.
        read: buffers that each group reads.
        kept: buffers that live to the end.
    """
    bytes_of = {buffer: n for sizes in made.values() for buffer, n in sizes.items()}
    readers: dict[object, int] = {}
    for buffers in read.values():
        for buffer in buffers:
            readers[buffer] = readers.get(buffer, 0) + 1
    waiting = {g: len(before[g]) for g in groups}
    followers: dict[Group, list[Group]] = {g: [] for g in groups}
    for group in groups:
        for other in before[group]:
            followers[other].append(group)
    number = {g: i for i, g in enumerate(groups)}
    ready = [g for g in groups if not waiting[g]]
    order: list[Group] = []

    def growth(group: Group) -> tuple[int, int]:
        freed = sum(
            bytes_of.get(buffer, 0)
            for buffer in read[group]
            if readers[buffer] == 1 and buffer not in kept
        )
        return sum(made[group].values()) - freed, number[group]

    while ready:
        group = min(ready, key=growth)
        ready.remove(group)
        order.append(group)
        for buffer in read[group]:
            readers[buffer] -= 1
        for follower in followers[group]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return order
