"""Runs what is written for lanes of vectors on arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.codegen import (
    KERNEL,
    Code,
    compile_object,
    new_function,
    new_module,
)
from graph.engines.native.kernel import Frame
from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.target import Target, current_target

if TYPE_CHECKING:
    from graph.engines.native.builder import Builder
    from graph.engines.native.hints import Value


class LaneMap:
    """A function of lanes, compiled to map arrays.

    Args:
        function: ``function(m, *xs)`` of a `LaneMath` and `Lanes`, which returns lanes.
        dtypes: those of the inputs.
        target: the processor; None for this one.
        lanes: how many lanes a vector has; None for a register full of float32.

    Example:
        >>> import numpy as np
        >>> from graph.testing.lane_maps import LaneMap
        >>> double = LaneMap(lambda m, x: x + x, ["float32"])
        >>> double(np.array([1, 2.5], "float32"))
        array([2., 5.], dtype=float32)
    """

    def __init__(
        self,
        function: Callable[..., Lanes],
        dtypes: Sequence[str],
        target: Target | None = None,
        lanes: int | None = None,
    ) -> None:
        target = current_target() if target is None else target
        self.lanes = target.lanes if lanes is None else lanes
        self.dtypes = [np.dtype(dtype) for dtype in dtypes]
        module = new_module("map", target)
        kernel, b = new_function(module, "map", KERNEL, target)
        frame = Frame(b, kernel.args[0], len(self.dtypes) + 1)
        self.dtype = self._emit(b, frame, function)
        b.ret_void()
        self.code = Code(compile_object(module, target), target)
        self.call = self.code.function(
            "map", ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64
        )

    def _emit(self, b: Builder, frame: Frame, function: Callable[..., Any]) -> np.dtype:
        """The loop over whole vectors; returns the dtype of the results."""
        pointers = [frame.pointer(k) for k in range(len(self.dtypes) + 1)]
        size = b.slot(frame.args, len(pointers))
        m = LaneMath(b, self.lanes)
        count = None if self.lanes == 1 else self.lanes
        result = None

        def body(i: Value) -> None:
            nonlocal result
            xs = [
                m.wrap(b.read(pointer, i, dtype, count), dtype)
                for pointer, dtype in zip(pointers[1:], self.dtypes)
            ]
            result = function(m, *xs)
            b.write(result.value, pointers[0], i, result.dtype)

        b.loop(0, size, self.lanes, body)
        return result.dtype

    def __call__(self, *arrays: np.ndarray) -> np.ndarray:
        """The function of arrays of one shape, of the dtypes that were told."""
        arrays = [np.asarray(a, dtype) for a, dtype in zip(arrays, self.dtypes)]
        size = arrays[0].size
        padded = [np.resize(a, size + -size % self.lanes) for a in arrays]
        out = np.empty(padded[0].size, self.dtype)
        buffers = [out, *padded]
        table = np.array([*(a.ctypes.data for a in buffers), out.size], np.int64)
        if size:
            self.call(table.ctypes.data, 0, 1)
        return out[:size].reshape(arrays[0].shape)
