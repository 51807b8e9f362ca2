"""The native engine: a program becomes machine code over one arena."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from functools import cached_property

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
from graph.ir.locks import new_lock
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph

#: sets of sizes whose memory is kept
KEPT_SIZES = 8


class NativeEngine:
    """Compiles programs with LLVM."""

    name = "native"

    def __init__(self):
        load_lowerings()

    def compile(self, program: Program, clock: Clock | None = None) -> NativeExecutable:
        return NativeExecutable(program, clock)


class NativeExecutable:
    """A compiled program; safe to call from several threads."""

    def __init__(self, program: Program, clock: Clock | None = None):
        self.program, self.clock = program, clock
        self.plan = Plan(program)
        calls = self.plan.calls()
        kernels = [(c.kernel, len(c.buffers)) for c in calls]
        self._code: Counter = Counter()
        codes = kernel_addresses(kernels, self._code)
        #: of the code of each call, by its id: calls live as long as the plan
        self._addresses = {id(call): code for call, code in zip(calls, codes)}
        self._bodies: dict[Subgraph, NumpyBody] = {}
        self._instances: OrderedDict = OrderedDict()
        self._lock = new_lock()

    def __call__(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        key = tuple([a.shape for a in arrays])
        idle = self._instances.get(key)
        if idle is None:
            idle = self._add_sizes(key)
        binding, instances = idle
        if binding.is_refused:
            return self._reference(arrays)
        try:
            instance = instances.pop()
        except IndexError:  # another thread is using the memory: make more
            instance = Instance(binding, self._addresses, self._body_of, self.clock)
        try:
            results = instance(arrays)
        finally:
            instances.append(instance)
        return self._reference(arrays) if results is None else results

    def describe(self, shapes: Sequence[tuple[int, ...]]) -> Description:
        """What runs for inputs of these shapes."""
        binding = Binding(self.plan, bind_symbols(self.program.inputs, shapes))
        if binding.is_refused:
            return self._reference.describe(shapes)
        return describe_plan(binding, self._code)

    def _add_sizes(self, key):
        for variable in self.program.variables():
            variable.start()
        binding = Binding(self.plan, bind_symbols(self.program.inputs, key))
        with self._lock:
            idle = self._instances.setdefault(key, (binding, []))
            while len(self._instances) > KEPT_SIZES:
                self._instances.popitem(last=False)
        return idle

    def _body_of(self, subgraph: Subgraph) -> NumpyBody:
        if subgraph not in self._bodies:
            self._bodies[subgraph] = NumpyBody(subgraph, self.clock)
        return self._bodies[subgraph]

    @cached_property
    def _reference(self) -> NumpyExecutable:
        """What runs where kernels find data that they cannot work with.

        It meets the same fault and says what is wrong; nothing has been changed yet.
        """
        return NumpyExecutable(self.program, clock=self.clock)
