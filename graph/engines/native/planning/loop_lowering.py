"""From a group of elementwise nodes and reductions to calls of loop kernels."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from graph.engines.native.kernel import Numbers
from graph.engines.native.loops.body import Body
from graph.engines.native.loops.folding import REDUCERS
from graph.engines.native.loops.loop_kernel import SPLIT_PARTS
from graph.engines.native.loops.statements import Compute, Fold
from graph.engines.native.lowering import Call, Scratch
from graph.engines.native.planning.fusing import has_rows
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.members import is_fold, number_of
from graph.engines.native.planning.places import place_of
from graph.engines.native.planning.space import Space
from graph.engines.native.planning.values import Values
from graph.engines.native.views import row_major
from graph.ir.dims import Size
from graph.ir.node import Node

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


def lower_loop(group: Group, values: Values, saved: Collection[Node]) -> list[Call]:
    """The calls that compute a group.

    Args:
        group: elementwise nodes and folds.
        values: where the inputs stand.
        saved: the members that others need.
    """
    if is_split(group):
        return _in_two_stages(group, values, saved)
    loop = Loop(group, values)
    for node in group.nodes:
        loop.add(node)
    for node in group.nodes:
        if node in saved:
            loop.save(node)
    return [loop.call()]


def is_split(group: Group) -> bool:
    """Whether there are too few rows to share out, and much to fold."""
    if group.axes is None or has_rows(group.shape, group.axes):
        return False
    folds = [node for node in group.nodes if is_fold(node)]
    return not any(REDUCERS[type(node.op)].finds_place for node in folds)


class Loop:
    """The loop nest of a group, or of a part of it, while it is described."""

    def __init__(self, group: Group, values: Values) -> None:
        self.group, self.values = group, values
        self.body = Body()
        self.number: dict[Node, int] = {}

    def add(self, node: Node) -> None:
        """Computes a member."""
        inputs = tuple(self._operand(node, t) for t in node.inputs)
        dtype = node.specs[0].dtype
        if is_fold(node):
            statement = Fold(type(node.op).__name__, inputs[0], dtype)
        else:
            statement = Compute(node.op, inputs, dtype)
        self.number[node] = self.body.add(statement)

    def _operand(self, node: Node, tensor: SymbolicTensor) -> int:
        view = self.values.view(tensor)
        if view.source[0] in self.number:
            return self.number[view.source[0]]
        number = number_of(tensor)
        if number is not None:
            return self.body.number(number)
        in_rows = node in self.group.rows and not is_fold(node)
        strides = self.group.row_strides(view) if in_rows else view.strides
        return self.body.load(place_of(view), view.dtype, strides)

    def save(self, node: Node) -> None:
        """Writes a member to its buffer."""
        view = self.values.views[node, 0]
        group = self.group
        in_rows = node in group.rows
        strides = group.row_strides(view) if in_rows else row_major(group.shape)
        self.body.save(self.number[node], place_of(view), view.dtype, strides)

    def call(self, partial: Size = 0, is_short: bool = False) -> Call:
        space = Space(self.group.shape, self.group.reduced, self.body)
        numbers = Numbers()
        kernel = space.kernel(numbers, partial, is_short)
        return Call(kernel, self.body.buffers, numbers)


def _in_two_stages(
    group: Group, values: Values, saved: set[Node] | Collection[Node]
) -> list[Call]:
    """Parts fold their shares; a second loop folds what they found, and goes on."""
    rows = group.row_shape
    total: Size = 1
    for size in rows:
        total = total * size
    first = Loop(group, values)
    joined = Group("loop", group.nodes[0], (SPLIT_PARTS, *rows))
    joined.axes, joined.rows = (0,), group.rows
    second = Loop(joined, values)
    for node in group.nodes:
        if is_fold(node):
            first.add(node)
            _hand_over(first, second, node, total)
        elif node in group.rows:
            second.add(node)
        else:
            first.add(node)
    for node in group.nodes:
        if node in saved:
            (second if node in group.rows else first).save(node)
    return [first.call(partial=total), second.call(is_short=True)]


def _hand_over(first: Loop, second: Loop, node: Node, total: Size) -> None:
    """What the parts have folded goes through memory to the second loop."""
    dtype = node.specs[0].dtype
    scratch = Scratch(total * SPLIT_PARTS * dtype.itemsize)
    group, rows = first.group, first.group.row_shape
    strides: list[Size] = [0] * len(group.shape)
    for axis, step in zip(group.row_axes, row_major(rows)):
        strides[axis] = step
    first.body.save(first.number[node], scratch, dtype, strides)
    loaded = second.body.load(scratch, dtype, (total, *row_major(rows)))
    fold = Fold(type(node.op).__name__, loaded, dtype)
    second.number[node] = second.body.add(fold)
