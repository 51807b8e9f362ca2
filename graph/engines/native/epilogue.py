"""What a contraction does with the finished elements of its result."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int
from graph.engines.native.lowering import Buffer

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


class Epilogue(Protocol):
    """Describes what to do with the elements of a result [batch, row, column]."""

    key: Hashable

    def begin(self, b: Builder, frame: Frame) -> BoundEpilogue:
        """Loads what does not change; called once, where the function begins."""


class BoundEpilogue(Protocol):
    """An epilogue within one function."""

    def emit(
        self,
        b: Builder,
        batch: Any,
        row: Any,
        column: Any,
        value: ir.Value,
        mask: Any = None,
    ) -> None:
        """Uses a vector of consecutive columns; where a mask is given, its true lanes.

        The indices are 64-bit integers: values, or plain numbers that are known.
        """


#: from how many slots a kernel has of its own to an epilogue, and the buffers behind
MakeEpilogue = Callable[[int], tuple[Epilogue, Sequence[Buffer]]]


class Store(NamedTuple):
    """Writes the result to a buffer; strides count elements, columns are adjacent."""

    buffer: int
    batch_stride: Int | int | tuple[int, ...]
    row_stride: Int | Size
    dtype: np.dtype = np.dtype("float32")

    @property
    def key(self) -> Hashable:
        return self

    def begin(self, b: Builder, frame: Frame) -> BoundStore:
        return BoundStore(self, b, frame)


class BoundStore:
    """A store within one function."""

    def __init__(self, store: Store, b: Builder, frame: Frame) -> None:
        self.dtype = store.dtype
        self.pointer = frame.pointer(store.buffer)
        self.batch_stride = frame.int(store.batch_stride)
        self.row_stride = frame.int(store.row_stride)

    def emit(
        self,
        b: Builder,
        batch: Value,
        row: Value,
        column: Value,
        value: Value,
        mask: Value | None = None,
    ) -> None:
        place = b.plus(b.times(batch, self.batch_stride), b.times(row, self.row_stride))
        b.write(value, self.pointer, b.plus(place, column), self.dtype, mask)
