"""The native engine: a program becomes machine code over one arena."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graph.engines.clock import Clock
from graph.engines.description import Description
from graph.engines.native.binding import Binding
from graph.engines.native.describing import describe_plan
from graph.engines.native.instance import Instance
from graph.engines.native.library import kernel_addresses
from graph.engines.native.loading import load_lowerings
from graph.engines.native.planning.plan import Plan
from graph.engines.numpy.engine import NumpyBody, NumpyExecutable
from graph.engines.symbols import bind_symbols
from graph.ir.cached_property import cached_property
from graph.ir.errors import ExecutionError, describe
from graph.ir.locks import new_lock
from graph.ir.origin import here
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph
from graph.ops.effects.all_reduce import without_other_processes

#: sets of sizes whose memory is kept
KEPT_SIZES = 8


class NativeEngine:
    """Compiles programs with LLVM."""

    name = "native"

    def __init__(self) -> None:
        load_lowerings()

    def compile(self, program: Program, clock: Clock | None = None) -> NativeExecutable:
        return NativeExecutable(program, clock)


class NativeExecutable:
    """A compiled program; safe to call from several threads.

    Attributes:
        plan: what runs, whatever the sizes.
        sizes: what runs at the shapes of inputs that were met last.
    """

    def __init__(self, program: Program, clock: Clock | None = None) -> None:
        self._compiled = Compiled(program, clock)
        self.plan = self._compiled.plan
        self.sizes: OrderedDict[tuple[Any, ...], AtSizes] = OrderedDict()
        self._lock = new_lock()

    def __call__(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        return self.at([a.shape for a in arrays])(arrays)

    def at(self, shapes: Sequence[tuple[int, ...]]) -> Callable[..., Any]:
        """What runs arrays of these shapes."""
        key = tuple(shapes)
        found = self.sizes.get(key)
        return (self._add_sizes(key) if found is None else found).run

    def describe(self, shapes: Sequence[tuple[int, ...]]) -> Description:
        """What runs for inputs of these shapes."""
        binding = self._compiled.bound(shapes)
        if binding.is_refused:
            return self._compiled.reference.describe(shapes)
        return describe_plan(binding, self._compiled.origins)

    def _add_sizes(self, key: tuple[tuple[int, ...], ...]) -> AtSizes:
        for variable in self.plan.program.variables():
            variable.start()
        made = AtSizes(self._compiled, self._compiled.bound(key))
        with self._lock:
            found = self.sizes.setdefault(key, made)
            while len(self.sizes) > KEPT_SIZES:
                self.sizes.popitem(last=False)
        return found


class Compiled:
    """A plan and its code.

    Attributes:
        origins: how much of the code was "made", "loaded" and "known".
    """

    def __init__(self, program: Program, clock: Clock | None) -> None:
        self.program, self.clock = program, clock
        self.plan = Plan(program)
        calls = self.plan.calls()
        kernels = [(c.kernel, len(c.buffers)) for c in calls]
        self.origins: Counter[Any] = Counter()
        codes = kernel_addresses(kernels, self.origins)
        #: of the code of each call, by its id: calls live as long as the plan
        self._addresses = {id(call): code for call, code in zip(calls, codes)}
        self._bodies: dict[Subgraph, NumpyBody] = {}

    def bound(self, shapes: Sequence[tuple[int, ...]]) -> Binding:
        """The plan at the sizes that these shapes of inputs have."""
        return Binding(self.plan, bind_symbols(self.program.inputs, shapes))

    def instance(self, binding: Binding) -> Instance:
        return Instance(binding, self._addresses, self._body_of, self.clock)

    def _body_of(self, subgraph: Subgraph) -> NumpyBody:
        if subgraph not in self._bodies:
            self._bodies[subgraph] = NumpyBody(subgraph, self.clock)
        return self._bodies[subgraph]

    @cached_property
    def reference(self) -> NumpyExecutable:
        """What runs where kernels find data that they cannot work with.

        It meets the same fault and says what is wrong; nothing has been changed yet.
        """
        return NumpyExecutable(self.program, clock=self.clock)


class AtSizes:
    """A program at one set of sizes; several threads may call it.

    Attributes:
        idle: instances that nobody is running.
    """

    def __init__(self, compiled: Compiled, binding: Binding) -> None:
        self._compiled, self.binding = compiled, binding
        self.idle: list[Instance] = []

    def run(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """The outputs."""
        try:
            instance = self.idle.pop()
        except IndexError:  # another thread is using the memory: make more
            if self.binding.is_refused:
                return self._compiled.reference(arrays)
            instance = self._compiled.instance(self.binding)
        try:
            results = instance.run(arrays)
        finally:
            self.idle.append(instance)
        return self._explained(arrays) if results is None else results

    def _explained(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """What numpy says of data that a kernel could not work with."""
        with without_other_processes() as sums:
            results = self._compiled.reference(arrays)
        if sums:  # without the other processes there was no fault
            raise ExecutionError(
                describe(
                    "a kernel has met data that it cannot work with, such as an index "
                    "that is too large",
                    "a fault that follows from sums over processes",
                    "run it on the numpy engine: KERASISH_ENGINE=numpy",
                    str(here()),
                )
            )
        return results
