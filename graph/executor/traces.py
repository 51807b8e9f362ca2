"""The traces that a function keeps: found again by arguments, or made with a reason."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.executor.signature import difference
from graph.executor.symbolic_sizes import Pattern, fits, open_sizes, what_changed
from graph.ir.locks import new_lock
from graph.ir.origin import here

if TYPE_CHECKING:
    from graph.executor.concrete import ConcreteFunction
    from graph.executor.signature import Form


#: traces that are kept, and exact shapes that are remembered
KEPT_TRACES = 64
KEPT_CALLS = 1024
#: a function that is traced again more often than this is warned about, once
MANY_RETRACES = 10


class TracesOften(UserWarning):
    """A compiled function is traced again and again."""


class Traced(NamedTuple):
    """A trace, and what it was made for."""

    form: Any
    patterns: tuple[Pattern, ...]
    concrete: Any


class Traces:
    """Traces by the form and the shapes of arguments.

    Args:
        name: of the function, for messages.
        symbolic: whether one trace serves other sizes.
    """

    def __init__(self, name: str, symbolic: bool) -> None:
        self.name = name
        self.symbolic = symbolic
        self.all: list[Traced] = []
        self.reasons: list[str] = []
        self._calls: dict[Any, Any] = {}  # (form, shapes) of a call -> its trace
        self._lock = new_lock()

    def known(
        self,
        form: tuple[Form, Form],
        shapes: tuple[tuple[int, ...], ...],
    ) -> ConcreteFunction | None:
        """The trace of an earlier call with these very shapes, or None."""
        return self._calls.get((form, shapes))

    def find(
        self,
        form: tuple[Form, Form],
        shapes: tuple[tuple[int, ...], ...],
        names: Callable[..., Any],
        trace: Callable[..., Any],
    ) -> ConcreteFunction:
        """The trace for a call.

        Args:
            form: of the arguments; see `read_arguments`.
            shapes: of the arrays among them.
            names: gives the names of the arguments and those of the arrays.
            trace: makes a trace from the patterns of the arrays' sizes.
        """
        with self._lock:
            found = self._find(form, shapes, names, trace)
            if len(self._calls) >= KEPT_CALLS:
                self._calls.clear()
            self._calls[form, shapes] = found
        return found

    def _find(
        self,
        form: tuple[Form, Form],
        shapes: tuple[tuple[int, ...], ...],
        names: Callable[..., Any],
        trace: Callable[..., Any],
    ) -> ConcreteFunction:
        for traced in self.all:
            if traced.form == form and fits(traced.patterns, shapes):
                found: ConcreteFunction = traced.concrete
                return found
        known = [t.patterns for t in self.all if t.form == form]
        reason = self._reason(form, shapes, known, *names()) if self.all else None
        patterns = open_sizes(shapes, known, self.symbolic)
        concrete = trace(patterns)
        self.all.append(Traced(form, patterns, concrete))
        if len(self.all) > KEPT_TRACES:
            dropped = self.all.pop(0).concrete
            self._calls = {k: c for k, c in self._calls.items() if c is not dropped}
        if reason is not None:
            self._note(reason)
        result: ConcreteFunction = concrete
        return result

    def _reason(
        self,
        form: tuple[Form, Form],
        shapes: tuple[tuple[int, ...], ...],
        known: Sequence[tuple[tuple[int | None, ...], ...]],
        argument_names: Sequence[str],
        array_names: Sequence[str],
    ) -> str:
        """What of a call is new, against the trace that is most like it."""
        if known:
            return what_changed(known, shapes, array_names)
        return difference(form, self.all[-1].form, argument_names)

    def _note(self, reason: str) -> None:
        self.reasons.append(reason)
        if len(self.reasons) == MANY_RETRACES:
            origin = here()
            warnings.warn_explicit(
                f"{self.name} was traced {MANY_RETRACES + 1} times, the last time "
                f"because {reason}. Pass what changes as an array; see its retraces",
                TracesOften,
                origin.filename,
                origin.line,
            )
