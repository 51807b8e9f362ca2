"""Addresses of the elements that a loop reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame
from graph.engines.native.loops.statements import Access, Load
from graph.engines.native.memory_types import I32, register_type

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.loops.loop_kernel import LoopKernel
    from graph.ir.dims import Size


class Memory:
    """The buffers of a loop kernel, at the current place on the outer axes."""

    def __init__(self, kernel: LoopKernel, b: Builder, frame: Frame) -> None:
        self.b = b
        self.outer, self.reduced = len(kernel.outer), len(kernel.reduced)
        self.has_inner = kernel.inner is not None
        self.pointers = [frame.pointer(i) for i in range(kernel.buffers)]
        accesses = [s.access for s in kernel.statements if isinstance(s, Load)]
        accesses += [s.access for s in kernel.saves]
        self.strides = {a: [frame.int(s) for s in a.strides] for a in accesses}
        self.bases: dict[Access, object] = {}

    def move_to(self, places: Sequence[Value]) -> None:
        """Goes to a place on the outer axes."""
        for access, strides in self.strides.items():
            self.bases[access] = self._sum(0, places, strides[: self.outer])

    def _sum(
        self, start: Value, places: Sequence[Value], strides: Sequence[Size]
    ) -> Value:
        for place, stride in zip(places, strides):
            start = self.b.plus(start, self.b.times(place, stride))
        return start

    def offset(
        self, access: Access, reduced: Sequence[Value] = (), inner: Value | None = None
    ) -> Value:
        """The number of an element in its buffer."""
        strides = self.strides[access]
        middle = strides[self.outer : self.outer + self.reduced]
        offset = self._sum(self.bases[access], reduced, middle)
        if inner is None:
            return offset
        return self.b.plus(offset, self.b.times(inner, strides[-1]))

    def step(self, access: Access, axis: int) -> Size:
        """The stride along an axis, a plain number where it is known."""
        return self.strides[access][axis]

    def read(
        self,
        access: Access,
        offset: Value,
        step: int,
        lanes: int | None,
        mask: Value | None = None,
    ) -> ir.Value:
        """A vector of elements that are ``step`` apart; a scalar if lanes is None."""
        b, pointer, dtype = self.b, self.pointers[access.buffer], access.dtype
        if lanes is None:
            return b.read(pointer, offset, dtype)
        if isinstance(step, int) and step == 0:
            return b.splat(b.read(pointer, offset, dtype), lanes)
        if isinstance(step, int) and step == 1:
            return b.read(pointer, offset, dtype, lanes, mask)
        vector = ir.Constant(ir.VectorType(register_type(dtype), lanes), ir.Undefined)
        for lane in range(lanes):
            place = lane
            if mask is not None and lane:
                there = b.lane(mask, lane)
                place = b.select(there, b.int(lane), b.int(0))
            element = b.plus(offset, b.times(place, step))
            value = b.read(pointer, element, dtype)
            vector = b.insert_element(vector, value, ir.Constant(I32, lane))
        return vector

    def write(
        self, access: Access, offset: Value, value: Value, mask: Value | None = None
    ) -> None:
        """A scalar, or a vector of neighbours."""
        self.b.write(value, self.pointers[access.buffer], offset, access.dtype, mask)
