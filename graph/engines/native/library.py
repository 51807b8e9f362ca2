"""Machine code of kernels: made once, shared by all programs of the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from graph.engines.native import cache
from graph.engines.native.codegen import KERNEL, Code, new_function, new_module
from graph.engines.native.compiling import compile_objects
from graph.engines.native.kernel import Frame, Kernel
from graph.engines.native.target import Target, current_target
from graph.ir.locks import HeldWhileForking

_LOCK = HeldWhileForking()  # LLVM has locks of its own
_ADDRESSES: dict[Hashable, int] = {}
_LOADED: list[Code] = []  # code lives as long as the process: kernels are shared


def kernel_addresses(
    kernels: Iterable[tuple[Kernel, int]], counts: Counter[Any] | None = None
) -> list[int]:
    """The addresses of kernels, given with the number of their buffers.

    What is missing is loaded from the disk, or made: each kernel by itself, so that a
    program that has changed a little makes little.

    Args:
        kernels: descriptions, and how many buffers a call of each brings.
        counts: gets how many were "made", "loaded" from the disk, and "known".
    """
    target = current_target()
    wanted = [(kernel, n, (kernel.key, n, target)) for kernel, n in kernels]
    with _LOCK:
        missing = {key: (k, n) for k, n, key in wanted if key not in _ADDRESSES}
        known = len({key for *_, key in wanted}) - len(missing)
        made = _add(missing, target) if missing else 0
        if counts is not None:
            counts.update(known=known, made=made, loaded=len(missing) - made)
        return [_ADDRESSES[key] for _, _, key in wanted]


def _add(
    missing: dict[tuple[Any, int, Target], tuple[Any, int]], target: Target
) -> int:
    """Loads or makes the code of kernels; returns how many it has made."""
    names = {key: cache.code_key(*key[:2], target=target) for key in missing}
    objects = {key: cache.load(name) for key, name in names.items()}
    wanted = [key for key, data in objects.items() if data is None]
    texts = (_text(*missing[key], _symbol(names[key]), target) for key in wanted)
    for key, data in zip(wanted, compile_objects(texts, target)):
        cache.store(names[key], data)
        objects[key] = data
    code = Code(list(objects.values()), target)
    _LOADED.append(code)
    for key, name in names.items():
        _ADDRESSES[key] = code.address(_symbol(name))
    return len(wanted)


def _symbol(name: bytes) -> str:
    """What the function of a kernel is called in its object file."""
    return f"kernel_{name.hex()}"


def _text(kernel: Kernel, buffers: int, symbol: str, target: Target) -> str:
    module = new_module(symbol, target)
    function, b = new_function(module, symbol, KERNEL, target)
    args, index, count = function.args
    kernel.emit(b, Frame(b, args, buffers), index, count)
    b.ret_void()
    return str(module)
