"""Which nodes run together.

Elementwise nodes of one shape, the reductions of their values, and what is computed
from these, share a loop nest. Elementwise nodes that follow a contraction become its
epilogue.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.native.planning.calls import is_lowered
from graph.engines.native.planning.epilogues import reaches_epilogue, takes_epilogue
from graph.engines.native.planning.group import Group, stripped
from graph.engines.native.planning.guessing import guess_product
from graph.engines.native.planning.members import folded_axes, is_elementwise, is_fold
from graph.engines.native.planning.values import Values
from graph.ir.node import Node

if TYPE_CHECKING:
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.tensor import SymbolicTensor


#: elements from which a reduction with few rows is spread over parts
SPLIT_FROM = 1 << 16
#: nodes of a group: LLVM takes more than twice the time for twice the code
MOST_MEMBERS = 128
#: rows that are enough to be spread over parts
ENOUGH_ROWS = 8


class Fuser:
    """Puts the nodes that compute into groups.

    Args:
        values: where everything stands.
        has_control: nodes whose bodies are planned.
    """

    def __init__(self, values: Values, has_control: Container[Node] = ()) -> None:
        self.values, self.has_control = values, has_control
        self.group_of: dict[Node, Group] = {}
        self.groups: list[Group] = []
        self._producers_of: dict[Node, list[Node]] = {}

    def add(self, node: Node) -> None:
        """Puts a node into a group of its inputs, or into one of its own."""
        elementwise = is_elementwise(node)
        if not elementwise and not is_fold(node):
            self._own_group(self._own_kind(node), node, node.specs[0].shape)
            return
        for group in self._candidates(node):
            if self._fits(group, node) and not self._closes_circle(group, node):
                self._join(group, node)
                break
        else:
            self._own_loop(node, elementwise)
        self._merge_others(node)

    def _own_kind(self, node: Node) -> str:
        if node in self.has_control:
            return "control"
        return "call" if is_lowered(node, self.values) else "numpy"

    def _own_group(self, kind: str, node: Node, shape: tuple[Size, ...]) -> Group:
        group = Group(kind, node, shape, len(self.group_of))
        group.needs = self._sources(node)
        self.groups.append(group)
        self.group_of[node] = group
        return group

    def _own_loop(self, node: Node, elementwise: bool) -> None:
        if elementwise:
            self._own_group("loop", node, node.specs[0].shape)
            return
        group = self._own_group("loop", node, node.inputs[0].spec.shape)
        group.axes = folded_axes(node)
        group.rows.add(node)

    def _producer(self, tensor: SymbolicTensor) -> Node | None:
        """The node whose buffer a tensor is a view of, if it is in a group."""
        node, _ = self.values.views[tensor.node, tensor.index].source
        return node if node in self.group_of else None

    def _sources(self, node: Node) -> set[Group]:
        producers = self._producers_of.get(node)
        if producers is None:
            found = [self._producer(t) for t in node.inputs]
            producers = [producer for producer in found if producer is not None]
            self._producers_of[node] = producers
        return {self.group_of[producer] for producer in producers}

    def _candidates(self, node: Node) -> list[Group]:
        """Groups of the inputs that may take a node, the latest first."""
        found = [group for group in self._sources(node) if self._is_open(group)]
        return sorted(found, key=lambda group: -group.number)

    def _is_open(self, group: Group) -> bool:
        if len(group.nodes) >= MOST_MEMBERS:
            return False
        if group.kind == "loop":
            return True
        return group.kind == "call" and takes_epilogue(group.nodes[0])

    # ---- joining

    def _fits(self, group: Group, node: Node) -> bool:
        if is_fold(node):
            return self._fold_fits(group, node)
        if node.specs[0].shape == group.shape and self._full_fits(group, node):
            return True
        return self._row_fits(group, node)

    def _inside(self, group: Group, node: Node) -> Iterator[tuple[Node, View]]:
        """(member, view) of each input that a group computes."""
        for tensor in node.inputs:
            producer = self._producer(tensor)
            if producer is not None and self.group_of[producer] is group:
                yield producer, self.values.views[tensor.node, tensor.index]

    def _fold_fits(self, group: Group, node: Node) -> bool:
        if group.kind != "loop":
            return False
        axes, shape = folded_axes(node), node.inputs[0].spec.shape
        if shape != group.shape or group.axes not in (None, axes):
            return False
        ((producer, view),) = self._inside(group, node)
        if producer in group.rows or not group.is_full(view):
            return False
        return self._depth(group, producer) == 0 or has_rows(group.shape, axes)

    def _full_fits(self, group: Group, node: Node) -> bool:
        late = False
        for producer, view in self._inside(group, node):
            if producer in group.rows:
                late = True
                if not group.is_lifted(view):
                    return False
            elif not group.is_full(view):
                return False
        if group.kind == "call":
            return self._is_in_reach(group, node)
        return not late or has_rows(group.shape, group.axes)

    def _is_in_reach(self, group: Group, node: Node) -> bool:
        """Whether a contraction's epilogue can read the other inputs of a node."""
        views = [
            self.values.view(t)
            for t in node.inputs
            if self.group_of.get(self._producer(t)) is not group
        ]
        return all(reaches_epilogue(group.nodes[0], view) for view in views)

    def _row_fits(self, group: Group, node: Node) -> bool:
        if group.axes is None or group.kind != "loop":
            return False
        if stripped(node.specs[0].shape) != stripped(group.row_shape):
            return False
        return all(
            producer in group.rows and group.is_row(view)
            for producer, view in self._inside(group, node)
        )

    def _depth(self, group: Group, node: Node) -> int:
        """1 where a full member depends on a row of its group, else 0."""
        seen, stack = set(), [node]
        while stack:
            member = stack.pop()
            if member in group.rows:
                return 1
            if member not in seen:
                seen.add(member)
                stack += [p for p, _ in self._inside(group, member)]
        return 0

    def _join(self, group: Group, node: Node) -> None:
        if is_fold(node):
            group.axes = folded_axes(node)
            group.rows.add(node)
        elif node.specs[0].shape != group.shape or not self._full_fits(group, node):
            group.rows.add(node)
        group.nodes.append(node)
        group.needs |= self._sources(node) - {group}
        self.group_of[node] = group

    def _closes_circle(self, group: Group, node: Node) -> bool:
        """Whether another input of a node needs the group."""
        return self._reaches(self._sources(node) - {group}, group)

    def _reaches(self, starts: set[Group], target: Group) -> bool:
        seen, stack = set(), list(starts)
        while stack:
            group = stack.pop()
            if group is target:
                return True
            if group not in seen:
                seen.add(group)
                stack.extend(group.needs)
        return False

    # ---- merging

    def _merge_others(self, node: Node) -> None:
        """Takes further groups of the inputs of a node into the group of the node."""
        home = self.group_of[node]
        for other in self._candidates(node):
            if other is home or not self._can_merge(home, other):
                continue
            if self._reaches(home.needs - {other}, other):
                continue
            if self._reaches(other.needs - {home}, home):
                continue
            self._merge(home, other)

    def _can_merge(self, home: Group, other: Group) -> bool:
        """Whether the values of another loop can be computed in this one."""
        if len(home.nodes) + len(other.nodes) > MOST_MEMBERS:
            return False
        if home.kind != "loop" or other.kind != "loop" or home.shape != other.shape:
            return False
        if home.axes is not None and other.axes not in (None, home.axes):
            return False
        axes = other.axes if home.axes is None else home.axes
        joined = Group("loop", home.nodes[0], home.shape)
        joined.axes, joined.rows = axes, home.rows | other.rows
        late = other.axes is not None
        for member in home.nodes:
            for producer, view in self._inside(other, member):
                in_rows, is_row = producer in joined.rows, member in joined.rows
                if in_rows and is_row and not is_fold(member):
                    fits = joined.is_row(view)
                elif in_rows:
                    fits = not is_row and joined.is_lifted(view)
                else:
                    fits = joined.is_full(view) and (not is_row or is_fold(member))
                if not fits:
                    return False
        return not late or has_rows(home.shape, axes)

    def merge_siblings(self) -> None:
        """Reductions of the same data over the same axes run in one loop nest."""
        alike: dict[tuple[Any, ...], list[Group]] = {}
        for group in self.groups:
            if group.kind == "loop" and group.axes is not None:
                alike.setdefault((group.shape, group.axes), []).append(group)
        for siblings in alike.values():
            walked = {group: self._walked(group) for group in siblings}
            while siblings:
                home = siblings.pop(0)
                for other in list(siblings):
                    if walked[home].isdisjoint(walked[other]):
                        continue
                    if self._are_independent(home, other):
                        self._merge(home, other)
                        siblings.remove(other)
                        walked[home] |= walked[other]

    def _are_independent(self, a: Group, b: Group) -> bool:
        return not self._reaches(a.needs, b) and not self._reaches(b.needs, a)

    def _walked(self, group: Group) -> set[tuple[Node, int]]:
        """The buffers that a group reads from end to end."""
        views = [self.values.view(t) for n in group.nodes for t in n.inputs]
        mine = set(group.nodes)
        return {v.source for v in views if group.is_full(v) and v.source[0] not in mine}

    def _merge(self, home: Group, other: Group) -> None:
        home.nodes = in_order(other.nodes + home.nodes, self.values.position)
        home.axes = other.axes if home.axes is None else home.axes
        home.rows |= other.rows
        home.needs = (home.needs | other.needs) - {home, other}
        for node in other.nodes:
            self.group_of[node] = home
        self.groups.remove(other)
        for group in self.groups:
            if other in group.needs:
                group.needs.remove(other)
                if group is not home:
                    group.needs.add(home)


def in_order(nodes: Sequence[Node], position: Mapping[Node, int]) -> list[Node]:
    return sorted(nodes, key=position.__getitem__)


def has_rows(shape: tuple[Size, ...], axes: tuple[int, ...] | None) -> bool:
    """Whether what follows a reduction can run in the same loop nest.

    It can when there are rows enough for all threads, or when there is little to do.
    Axes of one element are nothing to share out: their loops are not written at all.
    """
    if axes is None or guess_product(shape) < SPLIT_FROM:
        return True
    if all(shape[axis] == 1 for axis in axes):
        return True
    kept = [n for i, n in enumerate(shape) if i not in axes and i < len(shape) - 1]
    return guess_product(kept) >= ENOUGH_ROWS
