"""A loop of multiply-adds in registers: as fast as this processor can compute."""

from __future__ import annotations

import ctypes

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.codegen import (
    KERNEL,
    Code,
    compile_object,
    new_function,
    new_module,
)
from graph.engines.native.target import current_target

ROUNDS = 400_000


class FmaLoop:
    """Call it to run it; many may run at once, since ctypes releases the GIL.

    Attributes:
        lanes: of a vector.
        flops: operations of a call.
    """

    def __init__(self):
        target = current_target()
        # independent chains hide the latency; two registers hold the factors
        chains = min(target.registers - 3, 20)
        self.lanes = target.lanes
        self.flops = 2 * ROUNDS * chains * self.lanes
        module = new_module("peak", target)
        function, b = new_function(module, "peak", KERNEL, target)
        _write_loop(b, function.args[0], chains, self.lanes)
        self.code = Code(compile_object(module, target), target)
        kinds = (ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
        self.function = self.code.function("peak", *kinds)

    def __call__(self) -> None:
        numbers = np.full(64, 0.5, "float32")
        table = np.array([numbers.ctypes.data], "int64")
        self.function(table.ctypes.data, 0, 1)


def _write_loop(b: Builder, args, chains: int, lanes: int) -> None:
    memory = b.slot_pointer(args, 0)
    factor, addend = (b.read(memory, i * lanes, lanes=lanes) for i in (0, 1))

    def body(index, *sums):
        return [b.fma(total, factor, addend) for total in sums]

    sums = b.loop(0, ROUNDS, 1, body, [factor] * chains)
    total = sums[0]
    for other in sums[1:]:
        total = b.fadd(total, other)
    b.write(total, memory)
    b.ret_void()
