"""Which engine runs: chosen by name, by the environment, or by what is installed."""

from __future__ import annotations

import functools
import os

from graph.engines.numpy.engine import NumpyEngine
from graph.engines.protocol import Engine
from graph.ir.errors import ArgumentError, describe

ENGINES = {NumpyEngine.name: NumpyEngine}


def get_engine(name: str | None = None) -> Engine:
    """The engine of a name; None or "auto" for the best that is there.

    The environment variable ``KERASISH_ENGINE`` decides when no name is given.
    """
    name = os.environ.get("KERASISH_ENGINE", "auto") if name is None else name
    return _engine("numpy" if name == "auto" else name)


@functools.cache
def _engine(name: str) -> Engine:
    if name not in ENGINES:
        raise ArgumentError(
            describe(
                "there is no engine of this name",
                {"engine": repr(name)},
                f"one of {', '.join(['auto', *ENGINES])}",
            )
        )
    return ENGINES[name]()
