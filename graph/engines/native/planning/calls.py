"""Nodes that have a lowering of their own, as calls of its kernels."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any

from graph.engines.native.copying import copy_call
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Call, Read, Scratch, Write, lowering_of
from graph.engines.native.planning.epilogues import EpilogueRequest, takes_epilogue
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.places import place_of
from graph.engines.native.planning.values import Values
from graph.engines.native.views import View, whole
from graph.ir.node import Node
from graph.ops.indexing.range_check import RangeCheck

if TYPE_CHECKING:
    from graph.engines.native.planning.places import Place
    from graph.ir.dims import Size


def is_check(node: Node) -> bool:
    """Whether a node only looks at its input, and its value is that input."""
    return isinstance(node.op, RangeCheck)


def is_lowered(node: Node, values: Values) -> bool:
    """Whether a node has a lowering that takes its inputs."""
    lowering = lowering_of(node.op)
    if lowering is None:
        return False
    _, views = _prepared(node, values)
    return lowering(node, views, Numbers()) is not None


def lower_call(group: Group, values: Values, saved: Collection[Node]) -> list[Call]:
    """The calls of a node, what follows it in an epilogue included.

    Args:
        group: the node, and its followers if there are some.
        values: where everything stands.
        saved: the members that others need.
    """
    node = group.nodes[0]
    before, views = _prepared(node, values)
    numbers, more = Numbers(), {}
    if takes_epilogue(node):
        request = EpilogueRequest(group, values, saved)
        more["epilogue"] = partial(request, numbers=numbers)
    if lowering_of(node.op).takes_reused:
        more["reused"] = [values.is_reused(values.view(t).source) for t in node.inputs]
    calls = lowering_of(node.op)(node, views, numbers, **more)
    return [_placed(node, call, values) for call in (*before, *calls)]


def _prepared(node: Node, values: Values) -> tuple[list[Call], list[View]]:
    """The views of the inputs; copied, where a lowering needs whole arrays."""
    contiguous = lowering_of(node.op).needs_contiguous
    calls, views = [], []
    for number, tensor in enumerate(node.inputs):
        view = values.view(tensor)
        is_needed = contiguous is True or (contiguous and number in contiguous)
        if is_needed and not view.is_contiguous:
            copy = whole(
                (Scratch(_nbytes(view), is_kept=True), 0), view.dtype, view.shape
            )
            calls.append(copy_call(view, Read(copy), Numbers()))
            view = copy
        views.append(view)
    return calls, views


def _placed(node: Node, call: Call, values: Values) -> Call:
    """The call with its reads and writes as places in buffers."""

    def placed(buffer: Any) -> Place | Scratch:
        if isinstance(buffer, Read):
            return place_of(buffer.view)
        if isinstance(buffer, Write):
            return place_of(values.views[node, buffer.output])
        return buffer

    return call._replace(buffers=[placed(b) for b in call.buffers])


def _nbytes(view: View) -> Size:
    total = view.dtype.itemsize
    for size in view.shape:
        total = total * size
    return total
