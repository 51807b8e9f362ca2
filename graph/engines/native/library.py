"""Machine code of kernels: made once, shared by all programs of the process."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterable

from graph.engines.native import cache
from graph.engines.native.codegen import (
    KERNEL,
    Code,
    compile_object,
    new_function,
    new_module,
)
from graph.engines.native.kernel import Frame, Kernel
from graph.engines.native.target import Target, current_target

_LOCK = threading.Lock()
_ADDRESSES: dict[Hashable, int] = {}
_LOADED: list[Code] = []  # code lives as long as the process: kernels are shared


def kernel_addresses(
    kernels: Iterable[tuple[Kernel, int]], counts: Counter | None = None
) -> list[int]:
    """The addresses of kernels, given with the number of their buffers.

    What is missing is compiled, or loaded from the disk, all in one piece.

    Args:
        kernels: descriptions, and how many buffers a call of each brings.
        counts: gets how many were "made", "loaded" from the disk, and "known".
    """
    counts = Counter() if counts is None else counts
    target = current_target()
    wanted = [(kernel, n, (kernel.key, n, target)) for kernel, n in kernels]
    with _LOCK:
        missing = {key: (k, n) for k, n, key in wanted if key not in _ADDRESSES}
        counts["known"] += len({key for *_, key in wanted}) - len(missing)
        if missing:
            counts[_load(missing, target)] += len(missing)
        return [_ADDRESSES[key] for _, _, key in wanted]


def _load(missing: dict, target: Target) -> str:
    """Makes or loads code; says which of these it did."""
    key = cache.code_key(*[(key, n) for key, n, _ in missing], target=target)
    data, where = cache.load(key), "loaded"
    if data is None:
        where = "made"
        data = _compiled(missing.values(), target)
        cache.store(key, data)
    code = Code(data, target)
    _LOADED.append(code)
    for number, key in enumerate(missing):
        _ADDRESSES[key] = code.address(f"kernel_{number}")
    return where


def _compiled(kernels, target: Target) -> bytes:
    module = new_module("kernels", target)
    for number, (kernel, buffers) in enumerate(kernels):
        function, b = new_function(module, f"kernel_{number}", KERNEL, target)
        args, index, count = function.args
        kernel.emit(b, Frame(b, args, buffers), index, count)
        b.ret_void()
    return compile_object(module, target)
