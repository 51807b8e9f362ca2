"""Numbers in a row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder, is_native_dtype, register_type
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Write, lowers
from graph.engines.native.walking import along, parts_of_bytes
from graph.ops.shape.arange import Iota


class IotaKernel(NamedTuple):
    """y[i] = i. Buffers: y."""

    dtype: np.dtype
    size: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return parts_of_bytes(4 * self.dtype.itemsize * known(self.size, numbers))

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        y = frame.pointer(0)
        low, high = b.share(frame.int(self.size), index, count)

        def piece(place, width):
            first = b.add(low, b.int(place))
            value = first
            if width > 1:
                value = b.add(b.splat(first, width), b.iota(width))
            b.write(self._convert(b, value, width), y, first, self.dtype)

        along(b, b.sub(high, low), b.target.vector_bytes // 8, piece)

    def _convert(self, b, value, width):
        kind = register_type(self.dtype)
        kind = kind if width == 1 else ir.VectorType(kind, width)
        if self.dtype.kind == "f":
            return b.sitofp(value, kind)
        return value if self.dtype.itemsize == 8 else b.trunc(value, kind)


@lowers(Iota)
def lower_iota(node, views, numbers):
    dtype = node.op.dtype
    if not is_native_dtype(dtype) or dtype.kind == "b":
        return None
    return [Call(IotaKernel(dtype, numbers(node.op.size)), [Write(0)], numbers)]
