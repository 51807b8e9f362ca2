"""Which engine runs: chosen by name, by the environment, or by what is installed."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os

from graph.engines.protocol import Engine
from graph.ir.errors import ArgumentError, describe

#: the module, the class and the package that each engine needs, the best first
_KNOWN = {
    "native": ("graph.engines.native.engine", "NativeEngine", "llvmlite"),
    "numpy": ("graph.engines.numpy.engine", "NumpyEngine", "numpy"),
}
#: the names of the engines that can run here, the best first
ENGINES = tuple(
    name for name, (*_, needs) in _KNOWN.items() if importlib.util.find_spec(needs)
)


def get_engine(name: str | None = None) -> Engine:
    """The engine of a name; None or "auto" for the best that is there.

    The environment variable ``KERASISH_ENGINE`` decides when no name is given.
    """
    name = os.environ.get("KERASISH_ENGINE", "auto") if name is None else name
    return _engine(ENGINES[0] if name == "auto" else name)


@functools.cache
def _engine(name: str) -> Engine:
    if name not in ENGINES:
        missing = name in _KNOWN
        needs = f'pip install {_KNOWN[name][2]}, or engine="numpy"' if missing else ""
        raise ArgumentError(
            describe(
                f"the engine {name} needs {_KNOWN[name][2]}"
                if missing
                else "there is no engine of this name",
                {"engine": repr(name)},
                needs if missing else f"one of {', '.join(['auto', *ENGINES])}",
            )
        )
    module, kind, _ = _KNOWN[name]
    result: Engine = getattr(importlib.import_module(module), kind)()
    return result
