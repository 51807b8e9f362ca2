"""The state of variables while code is traced: reads see the latest assignment."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graph.ir.leaves import AssignedValue
from graph.ir.node import make_node

if TYPE_CHECKING:
    from graph.ir.recorder import Recorder
    from graph.ir.tensor import SymbolicTensor
    from graph.ir.variable import Variable


_ACTIVE: contextvars.ContextVar[Trace | None] = contextvars.ContextVar(
    "graph_trace", default=None
)
#: what watches eager ops and variable reads, innermost last: the open tapes
_RECORDERS: contextvars.ContextVar[tuple[Any, ...]] = contextvars.ContextVar(
    "graph_recorders", default=()
)
#: who undoes assignments if an attempt fails
_NOTED: contextvars.ContextVar[tuple[Any, ...]] = contextvars.ContextVar(
    "graph_noted", default=()
)


class Trace:
    """Collects assignments in program order; a run commits the final values.

    Whoever compiles a trace also computes its ``effects`` and throws them away: small
    tensors, one for each effect (such as a print) that must run even if nobody uses it.
    """

    #: whether a value that was computed from variables reads them at each run
    replays = False
    #: whether assignments become tensors, which happen when they are fetched
    makes_tensors = False

    def __init__(self) -> None:
        self.updates: dict[Any, Any] = {}  # Variable -> SymbolicTensor
        self.effects: list[Any] = []  # SymbolicTensors
        self.reads: dict[
            Any, Any
        ] = {}  # Variable -> the SymbolicTensors that reads gave
        self._seen: dict[
            Any, Any
        ] = {}  # (Variable, SymbolicTensor, tapes) -> SymbolicTensor

    def read(self, variable: Variable) -> SymbolicTensor:
        """The value of a variable, as later code in program order sees it."""
        tensor = self.latest(variable)
        self.reads.setdefault(variable, {})[tensor] = None
        for recorder in active_recorders():
            recorder.read(variable, tensor)
        return tensor

    def latest(self, variable: Variable) -> SymbolicTensor:
        """What `read` gives, without a read."""
        found = self.updates.get(variable)
        return self._seen_by_tapes(
            variable, self.start_of(variable) if found is None else found
        )

    def _seen_by_tapes(
        self, variable: Variable, tensor: SymbolicTensor
    ) -> SymbolicTensor:
        """Another tensor for each set of open tapes.

        So what was computed before a tape was opened is a constant to it, also where
        the same is computed inside.
        """
        tapes = active_recorders()
        if not tapes:
            return tensor
        key = (variable, tensor, tapes)
        if key not in self._seen:
            self._seen[key] = make_node(AssignedValue(variable), (tensor,)).output()
        result: SymbolicTensor = self._seen[key]
        return result

    def start_of(self, variable: Variable) -> SymbolicTensor:
        """The value of a variable before anything is assigned."""
        return variable.symbolic()

    def stand_ins(self, variable: Variable) -> list[SymbolicTensor]:
        """The tensors that a derivative by this variable is taken by."""
        reads = self.reads.get(variable, ())
        return list(dict.fromkeys([variable.symbolic(), *reads]))

    def assign(self, variable: Variable, value: SymbolicTensor) -> SymbolicTensor:
        """Takes a new value; returns the tensor that reads give from now on."""
        self.updates[variable] = make_node(AssignedValue(variable), (value,)).output()
        result: SymbolicTensor = self.updates[variable]
        return result

    def ordered(self, inputs: list[SymbolicTensor]) -> list[SymbolicTensor]:
        """The inputs of a new node, made to come after what the trace says."""
        return inputs


def active_trace() -> Trace | None:
    """The open trace, or None outside."""
    return _ACTIVE.get()


@contextlib.contextmanager
def tracing(trace: Trace | None = None) -> Iterator[Trace]:
    """Opens a trace: variables read inside are symbolic and follow assignments."""
    trace = Trace() if trace is None else trace
    token = _ACTIVE.set(trace)
    try:
        yield trace
    finally:
        _ACTIVE.reset(token)


@contextlib.contextmanager
def ignoring_effects() -> Iterator[None]:
    """What is made inside, as by a backward pass, runs only if it is used."""
    trace = active_trace()
    if trace is None:
        yield
        return
    kept, trace.effects = trace.effects, []
    try:
        yield
    finally:
        trace.effects = kept


@contextlib.contextmanager
def not_tracing() -> Iterator[None]:
    """Suspends the open trace: variables are read and assigned at once inside."""
    token = _ACTIVE.set(None)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


class Noted:
    """The assignments that an attempt makes, so that it can be undone.

    Attributes:
        before: for each variable that was assigned a value, the array it had.
        symbolic: the variables that were assigned a symbolic tensor.
    """

    def __init__(self) -> None:
        self.before: dict[Any, Any] = {}
        self.symbolic: list[Any] = []

    def undo(self) -> None:
        """Gives the variables back what they had."""
        for variable, array in self.before.items():
            variable.commit(array)

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Inside, the variables have what they had; afterwards what they have now."""
        now = {variable: variable.array for variable in self.before}
        self.undo()
        try:
            yield
        finally:
            for variable, array in now.items():
                variable.commit(array)


@contextlib.contextmanager
def noting_assignments() -> Iterator[Noted]:
    """Yields a `Noted` of what is assigned inside, outside of traces."""
    noted = Noted()
    token = _NOTED.set((*_NOTED.get(), noted))
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def note_assignment(variable: Variable, symbolic: bool) -> None:
    """Tells whoever notes assignments, before the value changes."""
    for noted in _NOTED.get():
        if symbolic:
            noted.symbolic.append(variable)
        elif variable not in noted.before:
            noted.before[variable] = variable.array


def active_recorders() -> tuple[Recorder, ...]:
    return _RECORDERS.get()


@contextlib.contextmanager
def recording(*recorders: Recorder) -> Iterator[None]:
    """Sets who is told of eager ops and variable reads inside; none to pause all.

    A recorder has ``record(op, inputs, outputs)``, ``read(variable, tensor)`` and
    ``tracks(tensor)``: whether an op on this value would be kept.
    """
    token = _RECORDERS.set(recorders)
    try:
        yield
    finally:
        _RECORDERS.reset(token)
