"""Numbers in a row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Write, lowers
from graph.engines.native.memory_types import is_native_dtype, register_type
from graph.engines.native.walking import along, parts_of_bytes
from graph.ops.shape.arange import Iota

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.ir.node import Node


class IotaKernel(NamedTuple):
    """y[i] = i. Buffers: y."""

    dtype: np.dtype
    size: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return parts_of_bytes(4 * self.dtype.itemsize * known(self.size, numbers))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        y = frame.pointer(0)
        low, high = b.share(frame.int(self.size), index, count)

        def piece(place: Value, width: int) -> None:
            first = b.add(low, b.int(place))
            value = first
            if width > 1:
                value = b.add(b.splat(first, width), b.iota(width))
            b.write(self._convert(b, value, width), y, first, self.dtype)

        along(b, b.sub(high, low), b.target.vector_bytes // 8, piece)

    def _convert(self, b: Builder, value: Value, width: int) -> Value:
        kind = register_type(self.dtype)
        kind = kind if width == 1 else ir.VectorType(kind, width)
        if self.dtype.kind == "f":
            return b.sitofp(value, kind)
        return value if self.dtype.itemsize == 8 else b.trunc(value, kind)


@lowers(Iota)
def lower_iota(node: Node, views: Sequence[Any], numbers: Numbers) -> list[Call] | None:
    dtype = node.op.dtype
    if not is_native_dtype(dtype) or dtype.kind == "b":
        return None
    return [Call(IotaKernel(dtype, numbers(node.op.size)), [Write(0)], numbers)]
