"""Bodies of control flow as plans of their own.

A body finds what it is given, and leaves what it gives, where the schedule around it
says: in rows, in buffers that are carried, in buffers outside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.copying import copy_call
from graph.engines.native.kernel import Numbers
from graph.engines.native.lowering import Call, Scratch
from graph.engines.native.planning.places import Place, place_of
from graph.engines.native.views import Source, View, whole
from graph.ir.dims import Size
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.engines.native.planning.plan import Plan


class Exit:
    """Stands for the memory of an output that no step of the body writes."""


class Body:
    """A planned body.

    Attributes:
        plan: its steps.
        entries: the buffers of its parameters.
        exits: the buffers of its outputs.
        copies: calls that fill those exits that no step writes.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.entries = [(t.node, t.index) for t in plan.program.inputs]
        self.exits: list[Source] = []
        self.copies: list[Call] = []
        for tensor in plan.program.outputs:
            self._leave(plan.values.view(tensor))

    def _leave(self, view: View) -> None:
        source = view.source
        is_free = source[0] in self.plan.group_of and source not in self.exits
        if not is_free or not is_whole_buffer(view):
            source = (Exit(), 0)
            self.copies.append(copy_between(view, Place(source, view.dtype)))
        self.exits.append(source)

    def calls(self) -> list[Call]:
        return [*self.plan.calls(), *self.copies]


class Link(NamedTuple):
    """Where a buffer of a body stands outside.

    Attributes:
        source: the buffer.
        place: where it stands in the first row, if there are rows.
        step: how far rows are apart, in bytes; 0: it stays.
    """

    source: Source
    place: Place | Scratch
    step: Size = 0


def copy_between(view: View, target: Place | Scratch) -> Call:
    """The call that copies a view to a place, in C order."""
    call = copy_call(view, target, Numbers())
    return call._replace(buffers=[place_of(view), target])


def given_views(
    params: Sequence[SymbolicTensor], strides: Sequence[tuple[Size, ...] | None]
) -> dict[Source, View]:
    """Parameters as views with the strides of what they stand for; None: in C order."""
    views = {}
    for tensor, steps in zip(params, strides, strict=True):
        source, spec = (tensor.node, tensor.index), tensor.spec
        view = whole(source, spec.dtype, spec.shape)
        views[source] = view if steps is None else view._replace(strides=steps)
    return views


def is_whole_buffer(view: View) -> bool:
    """Whether a view has the elements of its buffer, one after the other."""
    node, index = view.source
    size = elements_of(node.specs[index].shape)
    is_in_order = view.is_contiguous and view.offset == 0
    return is_in_order and elements_of(view.shape) == size


def nbytes_of(spec: Spec) -> Size:
    return spec.dtype.itemsize * elements_of(spec.shape)


def elements_of(shape: Sequence[Size]) -> Size:
    return math.prod(shape)
