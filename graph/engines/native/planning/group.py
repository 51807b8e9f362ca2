"""Nodes that run together: in one loop nest, one call, control flow, or by numpy."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from graph.engines.native.views import View, row_major
from graph.ir.dims import Size
from graph.ir.node import Node


class Group:
    """Members in an order in which they can run.

    Attributes:
        nodes: the members. That of a call comes first, and its epilogue follows.
        kind: "loop", "call", "control" or "numpy".
        shape: of the values that are computed for every element.
        axes: axes of that shape over which members reduce; None as long as none does.
        rows: members that have one value for each row: all axes but the reduced ones.
        number: grows with the time at which groups were begun.
    """

    def __init__(
        self, kind: str, node: Node, shape: Sequence[Size] = (), number: int = 0
    ) -> None:
        self.kind, self.number = kind, number
        self.nodes = [node]
        self.shape = tuple(shape)
        self.axes: tuple[int, ...] | None = None
        self.rows: set[Node] = set()
        self.needs: set[Group] = set()

    @property
    def reduced(self) -> tuple[int, ...]:
        """The axes that are reduced; none as long as no member does."""
        return () if self.axes is None else self.axes

    @property
    def row_axes(self) -> tuple[int, ...]:
        return _kept_axes(len(self.shape), self.reduced)

    @property
    def row_shape(self) -> tuple[Size, ...]:
        return tuple([self.shape[i] for i in self.row_axes])

    def is_full(self, view: View) -> bool:
        """Whether a view of a full member has its element at every index."""
        return view.shape == self.shape and view.is_contiguous and view.offset == 0

    def is_lifted(self, view: View) -> bool:
        """Whether a view of a row member has the value of its row at every index."""
        if view.shape != self.shape or view.offset != 0:
            return False
        expected = [0] * len(self.shape)
        steps = row_major(self.row_shape)
        for axis, step in zip(self.row_axes, steps):
            expected[axis] = step
        return all(
            size == 1 or have == want
            for size, have, want in zip(self.shape, view.strides, expected)
        )

    def is_row(self, view: View) -> bool:
        """Whether a view of a row member has its element at every row."""
        return (
            stripped(view.shape) == stripped(self.row_shape)
            and view.is_contiguous
            and view.offset == 0
        )

    def row_strides(self, view: View) -> tuple[Size, ...]:
        """The strides of a view of rows, over the axes of the shape of the group."""
        steps = iter(s for n, s in zip(view.shape, view.strides) if n != 1)
        strides: list[Size] = [0] * len(self.shape)
        for axis in self.row_axes:
            if self.shape[axis] != 1:
                strides[axis] = next(steps)
        return tuple(strides)

    def __repr__(self) -> str:
        names = ", ".join(node.op.name for node in self.nodes)
        return f"<{self.kind}: {names}>"


@functools.lru_cache(1024)
def _kept_axes(rank: int, reduced: tuple[int, ...]) -> tuple[int, ...]:
    return tuple([i for i in range(rank) if i not in reduced])


@functools.lru_cache(4096)
def stripped(shape: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes that are not known to be 1."""
    return tuple([n for n in shape if n != 1])
