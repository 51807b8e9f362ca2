"""Machine code of many modules: LLVM works on several threads."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import llvmlite.binding as llvm
from llvmlite.binding import ffi

from graph.engines.native.runtime import threads as thread_count
from graph.engines.native.target import Target


def compile_objects(
    texts: Iterable[str], target: Target, threads: int | None = None
) -> list[bytes]:
    """The object files of modules, given as LLVM's text.

    Args:
        texts: may be a generator: what it yields is compiled while it goes on.
        target: the processor.
        threads: how many compile; None for as many as there are for kernels.
    """
    threads = thread_count() if threads is None else threads
    with _without_strength_reduction():
        if threads == 1:
            return [compile_text(text, target) for text in texts]
        with ThreadPoolExecutor(threads) as pool:
            jobs = [pool.submit(compile_text, text, target) for text in texts]
            return [job.result() for job in jobs]


@contextmanager
def _without_strength_reduction() -> Iterator[None]:
    """Generators write addresses as loops need them: LLVM's search for better ones
    takes a third of its time, and no workload was faster for it.

    The option belongs to the process, so it is put back for others who use LLVM.
    """
    llvm.set_option("", "--disable-lsr")
    try:
        yield
    finally:
        llvm.set_option("", "--disable-lsr=false")


def compile_text(text: str, target: Target) -> bytes:
    """The object file of a module; several threads may call this at once."""
    # a context of its own is what makes that safe; it must outlive the module
    context = llvm.create_context()
    with llvm.parse_assembly(text, context) as module:
        return _emit(_machine(target), module)


_OF_THREAD = threading.local()


def _machine(target: Target) -> Any:
    """LLVM's machine of this thread: what it learns of a processor takes 1 ms."""
    machines = vars(_OF_THREAD).setdefault("machines", {})
    if target not in machines:
        machines[target] = target.machine()
    return machines[target]


def _emit(machine: Any, module: Any) -> bytes:
    """What ``machine.emit_object(module)`` gives, without llvmlite's lock: that lets
    only one thread at a time into LLVM."""
    library = _unlocked()
    with ffi.OutputString() as error:
        buffer = library.LLVMPY_TargetMachineEmitToMemory(machine, module, 1, error)
        if not buffer:
            raise RuntimeError(str(error))
    try:
        size = library.LLVMPY_GetBufferSize(buffer)
        return ctypes.string_at(library.LLVMPY_GetBufferStart(buffer), size)
    finally:
        library.LLVMPY_DisposeMemoryBuffer(buffer)


@functools.cache
def _unlocked() -> ctypes.CDLL:
    """The library of llvmlite, with functions of which each may run many times at once
    as long as every call has a context of its own."""
    library = ctypes.CDLL(ffi.lib._name, handle=ffi.lib._handle)
    for name in (
        "LLVMPY_TargetMachineEmitToMemory",
        "LLVMPY_GetBufferSize",
        "LLVMPY_GetBufferStart",
        "LLVMPY_DisposeMemoryBuffer",
    ):
        function, locked = getattr(library, name), getattr(ffi.lib, name)
        function.argtypes, function.restype = locked.argtypes, locked.restype
    return library
