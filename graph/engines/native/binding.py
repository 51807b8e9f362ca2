"""A plan at one set of sizes: memory, tables of slots, and the schedule to run."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from graph.engines.known_sizes import known_shape
from graph.engines.native.planning.members import folded_axes
from graph.engines.native.planning.plan import Plan
from graph.engines.native.views import View
from graph.ir.dims import evaluate
from graph.ir.leaves import Constant
from graph.passes.plan_memory import Lifetime, plan_memory

#: arrays up to this many bytes are copied into the arena and out of it: that is quicker
#: than telling the code where they are
STAGED_BYTES = 1 << 14


class Binding:
    """What of a plan is known when its sizes are numbers.

    Attributes:
        env: the numbers of symbols.
        offsets: places in the arena by buffer, in bytes.
        arena_bytes: the size of the arena.
        outside: buffers whose memory is known only in a run: large inputs, large
            outputs, variables and their new values.
    """

    def __init__(self, plan: Plan, env: Mapping):
        self.plan, self.env = plan, env
        self.fixed: dict = {}  # arrays of constants and sizes by buffer
        self.outside: set = set()
        #: whether a reduction has nothing to choose from: numpy says what is wrong
        self.is_refused = any(map(self._is_empty_choice, plan.choices()))
        self._sort_leaves()
        self._place_all()
        self._find_calls()

    def shape(self, source) -> tuple[int, ...]:
        node, index = source
        return known_shape(node, self.env, index)

    def nbytes(self, source) -> int:
        node, index = source
        return math.prod(self.shape(source)) * node.specs[index].dtype.itemsize

    def _is_empty_choice(self, node) -> bool:
        shape = node.inputs[0].spec.shape
        sizes = [evaluate(n, self.env) for n in shape]
        folded = [sizes[axis] for axis in folded_axes(node)]
        return 0 in folded

    # ---- memory

    def _settled(self, node) -> np.ndarray:
        """The value of a node that follows from sizes and constants."""
        if isinstance(node.op, Constant):
            return np.ascontiguousarray(node.op.array)
        op = node.op.bind(self.env) if node.op.symbols() else node.op
        inputs = [self.fixed[t.node, t.index] for t in node.inputs]
        with np.errstate(all="ignore"):
            return np.ascontiguousarray(op.kernel(*inputs))

    def _sort_leaves(self) -> None:
        self.inputs = [(t.node, t.index) for t in self.plan.program.inputs]
        self.staged = [s for s in self.inputs if self.nbytes(s) <= STAGED_BYTES]
        self.outside |= set(self.inputs) - set(self.staged)
        for node in self.plan.values.settled:
            if (node, 0) not in self.inputs:
                self.fixed[node, 0] = self._settled(node)
        for node in self.plan.leaves():
            source = (node, 0)
            if source in self.inputs:
                continue
            if source not in self.fixed:
                self.outside.add(source)

    def _place_all(self) -> None:
        plan = self.plan
        self.outside |= plan.handed_out(self.nbytes, STAGED_BYTES)
        names, lifetimes = [], []
        for source, first in plan.first.items():
            if source not in self.outside:
                last = plan.last[source]
                names.append(source)
                lifetimes.append(Lifetime(self.nbytes(source), first, last))
        for source in self.staged:
            names.append(source)
            last = plan.last.get(source, 0)
            lifetimes.append(Lifetime(self.nbytes(source), 0, last))
        for number, step in enumerate(plan.steps):
            for scratch in step.scratches():
                nbytes = evaluate(scratch.nbytes, self.env)
                names.append(scratch)
                lifetimes.append(Lifetime(nbytes, number, number))
        offsets, self.arena_bytes = plan_memory(lifetimes)
        self.offsets = dict(zip(names, offsets))

    # ---- slots

    def _find_calls(self) -> None:
        """Where the slots of each call begin, and what integers they hold."""
        self.starts, self.numbers, self.parts = [], [], []
        start = 0
        for step in self.plan.steps:
            for call in step.calls:
                numbers = [evaluate(n, self.env) for n in call.numbers.sizes]
                self.starts.append(start)
                self.numbers.append(numbers)
                self.parts.append(call.kernel.parts(numbers))
                start += len(call.buffers) + len(numbers)
        self.slots = start

    def array_of(self, view: View, base: np.ndarray) -> np.ndarray:
        """A view as an array, given the array of its buffer."""
        shape = tuple(evaluate(n, self.env) for n in view.shape)
        itemsize = view.dtype.itemsize
        strides = tuple(evaluate(n, self.env) * itemsize for n in view.strides)
        offset = evaluate(view.offset, self.env)
        flat = base.reshape(-1)[offset:]
        if not math.prod(shape):
            return np.empty(shape, view.dtype)
        return np.lib.stride_tricks.as_strided(flat, shape, strides)
