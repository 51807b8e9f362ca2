"""A bound plan with memory of its own, ready to run."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.clock import Clock
from graph.engines.native.binding import Binding
from graph.engines.native.describing import meter_of
from graph.engines.native.numpy_step import NumpyStep
from graph.engines.native.runtime import Segment
from graph.engines.native.timing import in_turn, timed
from graph.engines.native.variable_memory import VariableMemory
from graph.engines.native.writing import Scope, Writer
from graph.ir.state import STATE

if TYPE_CHECKING:
    from graph.engines.native.planning.step import Step
    from graph.engines.native.views import View
    from graph.ir.node import Node


_ALIGNMENT = 64


class Instance:
    """Runs a plan at one set of sizes; one run at a time.

    Args:
        binding: the plan at these sizes.
        addresses: of the code of calls, by their ids.
        body_of: gives the executable of a control-flow body.
        clock: who is told how long each step takes; None, and steps run together.
    """

    def __init__(
        self,
        binding: Binding,
        addresses: Mapping[int, int],
        body_of: Callable[..., Any],
        clock: Clock | None = None,
    ) -> None:
        self.binding, self.plan = binding, binding.plan
        self._tick = None if clock is None else clock.ticker(meter_of(binding))
        self._make_memory()
        self._write_schedule(addresses, body_of)
        self._find_results()

    # ---- memory

    def _make_memory(self) -> None:
        binding = self.binding
        self._arena = np.empty(binding.arena_bytes + _ALIGNMENT, np.uint8)
        start = -self._arena.ctypes.data % _ALIGNMENT
        self.failure = np.zeros(1, np.int64)
        self.bases: dict[Any, Any] = dict(binding.fixed)
        for source, offset in binding.offsets.items():
            if not isinstance(source, tuple):
                continue
            node, index = source
            shape, dtype = binding.shape(source), node.specs[index].dtype
            nbytes, at = binding.nbytes(source), start + offset
            self.bases[source] = np.empty(shape, dtype)
            if nbytes:
                flat = self._arena[at : at + nbytes].view(dtype)
                self.bases[source] = flat.reshape(shape)
        self.scope = Scope(binding, self._arena.ctypes.data + start)
        self.waiting = self.scope.waiting
        #: those of them whose arrays numpy or the results need in each run
        self.wanted: set[Any] = set()

    # ---- what runs

    def _write_schedule(
        self, addresses: Mapping[int, int], body_of: Callable[..., Any]
    ) -> None:
        """Native calls as entries of one schedule, cut where numpy runs."""
        slots = self.binding.count_slots()
        writer = Writer(slots, addresses, self.failure.ctypes.data)
        self.schedule, self.table = writer.schedule, writer.table
        ends = []  # of the entries of each step
        for step in self.plan.steps:
            writer.write_step(step, self.scope)
            ends.append(self.schedule.end)
        #: functions that return whether a kernel has met a fault
        self.segments: list[Callable[..., Any]] = []
        first, numbered = 0, enumerate(self.plan.steps)
        for is_native, group in groupby(numbered, lambda pair: pair[1].is_native):
            numbers = [number for number, _ in group]
            if is_native:
                self._add_native(first, [(n, ends[n]) for n in numbers])
                first = ends[numbers[-1]]
                continue
            for number in numbers:
                run = self._numpy_segment(self.plan.steps[number], body_of)
                self.segments.append(self._timed(run, number))
        self._early, self._last = self.segments[:-1], self.segments[-1:]

    def _add_native(self, first: int, ends: Sequence[tuple[int, int]]) -> None:
        """Adds a segment of native steps, which tells the clock of each of them.

        Args:
            first: the first entry.
            ends: the number of each step, and where its entries end.
        """
        if self._tick is None:
            ends = ends[-1:]
        runs = []
        for number, end in ends:
            if first < end:
                run = Segment(self.schedule, first, end)
                runs.append(self._timed(run.quick(), number))
                first = end
        if runs:
            self.segments.append(runs[0] if len(runs) == 1 else in_turn(runs))

    def _timed(self, run: Callable[..., Any], number: int) -> Callable[..., Any]:
        return run if self._tick is None else timed(run, self._tick, number)

    def _numpy_segment(
        self, step: Step, body_of: Callable[..., Any]
    ) -> Callable[..., Any]:
        node, binding = step.node, self.binding
        wanted = [i for n, i in self.plan.made[step.group] if n is node]
        kernel = NumpyStep(node, binding.env, body_of, wanted)
        views = [self.plan.values.view(t) for t in node.inputs]
        ready = [
            None
            if v.source in self.waiting
            else binding.array_of(v, self.bases[v.source])
            for v in views
        ]

        self.wanted |= {v.source for v in views if v.source in self.waiting}
        self.wanted |= {(node, i) for i in wanted if (node, i) in self.waiting}

        def segment() -> None:
            inputs = [
                binding.array_of(v, self.bases[v.source]) if a is None else a
                for v, a in zip(views, ready)
            ]
            with np.errstate(all="ignore"):
                kernel(inputs, [self.bases[node, i] for i in wanted])

        return segment

    def _find_results(self) -> None:
        """How each output is handed out: its own array, or a copy of a view."""
        plan, values = self.plan, self.plan.values
        given: set[Any] = set()
        self.results = []
        for tensor in plan.program.outputs:
            view = values.view(tensor)
            is_own = view.source not in given and view.source in plan.fresh
            is_own = is_own and view == values.views[view.source]
            if is_own:
                given.add(view.source)
            self.results.append(self._result(view, is_own))
        self.commits = []
        for variable, tensor in plan.program.updates:
            view = values.view(tensor)
            variable.check(self.binding.spec(view))  # before any is written over
            if view.source not in plan.in_place:
                result = self._result(view, view.source in plan.taken_over)
                self.commits.append((variable, result))
        self.fresh = [
            (s, self.binding.shape(s), s[0].specs[s[1]].dtype)
            for s in plan.fresh
            if s in self.waiting
        ]
        inputs = list(enumerate(self.binding.inputs))
        self.staged = [(i, self.bases[s]) for i, s in inputs if s in self.bases]
        self.fed = [(i, s) for i, s in inputs if s in self.waiting]
        self._is_outside = bool(self.fed or self.fresh)
        self._writes_over = bool(plan.in_place)
        #: the one part of a run that changes no variable
        self._alone = None
        if len(self.segments) == 1 and not plan.program.updates:
            self._alone = self.segments[0]
        self._known: dict[Any, Any] = {}
        self.variables = VariableMemory(plan, self._point, self.wanted)

    def _result(self, view: View, is_own: bool) -> Callable[..., Any]:
        """A function that gives the value of a view after a run."""
        source = view.source
        if source not in self.waiting:
            return self.binding.array_of(view, self.bases[source]).copy
        self.wanted.add(source)
        if is_own:
            return partial(self.bases.__getitem__, source)
        return lambda: self.binding.array_of(view, self.bases[source]).copy()

    # ---- a run

    def run(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray] | None:
        """The outputs; None where a kernel has met data that it cannot work with."""
        for i, base in self.staged:
            base[...] = arrays[i]
        if not self.waiting:  # all memory is its own
            return self._run()
        if self._is_outside:
            held = self._point_outside(arrays)  # noqa: F841 - alive until the run ends
        self.variables.find()
        try:
            return self._run()
        finally:
            self.variables.end()
            if self.wanted:
                for source in self.wanted:  # nobody but their owners holds them
                    self.bases.pop(source, None)

    def _point_outside(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Tells the code where large inputs and results are; returns the inputs."""
        held = [np.ascontiguousarray(arrays[i]) for i, _ in self.fed]
        for (_, source), array in zip(self.fed, held):
            self._point(source, array)
        for source, shape, dtype in self.fresh:
            self._point(source, np.empty(shape, dtype))
        return held

    def _run(self) -> list[np.ndarray] | None:
        if self._alone is not None:
            return self._fault() if self._alone() else [r() for r in self.results]
        for segment in self._early:
            if segment():
                return self._fault()
        if self._writes_over:
            for source in self.variables.given_up:
                self.bases.pop(source, None)
            self.variables.claim()
        # what is written over old values comes when nothing else can fail
        for segment in self._last:
            if segment():
                return self._fault()
        results = [result() for result in self.results]
        if self.commits or self.variables.elsewhere:
            self._commit()
        return results

    def _fault(self) -> None:
        self.failure[0] = 0  # the next run meets its own

    def _point(self, source: tuple[Node, int], array: np.ndarray) -> None:
        """Makes an array the memory of an outside buffer."""
        if source in self.wanted:
            self.bases[source] = array
        known = self._known.get(source)
        if known is not None and known() is array:
            return
        self._known[source] = weakref.ref(array)
        address = array.__array_interface__["data"][0]
        for slot, offset in self.waiting[source]:
            self.table[slot] = address + offset

    def _commit(self) -> None:
        """All new values together; those that were written over the old are there."""
        new = []
        for variable, result in self.commits:
            new.append((variable, result()))
        with STATE:
            self.variables.end()
            for variable, array in [*new, *self.variables.elsewhere]:
                variable.commit(array)
