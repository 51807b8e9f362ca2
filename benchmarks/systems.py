"""What is compared: kerasish with each engine, and peers in their own environments."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import graph
from graph.executor.engines import get_engine

ENGINES = ("numpy", "native")
#: set by people for their own machine; the timings are of the libraries' own choices,
#: and of imports that find their bytecode, as those of installed packages do
UNWANTED_VARIABLES = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "PYTHONDONTWRITEBYTECODE",
)


class System(NamedTuple):
    """A library, or one of its settings.

    Attributes:
        name: as tables show it.
        python: the interpreter that has it.
        module: what is imported.
        session: how workloads are run: `keras_session` or `torch_session`.
        variables: of its environment, as pairs.
        compiles: whether models go through torch.compile.
        is_ours: whether it is kerasish.
        has_cache: whether compiled code is found again by the next process.
    """

    name: str
    python: str
    module: str = "keras"
    session: str = "keras_session"
    variables: tuple = ()
    compiles: bool = False
    is_ours: bool = False
    has_cache: bool = False


def _keras_on(backend: str, name: str):
    variables = (("KERAS_BACKEND", backend), ("TF_CPP_MIN_LOG_LEVEL", "3"))
    return lambda python: System(name, python, variables=variables)


def _torch(name: str, compiles: bool):
    return lambda python: System(
        name, python, "torch", "torch_session", (), compiles, has_cache=compiles
    )


#: how each kind of peer is run
PEERS = {
    "tf": _keras_on("tensorflow", "Keras-TF"),
    "jax": _keras_on("jax", "Keras-JAX"),
    "torch": _torch("torch", False),
    "torch-compile": _torch("torch.compile", True),
}


def parse_peers(texts: Sequence[str]) -> list[System]:
    """Peers from texts such as "tf=/path/to/python,torch=/other/python".

    Raises:
        ValueError: an unknown kind, or no path.
    """
    found = {}
    for text in texts:
        for part in filter(None, (p.strip() for p in text.split(","))):
            kind, _, python = part.partition("=")
            if kind not in PEERS or not python:
                known = ", ".join(f"{k}=/path/to/python" for k in PEERS)
                raise ValueError(f"a peer is one of {known}; got {part!r}")
            found[kind] = PEERS[kind](os.path.expanduser(python))
    return list(found.values())


def own_systems() -> list[System]:
    """Kerasish with each engine that is there."""
    return [_own(engine) for engine in ENGINES if _is_there(engine)]


def _own(engine: str) -> System:
    return System(
        f"kerasish {engine}",
        sys.executable,
        "kerasish",
        variables=(("KERASISH_ENGINE", engine),),
        is_ours=True,
        has_cache=engine == "native",
    )


def _is_there(engine: str) -> bool:
    try:
        get_engine(engine)
    except (graph.ArgumentError, ImportError):
        return False
    return True


def environment(system: System, cache: str, threads: int | None) -> dict[str, str]:
    """The variables of a worker; what it keeps on disk goes to the folder ``cache``."""
    variables = {k: v for k, v in os.environ.items() if k not in UNWANTED_VARIABLES}
    variables |= dict(system.variables)
    for name in ("XDG_CACHE_HOME", "KERASISH_CACHE", "TORCHINDUCTOR_CACHE_DIR"):
        variables[name] = cache
    if threads is not None:
        for library in ("OMP", "MKL", "OPENBLAS", "KERASISH"):
            variables[f"{library}_NUM_THREADS"] = str(threads)
    return variables
