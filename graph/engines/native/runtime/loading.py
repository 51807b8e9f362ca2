"""The machine code of the run-time, made once and kept on disk."""

from __future__ import annotations

import functools

from graph.engines.native.cache import code_key, load, store
from graph.engines.native.codegen import Code, compile_object
from graph.engines.native.runtime.interpreter import interpreter_module
from graph.engines.native.runtime.workers import worker_module
from graph.engines.native.target import current_target

_MODULES = {"interpreter": interpreter_module, "workers": worker_module}


@functools.cache
def addresses(name: str, *functions: str) -> tuple[int, ...]:
    """Where functions of a module of the run-time are, for the life of the process."""
    target = current_target()
    key = code_key("runtime", name, target=target)
    data = load(key)
    if data is None:
        data = compile_object(_MODULES[name](target), target)
        store(key, data)
    code = Code(data, target)
    found = tuple(code.address(function) for function in functions)
    # Threads may be in it until the process is gone: it is never unloaded.
    code.engine.detach()
    return found
