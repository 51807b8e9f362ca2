"""From LLVM IR to machine code in memory."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import I64, POINTER, VOID
from graph.engines.native.target import Target

#: void kernel(args, index, count): part ``index`` of ``count`` of some work
KERNEL = ir.FunctionType(VOID, [POINTER, I64, I64])


def new_module(name: str, target: Target) -> ir.Module:
    module = ir.Module(name)
    module.triple = target.triple
    return module


def new_function(
    module: ir.Module, name: str, kind: ir.Type, target: Target
) -> tuple[ir.Function, Builder]:
    """A function and the builder at its beginning."""
    function = ir.Function(module, kind, name)
    function.attributes.add("nounwind")
    return function, Builder(function.append_basic_block("entry"), target)


def compile_object(module: ir.Module, target: Target) -> bytes:
    """The object file of a module."""
    parsed = llvm.parse_assembly(str(module))
    return target.machine().emit_object(parsed)


class Code:
    """Functions of object files, loaded; it must live as long as they are called."""

    def __init__(self, objects: bytes | Sequence[bytes], target: Target) -> None:
        self.engine = llvm.create_mcjit_compiler(
            llvm.parse_assembly(""), target.machine()
        )
        for data in [objects] if isinstance(objects, bytes) else objects:
            self.engine.add_object_file(llvm.ObjectFileRef.from_data(data))
        self.engine.finalize_object()

    def address(self, name: str) -> int:
        found = self.engine.get_function_address(name)
        if not found:
            raise KeyError(name)
        return found

    def function(self, name: str, *kinds: type[Any], result: Any = None) -> Any:
        """A function as Python calls it; the GIL is released meanwhile."""
        return ctypes.CFUNCTYPE(result, *kinds)(self.address(name))
