"""Where each value of a program lives: fed, read, viewed, in the arena, or fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ir.leaves import Constant, ReadVariable
from graph.ir.node import Node
from graph.ir.program import Program
from graph.ops.shape.broadcast import BroadcastTo

if TYPE_CHECKING:
    from graph.ir.variable import Variable


class Values:
    """Names, kinds of buffers and lifetimes of the values of a program.

    Attributes:
        names: Python names by (node, output index).
        buffers: how the one output of a node is allocated, for kernels that write into
            a given array: "arena", "fresh" (an output) or "spare" (of a variable).
        owned: values that nobody else holds, so they can be handed out.
        skipped: broadcasts that numpy does by itself in every user.
        block_local: members of a group that only the group reads.
    """

    def __init__(self, program: Program, groups: list[list[Node]]) -> None:
        self.program = program
        self.groups = groups
        self.input_keys = {(t.node, t.index) for t in program.inputs}
        self.names: dict[Any, Any] = {}
        self.root: dict[Any, Any] = {}
        self.buffers: dict[Node, str] = {}
        self.owned: set[Any] = set()
        self.update_of: dict[Node, object] = {}
        self._name_all()
        self.step = {n: s for s, group in enumerate(groups) for n in group}
        self._choose_buffers()
        self.skipped = self._skipped_broadcasts()
        self.block_local = self._block_local()
        self.last_use = self._last_uses()

    def _name_all(self) -> None:
        for i, t in enumerate(self.program.inputs):
            self.names[t.node, t.index] = f"x{i}"
            self.root[t.node, t.index] = None
        number = 0
        for group in self.groups:
            for node in group:
                for index in range(len(node.specs)):
                    if (node, index) in self.names:
                        continue
                    number += 1
                    letter = "c" if isinstance(node.op, Constant) else "t"
                    self.names[node, index] = f"{letter}{number}"
                    self.root[node, index] = self._root_of(node, index)

    def _root_of(self, node: Node, index: int) -> tuple[Node, int] | None:
        """The value whose memory this one uses; None when it is not ours."""
        if isinstance(node.op, (Constant, ReadVariable)):
            return None
        if node.op.is_view:
            first = node.inputs[0]
            result: tuple[Node, int] | None = self.root[first.node, first.index]
            return result
        return (node, index)

    def _choose_buffers(self) -> None:
        outputs = {(t.node, t.index) for t in self.program.outputs}
        updates: dict[Any, Any] = {}
        for variable, t in self.program.updates:
            updates.setdefault((t.node, t.index), variable)
        for group in self.groups:
            for node in group:
                op = node.op
                for index in range(len(node.specs)):
                    mine = self.root[node, index] == (node, index)
                    if mine and (node, index) in outputs | updates.keys():
                        self.owned.add((node, index))
                writes = op.ufunc is not None or op.kernel_into is not None
                if not writes or op.is_view or len(node.specs) > 1:
                    continue
                if (node, 0) in outputs:
                    self.buffers[node] = "fresh"
                elif (node, 0) in updates and _fits(node, updates[node, 0]):
                    self.buffers[node] = "spare"
                    self.update_of[node] = updates[node, 0]
                else:
                    self.buffers[node] = "arena"
                    self.owned.discard((node, 0))

    def _skipped_broadcasts(self) -> set[Node]:
        users: dict[Node, list[Node]] = {}
        for group in self.groups:
            for node in group:
                for t in node.inputs:
                    users.setdefault(t.node, []).append(node)
        kept = {t.node for t in self.program.roots}
        skipped: set[Node] = set()
        for group in reversed(self.groups):
            for node in reversed(group):
                if isinstance(node.op, BroadcastTo) and node not in kept:
                    if all(
                        self._broadcasts_itself(user) or user in skipped
                        for user in users.get(node, ())
                    ):
                        skipped.add(node)
        return skipped

    def _broadcasts_itself(self, user: Node) -> bool:
        return user.op.is_elementwise and user in self.buffers

    def _block_local(self) -> set[Node]:
        local = {n for group in self.groups if len(group) > 1 for n in group}
        local = {n for n in local if self.buffers.get(n) == "arena"}
        for group in self.groups:
            for node in group:
                for t in node.inputs:
                    if t.node in local and self.step[t.node] != self.step[node]:
                        local.discard(t.node)
        return local - {t.node for t in self.program.roots}

    def _last_uses(self) -> dict[tuple[Node, int], int]:
        """The last step that reads each root value."""
        last: dict[Any, Any] = {}
        for step, group in enumerate(self.groups):
            for node in group:
                for index in range(len(node.specs)):
                    root = self.root[node, index]
                    if root is not None:
                        last[root] = max(last.get(root, step), step)
                for t in node.inputs:
                    root = self.root[t.node, t.index]
                    if root is not None:
                        last[root] = step
        # a broadcast that is skipped hands its input to its users: extended by roots
        end = len(self.groups)
        for t in self.program.roots:
            root = self.root[t.node, t.index]
            if root is not None:
                last[root] = end
        return last

    def made(self, group: list[Node]) -> list[tuple[Any, ...]]:
        """The values that a group writes to memory, blocks of its own apart."""
        return [
            (node, index)
            for node in group
            if node not in self.block_local and not node.op.is_view
            for index in range(len(node.specs))
        ]

    def dead_after(self, step: int) -> list[str]:
        """Names of values outside the arena that can be dropped after a step."""
        if not hasattr(self, "_dead"):
            self._dead: dict[int, list[str]] = {}
            for key, root in self.root.items():
                if root is None or root[0] in self.buffers:
                    continue
                if key[0] not in self.skipped:
                    at = self.last_use[root]
                    self._dead.setdefault(at, []).append(self.names[key])
        return self._dead.get(step, [])


def _fits(node: Node, variable: Variable) -> bool:
    return node.specs[0] == variable.spec
