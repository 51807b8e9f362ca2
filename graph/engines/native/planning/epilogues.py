"""What follows a contraction, done where its elements are finished."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from graph.engines.native.kernel import Numbers
from graph.engines.native.loops.body import Body
from graph.engines.native.loops.fused_epilogue import FusedEpilogue
from graph.engines.native.loops.statements import (
    Access,
    Compute,
    Given,
    Load,
    Save,
)
from graph.engines.native.lowering import lowering_of
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.members import number_of
from graph.engines.native.planning.places import place_of
from graph.engines.native.planning.values import Values
from graph.engines.native.views import View
from graph.ir.dims import Size
from graph.ir.node import Node
from graph.ops.contraction.dot_general import DotGeneral

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


def takes_epilogue(node: Node) -> bool:
    """Whether the elementwise nodes after a node can run within its kernel."""
    lowering = lowering_of(node.op)
    return getattr(lowering, "takes_epilogue", False)


def result_axes(node: Node) -> tuple[list[int], list[int], list[int]]:
    """The axes of a result that are its batch, its rows and its columns."""
    rank = len(node.specs[0].shape)
    if not isinstance(node.op, DotGeneral):  # a convolution: positions and channels
        return [], list(range(rank - 1)), [rank - 1]
    batch = len(node.op.batch[0])
    rows = node.inputs[0].ndim - batch - len(node.op.contract[0])
    every = list(range(rank))
    return every[:batch], every[batch : batch + rows], every[batch + rows :]


def reaches_epilogue(node: Node, view: View) -> bool:
    """Whether a view is walked with one stride over each kind of axes of a result."""
    strides = collapsed_strides(node, view)
    return strides is not None and strides[2] in (0, 1)


def collapsed_strides(node: Node, view: View) -> tuple[Size, ...] | None:
    """The strides over (batch, row, column), or None where that is not one each."""
    found = []
    for axes in result_axes(node):
        kept = [i for i in axes if view.shape[i] != 1]
        for axis, after in itertools.pairwise(kept):
            if view.strides[axis] != view.strides[after] * view.shape[after]:
                return None
        found.append(view.strides[kept[-1]] if kept else 0)
    # a result without columns has them next to each other, one of them
    return tuple(found)


class EpilogueRequest:
    """Describes the epilogue once its kernel is known.

    A lowering calls it with the number of buffers that come first, and gets the
    epilogue and the buffers to append.
    """

    def __init__(self, group: Group, values: Values, saved: Collection[Node]) -> None:
        self.group, self.values, self.saved = group, values, saved
        self.number: dict[Node, int] = {}
        self.body = Body()
        node = group.nodes[0]
        self.number[node] = self.body.add(Given(node.specs[0].dtype))
        for follower in group.nodes[1:]:
            self._add(follower)
        for member in group.nodes:
            if member in saved:
                self._save(member)

    def _add(self, node: Node) -> None:
        inputs = tuple(self._operand(t) for t in node.inputs)
        compute = Compute(node.op, inputs, node.specs[0].dtype)
        self.number[node] = self.body.add(compute)

    def _operand(self, tensor: SymbolicTensor) -> int:
        view = self.values.view(tensor)
        if view.source[0] in self.number:
            return self.number[view.source[0]]
        number = number_of(tensor)
        if number is not None:
            return self.body.number(number)
        strides = collapsed_strides(self.group.nodes[0], view)
        return self.body.load(place_of(view), view.dtype, strides)

    def _save(self, node: Node) -> None:
        view = self.values.views[node, 0]._replace(shape=self.group.shape)
        batch, row, _ = collapsed_strides(self.group.nodes[0], view)
        strides = (batch, row, 1)
        self.body.save(self.number[node], place_of(view), view.dtype, strides)

    def __call__(self, first: int, numbers: Numbers) -> tuple[FusedEpilogue, list[Any]]:
        def placed(access: Access) -> Access:
            strides = tuple(map(numbers, access.strides))
            return Access(first + access.buffer, access.dtype, strides)

        statements = tuple(
            Load(placed(s.access)) if isinstance(s, Load) else s
            for s in self.body.statements
        )
        saves = tuple(Save(s.value, placed(s.access)) for s in self.body.saves)
        return FusedEpilogue(statements, saves), self.body.buffers
