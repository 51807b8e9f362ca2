"""The kernel that copies bytes."""

from __future__ import annotations

from llvmlite import ir

from graph.engines.native.codegen import KERNEL, new_function
from graph.engines.native.memory_types import I1, VOID
from graph.engines.native.target import Target


def emit_copy(module: ir.Module, target: Target) -> None:
    """A kernel ``copy``; its table holds the target, the source, how many bytes."""
    function, b = new_function(module, "copy", KERNEL, target)
    args, index, count = function.args
    low, high = b.share(b.slot(args, 2), index, count)
    to = b.byte_address(b.slot_pointer(args, 0), low)
    source = b.byte_address(b.slot_pointer(args, 1), low)
    size, is_volatile = b.sub(high, low), ir.Constant(I1, 0)
    b.intrinsic("memcpy.p0.p0.i64", [to, source, size, is_volatile], VOID)
    b.ret_void()
