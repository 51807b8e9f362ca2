"""What a program becomes: steps in order, and where their values are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.known_sizes import is_doubtful
from graph.engines.native.loops.folding import REDUCERS
from graph.engines.native.lowering import Call
from graph.engines.native.planning.bodies import Body, given_views
from graph.engines.native.planning.calls import is_check, lower_call
from graph.engines.native.planning.control import Control, plan_control
from graph.engines.native.planning.fusing import Fuser
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.guessing import guess_product
from graph.engines.native.planning.loop_lowering import lower_loop
from graph.engines.native.planning.members import is_fold
from graph.engines.native.planning.ordering import order_groups
from graph.engines.native.planning.step import Step
from graph.engines.native.planning.updating import find_in_place, find_taken_over
from graph.engines.native.planning.values import Values
from graph.ir.leaves import LEAVES, ReadVariable
from graph.ir.node import Node
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


class Plan:
    """Groups of a program as steps in the order in which they run.

    Args:
        program: the program.
        given, reused: what is known of inputs; see `Values`.

    Attributes:
        doubtful: nodes whose sizes must be looked at when they are numbers.
        values: where everything stands.
        steps: what runs.
        made: the buffers that each group makes for others.
        read: the buffers that each group reads.
        first, last: the steps that make a buffer and that use it last, by buffer;
            buffers of results are used to the end.
        in_place, taken_over: variables by the buffers of their new values: those that
            are written over the old ones, and those that replace them.
        fresh: buffers that are outputs as they are.
        controls: the control flow of nodes whose bodies are planned.
    """

    def __init__(
        self,
        program: Program,
        given: Mapping[Any, Any] | None = None,
        reused: Collection[Any] | None = None,
    ) -> None:
        self.program = program
        self.doubtful = list(filter(is_doubtful, program.nodes()))
        self.values = values = Values(program, is_check, given, reused)
        self.controls = self._plan_bodies()
        fuser = Fuser(values, self.controls)
        for node in values.computing:
            fuser.add(node)
        fuser.merge_siblings()
        self.groups, self.group_of = fuser.groups, fuser.group_of
        self.results = {values.view(t).source for t in program.roots}
        self.read = {g: self._sources_read(g) for g in self.groups}
        self.made = self._sources_made()
        self._order([self._step(g) for g in self.groups])
        outputs = dict.fromkeys((t.node, t.index) for t in program.outputs)
        self.fresh = [s for s in outputs if s[0] in self.group_of]
        self._find_lifetimes()
        #: calls that run once before a loop
        self.prepared = [c for step in self.steps for c in step.take_out(values)]

    def _plan_bodies(self) -> dict[Node, Control]:
        found = {}
        for node in self.values.computing:
            views = [self.values.view(t) for t in node.inputs]
            control = plan_control(node, views, _plan_body)
            if control is not None:
                found[node] = control
        return found

    # ---- what is read and made

    def _sources_read(self, group: Group) -> set[tuple[Node, int]]:
        """The buffers that a group reads, its own apart."""
        members = set(group.nodes)
        views = [self.values.view(t) for n in group.nodes for t in n.inputs]
        return {v.source for v in views if v.source[0] not in members}

    def _sources_made(self) -> dict[Group, list[Any]]:
        wanted = self.results.union(*self.read.values())

        def is_made(group: Group, source: tuple[Node, int]) -> bool:
            # kernels of several outputs write them all
            writes_all = group.kind == "call" and len(source[0].specs) > 1
            return source in wanted or writes_all or group.kind == "control"

        return {
            group: [
                (node, index)
                for node in group.nodes
                for index in range(len(node.specs))
                if is_made(group, (node, index))
            ]
            for group in self.groups
        }

    def _step(self, group: Group) -> Step:
        saved = {node for node, _ in self.made[group]}
        if group.kind == "loop":
            return Step(group, lower_loop(group, self.values, saved))
        if group.kind == "call":
            return Step(group, lower_call(group, self.values, saved))
        if group.kind == "control":
            return Step(group, [], self.controls[group.nodes[0]])
        return Step(group, [])

    # ---- order

    def _order(self, steps: list[Step]) -> None:
        before = {g: set(g.needs) for g in self.groups}
        self.in_place = find_in_place(
            self.program, self.values, self.group_of, self.read, steps, before
        )
        self.taken_over = find_taken_over(
            self.program, self.values, self.group_of, self.in_place
        )
        made = {
            group: {source: self._bytes(source) for source in sources}
            for group, sources in self.made.items()
        }
        order = order_groups(self.groups, before, made, self.read, self.results)
        step_of = {step.group: step for step in steps}
        self.steps = [step_of[group] for group in order]

    def _bytes(self, source: tuple[Node, int]) -> int:
        spec = source[0].specs[source[1]]
        return guess_product(spec.shape) * spec.dtype.itemsize

    def _find_lifetimes(self) -> None:
        self.first: dict[Any, Any] = {}
        self.last: dict[Any, Any] = {}
        for number, step in enumerate(self.steps):
            for source in self.made[step.group]:
                self.first[source] = self.last[source] = number
            for source in self.read[step.group]:
                self.last[source] = number
        for source in self.results:
            self.last[source] = len(self.steps)

    # ---- what a binding asks

    def calls(self) -> list[Call]:
        """All calls, those within control flow included."""
        return self.prepared + [c for step in self.steps for c in step.all_calls()]

    def handed_out(
        self, nbytes: Callable[..., Any], limit: int
    ) -> set[tuple[Node, int]]:
        """Buffers that leave the program: large outputs, new values of variables."""
        large = {source for source in self.fresh if nbytes(source) > limit}
        return large | self.in_place.keys() | self.taken_over.keys()

    def leaves(self) -> list[Node]:
        """Leaves that some step or result reads."""
        used = self.results.union(*self.read.values())
        return [
            node
            for node in self.values.position
            if isinstance(node.op, LEAVES) and (node, 0) in used
        ]

    def read_variables(self) -> list[Node]:
        return [n for n in self.leaves() if isinstance(n.op, ReadVariable)]

    def choices(self) -> list[Node]:
        """Folds that have no result over no elements."""
        nodes = [node for group in self.groups for node in group.nodes]
        return [n for n in nodes if is_fold(n) and REDUCERS[type(n.op)].is_choice]


def _plan_body(
    subgraph: Subgraph,
    strides: Sequence[tuple[int, ...] | None],
    reused: tuple[SymbolicTensor, ...] | None = None,
) -> Body | None:
    """A body whose parameters have these strides, if all of it is native.

    ``reused`` are those that are the same in all turns of a loop.
    """
    program = Program(subgraph.params, subgraph.outputs)
    if reused is not None:
        reused = {(t.node, t.index) for t in reused}
    plan = Plan(program, given_views(subgraph.params, strides), reused)
    is_native = all(step.is_native for step in plan.steps)
    return Body(plan) if is_native and not plan.read_variables() else None
