"""Loops and branches: their bodies, and where what they take and give stands.

A carried value has two buffers that change places after each turn. Rows are read and
written where they stand: their addresses move on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from graph.engines.native.kernel import Numbers
from graph.engines.native.loops.body import Body as LoopBody
from graph.engines.native.lowering import Call, Scratch
from graph.engines.native.planning.bodies import (
    Body,
    Link,
    copy_between,
    nbytes_of,
)
from graph.engines.native.planning.places import Place, place_of
from graph.engines.native.planning.space import Space
from graph.engines.native.views import Source, View
from graph.ir.dims import Size
from graph.ir.node import Node
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph
from graph.ops.control.scan_op import Scan
from graph.ops.control.switch_op import Switch
from graph.ops.control.while_op import WhileLoop

#: plans a body, given the strides of its parameters, and those of them that are the
#: same in all turns; None where numpy has to run it
PlanBody = Callable[..., Body | None]
#: bytes of an index that a schedule understands, by dtype
INDEX_DTYPES = ("bool", "uint8", "int32", "int64")


class Carry(NamedTuple):
    """A value that goes from turn to turn.

    Attributes:
        entries: the buffers that hold it during a turn.
        exit: the buffer of the next one.
        memory: the two that they are in turn.
    """

    entries: tuple[Source, ...]
    exit: Source
    memory: tuple[Scratch, Scratch]


@dataclass(eq=False)
class Control:
    """A node with bodies.

    Attributes:
        bodies: the bodies.
        given: the shapes of what they are given.
        links: where their buffers stand.
        before: calls outside that come first.
        agreements: pairs of sizes that must be equal.
        head: calls in the scope of the first body, before each turn.
        finish: calls in the scope of the first body, at the end.
    """

    bodies: tuple[Body, ...]
    given: list[tuple[Size, ...]]
    links: list[Link]
    before: list[Call]
    agreements: list[tuple[Size, Size]]
    head: list[Call] = field(default_factory=list, kw_only=True)
    finish: list[Call] = field(default_factory=list, kw_only=True)

    def scratches(self) -> list[Scratch]:
        """Memory of its own."""
        return []

    def calls(self) -> list[Call]:
        own = [*self.before, *self.head, *self.finish]
        return own + [call for body in self.bodies for call in body.calls()]


@dataclass(eq=False)
class Branches(Control):
    """Bodies of which one runs: the one whose number is in ``index``."""

    index: Scratch
    index_bytes: int

    def scratches(self) -> list[Scratch]:
        return [self.index]


@dataclass(eq=False)
class Loop(Control):
    """A body that runs again and again; if there is a second one, that is a condition.

    Attributes:
        carries: values that go from turn to turn.
        times: how many turns at most; None: until the condition ends it.
        is_reversed: whether the last row comes first.
        flag: a byte that ends the loop when it is 0.
    """

    carries: list[Carry]
    times: Size | None = None
    is_reversed: bool = False
    flag: Scratch | None = None

    def scratches(self) -> list[Scratch]:
        flag = [] if self.flag is None else [self.flag]
        return [memory for carry in self.carries for memory in carry.memory] + flag


def plan_control(
    node: Node, views: Sequence[View], plan_body: PlanBody
) -> Control | None:
    """The control flow of a node; None where numpy has to run it.

    Args:
        node: perhaps of an op with bodies.
        views: of its inputs.
        plan_body: plans a body.
    """
    rule = _RULES.get(type(node.op))
    return None if rule is None else rule(node, views, plan_body)


def _plan_scan(node: Node, views: Sequence[View], plan_body: PlanBody) -> Loop | None:
    op = node.op
    count, end = op.carries, op.carries + op.scanned
    scanned, captured = views[count:end], views[end:]
    strides = [v.strides[1:] for v in scanned] + [v.strides for v in captured]
    body = plan_body(op.body, [None] * count + strides, op.body.params[end:])
    if body is None:
        return None
    carries = _carries(node, (body,), count)
    loop = Loop(
        (body,),
        [v.shape[1:] if count <= i < end else v.shape for i, v in enumerate(views)],
        _links(body.entries[end:], captured),
        _starts(views, carries),
        _agreements(op.body, count),
        carries,
        op.length,
        op.reverse,
        finish=_finish(node, body, count),
    )
    for source, view in zip(body.entries[count:end], scanned):
        step = view.strides[0] * view.dtype.itemsize
        loop.links.append(Link(source, place_of(view), step))
        loop.agreements.append((view.shape[0], op.length))
    for number, source in enumerate(body.exits[count:], count):
        spec = node.specs[number]
        place = Place((node, number), spec.dtype)
        row = spec.with_shape(spec.shape[1:])
        loop.links.append(Link(source, place, nbytes_of(row)))
        if op.stops:
            loop.before.append(_zeros(place, spec))
    if op.stops:
        loop.flag = Scratch(1)
        first = body.plan.values.view(op.body.params[0])
        loop.head.append(copy_between(first, loop.flag))
    return loop


def _plan_while(node: Node, views: Sequence[View], plan_body: PlanBody) -> Loop | None:
    op, count = node.op, node.op.carries
    strides = [None] * count + [v.strides for v in views[count:]]
    body = plan_body(op.body, strides, op.body.params[count:])
    if body is None:
        return None
    condition = plan_body(op.condition, strides, op.condition.params[count:])
    if condition is None:
        return None
    bodies, flag = (body, condition), Scratch(1)
    links = [Link(condition.exits[0], flag)]
    for part in bodies:
        links += _links(part.entries[count:], views[count:])
    carries = _carries(node, bodies, count)
    return Loop(
        bodies,
        [v.shape for v in views],
        links,
        _starts(views, carries),
        _agreements(op.body, count),
        carries,
        flag=flag,
        finish=_finish(node, body, count),
    )


def _plan_switch(
    node: Node, views: Sequence[View], plan_body: PlanBody
) -> Branches | None:
    index, *captured = views
    if index.dtype.name not in INDEX_DTYPES:
        return None
    bodies, links, agreements = [], [], []
    for branch in node.op.branches:
        body = plan_body(branch, [v.strides for v in captured])
        if body is None:
            return None
        bodies.append(body)
        links += _links(body.entries, captured)
        for number, (source, spec) in enumerate(zip(body.exits, branch.output_specs)):
            links.append(Link(source, Place((node, number), spec.dtype)))
            agreements += zip(spec.shape, node.specs[number].shape)
    nbytes = index.dtype.itemsize
    scratch = Scratch(nbytes)
    before = [copy_between(index, scratch)]
    shapes = [v.shape for v in captured]
    return Branches(tuple(bodies), shapes, links, before, agreements, scratch, nbytes)


_RULES = {Scan: _plan_scan, WhileLoop: _plan_while, Switch: _plan_switch}


def _carries(node: Node, bodies: Sequence[Body], count: int) -> list[Carry]:
    found = []
    for number in range(count):
        entries = dict.fromkeys(body.entries[number] for body in bodies)
        nbytes = nbytes_of(node.specs[number])
        memory = (Scratch(nbytes), Scratch(nbytes))
        found.append(Carry(tuple(entries), bodies[0].exits[number], memory))
    return found


def _starts(views: Sequence[View], carries: Sequence[Carry]) -> list[Call]:
    return [copy_between(view, carry.memory[0]) for view, carry in zip(views, carries)]


def _finish(node: Node, body: Body, count: int) -> list[Call]:
    """Brings the last carries to the outputs of the node."""
    params = body.plan.program.inputs[:count]
    return [
        copy_between(body.plan.values.view(t), Place((node, number), t.dtype))
        for number, t in enumerate(params)
    ]


def _links(entries: Sequence[Source], views: Sequence[View]) -> list[Link]:
    return [Link(s, place_of(v)) for s, v in zip(entries, views, strict=True)]


def _agreements(body: Subgraph, count: int) -> list[tuple[Size, Size]]:
    """The sizes of carries before and after a turn."""
    pairs = zip(body.params[:count], body.outputs)
    return [sizes for a, b in pairs for sizes in zip(a.spec.shape, b.spec.shape)]


def _zeros(place: Place, spec: Spec) -> Call:
    """The call that makes a whole buffer 0, byte by byte."""
    body, numbers = LoopBody(), Numbers()
    byte = np.dtype("uint8")
    body.save(body.number(np.zeros((), byte)), place._replace(dtype=byte), byte, (1,))
    kernel = Space((nbytes_of(spec),), (), body).kernel(numbers)
    return Call(kernel, body.buffers, numbers)
