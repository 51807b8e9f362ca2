"""Runs one kernel alone, part after part, on arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from graph.engines.native.codegen import (
    KERNEL,
    Code,
    compile_object,
    new_function,
    new_module,
)
from graph.engines.native.kernel import Frame
from graph.engines.native.target import Target, _target, current_target

#: what this machine can run: all of it, and the levels of x86-64 below that
TARGETS = [current_target()]
if TARGETS[0].is_x86:
    levels = [_target(name) for name in ("x86-64", "x86-64-v3")]
    TARGETS += [t for t in levels if t.vector_bytes <= TARGETS[0].vector_bytes]


def compile_kernel(kernel, buffers: int, target: Target | None = None):
    """The machine code of a kernel: call it with (table address, index, count)."""
    target = current_target() if target is None else target
    module = new_module("test", target)
    function, b = new_function(module, "kernel", KERNEL, target)
    args, index, count = function.args
    kernel.emit(b, Frame(b, args, buffers), index, count)
    b.ret_void()
    code = Code(compile_object(module, target), target)
    kinds = [ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64]
    call = code.function("kernel", *kinds)
    call.code = code  # which must live as long as it is called
    return call


#: code by kind and key of the kernel, number of buffers and target
_COMPILED: dict = {}


def compiled(kernel, buffers: int, target: Target | None = None):
    """`compile_kernel`, once for kernels of equal keys; those without one are equal
    to none."""
    target = current_target() if target is None else target
    key = (type(kernel), getattr(kernel, "key", kernel), buffers, target)
    if key not in _COMPILED:
        _COMPILED[key] = compile_kernel(kernel, buffers, target)
    return _COMPILED[key]


def make_table(arrays: Sequence, numbers: Sequence[int]) -> np.ndarray:
    """The slots of a call: addresses, where not arrays are given, as they are."""
    addresses = (a if isinstance(a, int) else a.ctypes.data for a in arrays)
    return np.array([*addresses, *numbers], np.int64)


def run_kernel(
    kernel, arrays: Sequence, numbers: Sequence[int] = (), target=None, parts=None
) -> None:
    """Runs all parts of a kernel; they write to the arrays given as buffers."""
    call = compiled(kernel, len(arrays), target)
    table = make_table(arrays, numbers)
    parts = kernel.parts(list(numbers)) if parts is None else parts
    for index in range(parts):
        call(table.ctypes.data, index, parts)
