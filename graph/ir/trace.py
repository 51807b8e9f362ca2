"""The state of variables while code is traced: reads see the latest assignment."""

from __future__ import annotations

import contextlib
import contextvars

_ACTIVE: contextvars.ContextVar[Trace | None] = contextvars.ContextVar(
    "graph_trace", default=None
)
#: what watches eager ops and variable reads, innermost last: the open tapes
_RECORDERS: contextvars.ContextVar[tuple] = contextvars.ContextVar(
    "graph_recorders", default=()
)


class Trace:
    """Collects assignments in program order; a run commits the final values.

    Whoever compiles a trace also computes its ``effects`` and throws them away: small
    tensors, one for each effect (such as a print) that must run even if nobody uses it.
    """

    def __init__(self, allows_updates: bool = True):
        self.updates: dict = {}  # Variable -> SymbolicTensor
        self.effects: list = []  # SymbolicTensors
        self.reads: dict = {}  # Variable -> the SymbolicTensors that reads gave
        self.allows_updates = allows_updates

    def read(self, variable):
        found = self.updates.get(variable)
        tensor = variable.symbolic() if found is None else found
        self.reads.setdefault(variable, {})[tensor] = None
        for recorder in active_recorders():
            recorder.read(variable, tensor)
        return tensor

    def assign(self, variable, tensor) -> None:
        if not self.allows_updates:
            raise NotImplementedError(
                f"variable {variable.name!r} is assigned inside the body of a loop or "
                "a branch; return the new value from the body and assign it outside"
            )
        self.updates[variable] = tensor


def active_trace() -> Trace | None:
    """The open trace, or None outside."""
    return _ACTIVE.get()


@contextlib.contextmanager
def tracing(trace: Trace | None = None):
    """Opens a trace: variables read inside are symbolic and follow assignments."""
    trace = Trace() if trace is None else trace
    token = _ACTIVE.set(trace)
    try:
        yield trace
    finally:
        _ACTIVE.reset(token)


@contextlib.contextmanager
def not_tracing():
    """Suspends the open trace: variables are read and assigned at once inside."""
    token = _ACTIVE.set(None)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def active_recorders() -> tuple:
    return _RECORDERS.get()


@contextlib.contextmanager
def recording(*recorders):
    """Sets who is told of eager ops and variable reads inside; none to pause all.

    A recorder has ``record(op, inputs, outputs)``, ``read(variable, tensor)`` and
    ``tracks(tensor)``: whether an op on this value would be kept.
    """
    token = _RECORDERS.set(recorders)
    try:
        yield
    finally:
        _RECORDERS.reset(token)
