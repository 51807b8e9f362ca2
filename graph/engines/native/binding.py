"""A plan at one set of sizes: memory, tables of slots, and the schedule to run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.failures import failure_of
from graph.engines.known_sizes import known_shape, sizes_hold
from graph.engines.native.lowering import Call
from graph.engines.native.planning.bodies import Body
from graph.engines.native.planning.control import Control
from graph.engines.native.planning.members import folded_axes
from graph.engines.native.planning.plan import Plan
from graph.engines.native.planning.step import scratches_of
from graph.engines.native.views import View
from graph.engines.symbols import bind_symbols
from graph.ir.dims import evaluate
from graph.ir.errors import GraphError
from graph.ir.leaves import Constant
from graph.ir.spec import Spec
from graph.passes.plan_memory import Lifetime, plan_memory

if TYPE_CHECKING:
    from graph.ir.node import Node


#: arrays up to this many bytes are copied into the arena and out of it: that is quicker
#: than telling the code where they are
STAGED_BYTES = 1 << 14


class BoundCall(NamedTuple):
    """A call, the integers that it brings, and into how many parts it is cut."""

    call: Call
    numbers: list[int]
    parts: int


def bind_calls(calls: Iterable[Call], env: Mapping[Any, Any]) -> list[BoundCall]:
    bound = []
    for call in calls:
        numbers = [evaluate(n, env) for n in call.numbers.sizes]
        bound.append(BoundCall(call, numbers, call.kernel.parts(numbers)))
    return bound


def count_slots(calls: Iterable[BoundCall]) -> int:
    return sum(len(c.call.buffers) + len(c.numbers) for c in calls)


class Binding:
    """What of a plan is known when its sizes are numbers.

    Args:
        plan: the plan.
        env: the numbers of symbols.
        body: the body that has this plan, if one has.

    Attributes:
        offsets: places in the arena by buffer, in bytes.
        arena_bytes: the size of the arena.
        outside: buffers whose memory is known only in a run: large inputs, large
            outputs, variables and their new values; all that goes in and out of bodies.
        calls: of each step.
        prepared, copies: further calls of a body.
        controls: the control flow of each step that has some.
    """

    def __init__(
        self, plan: Plan, env: Mapping[Any, Any], body: Body | None = None
    ) -> None:
        self.plan, self.env, self.body = plan, env, body
        self.fixed: dict[Any, Any] = {}  # arrays of constants and sizes by buffer
        self.outside: set[Any] = set()
        #: whether sizes contradict each other, or a reduction has nothing to choose
        #: from: numpy says what is wrong
        self.is_refused = not all(sizes_hold(node, env) for node in plan.doubtful)
        if self.is_refused:
            return
        self.is_refused = any(map(self._is_empty_choice, plan.choices()))
        self.prepared = bind_calls(plan.prepared, env)
        self.copies = [] if body is None else bind_calls(body.copies, env)
        self.calls = {step: bind_calls(step.calls, env) for step in plan.steps}
        self.controls = {
            step: BoundControl(step.control, env)
            for step in plan.steps
            if step.control is not None
        }
        self.is_refused |= any(c.is_refused for c in self.controls.values())
        if not self.is_refused:
            self._sort_leaves()
            self._place_all()

    def shape(self, source: tuple[Node, int]) -> tuple[int, ...]:
        node, index = source
        return known_shape(node, self.env, index)

    def nbytes(self, source: tuple[Node, int]) -> int:
        node, index = source
        return math.prod(self.shape(source)) * node.specs[index].dtype.itemsize

    def _is_empty_choice(self, node: Node) -> bool:
        shape = node.inputs[0].spec.shape
        sizes = [evaluate(n, self.env) for n in shape]
        folded = [sizes[axis] for axis in folded_axes(node)]
        return 0 in folded

    # ---- memory

    def _settled(self, node: Node) -> np.ndarray:
        """The value of a node that follows from sizes and constants."""
        if isinstance(node.op, Constant):
            return np.asarray(node.op.array, order="C")
        known_shape(node, self.env)
        op = node.op.bind(self.env) if node.op.symbols() else node.op
        inputs = [self.fixed[t.node, t.index] for t in node.inputs]
        try:
            with np.errstate(all="ignore"):
                return np.asarray(op.kernel(*inputs), order="C")
        except GraphError:
            raise
        except Exception as error:
            raise failure_of(node, error) from error

    def _sort_leaves(self) -> None:
        self.inputs = [(t.node, t.index) for t in self.plan.program.inputs]
        self.staged = []
        if self.body is None:
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
        if self.body is None:
            self.outside |= plan.handed_out(self.nbytes, STAGED_BYTES)
        else:
            self.outside |= set(self.body.exits)
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
        kept = scratches_of(plan.prepared)
        for scratch in kept:
            names.append(scratch)
            nbytes = evaluate(scratch.nbytes, self.env)
            lifetimes.append(Lifetime(nbytes, 0, len(plan.steps)))
        for number, step in enumerate(plan.steps):
            for scratch in step.scratches():
                if scratch not in kept:
                    names.append(scratch)
                    nbytes = evaluate(scratch.nbytes, self.env)
                    lifetimes.append(Lifetime(nbytes, number, number))
            if step in self.controls:
                names.append(step)
                nbytes = self.controls[step].arena_bytes
                lifetimes.append(Lifetime(nbytes, number, number))
        offsets, self.arena_bytes = plan_memory(lifetimes)
        self.offsets = dict(zip(names, offsets))

    def count_slots(self) -> int:
        """The slots of all calls, those within control flow included."""
        own = (*self.calls.values(), self.prepared, self.copies)
        own = sum(map(count_slots, own))
        return own + sum(c.count_slots() for c in self.controls.values())

    def spec(self, view: View) -> Spec:
        return Spec(view.dtype, tuple(evaluate(n, self.env) for n in view.shape))

    def array_of(self, view: View, base: np.ndarray) -> np.ndarray:
        """A view as an array, given the array of its buffer."""
        shape = self.spec(view).shape
        itemsize = view.dtype.itemsize
        strides = tuple(evaluate(n, self.env) * itemsize for n in view.strides)
        offset = evaluate(view.offset, self.env)
        flat = base.reshape(-1)[offset:]
        if not math.prod(shape):
            return np.empty(shape, view.dtype)
        return np.lib.stride_tricks.as_strided(flat, shape, strides)


class BoundControl:
    """Control flow whose sizes are numbers.

    Attributes:
        is_refused: whether sizes contradict each other: numpy says what is wrong.
        bodies: the bodies; no two of them run at once.
        before, head, finish: further calls; see `Loop`.
        arena_bytes: the size of the memory that the bodies share.
    """

    def __init__(self, control: Control, env: Mapping[Any, Any]) -> None:
        self.control = control
        self.bodies: list[Binding] = []
        self.is_refused = not self._bind_bodies(env)
        if self.is_refused:
            return
        inner = self.bodies[0].env
        self.before = bind_calls(control.before, env)
        self.head = bind_calls(control.head, inner)
        self.finish = bind_calls(control.finish, inner)
        self.arena_bytes = max(body.arena_bytes for body in self.bodies)

    def _bind_bodies(self, env: Mapping[Any, Any]) -> bool:
        """Binds the bodies; whether all sizes agree."""
        control = self.control
        shapes = [tuple(evaluate(n, env) for n in shape) for shape in control.given]
        for body in control.bodies:
            try:
                inner = bind_symbols(body.plan.program.inputs, shapes, env)
                self.bodies.append(Binding(body.plan, inner, body))
            except GraphError:  # it is none where the body does not run
                return False
        sizes = {**env, **dict(kv for b in self.bodies for kv in b.env.items())}
        if any(evaluate(a, sizes) != evaluate(b, sizes) for a, b in control.agreements):
            return False
        return not any(body.is_refused for body in self.bodies)

    def count_slots(self) -> int:
        own = count_slots([*self.before, *self.head, *self.finish])
        return own + sum(body.count_slots() for body in self.bodies)
