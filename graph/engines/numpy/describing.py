"""What the numpy engine says of a program."""

from __future__ import annotations

from graph.engines.description import Description, StepDescription, total_bytes
from graph.engines.numpy.binding import Instance
from graph.ir.leaves import ReadVariable
from graph.ir.node import Node


def describe_source(instance: Instance) -> Description:
    """The steps of a program and its memory, at the sizes of an instance."""
    groups = instance.source.groups
    steps = [_describe_group(group, instance) for group in groups if _runs(group)]
    return Description("numpy", steps, instance.env, instance.arena_bytes)


def _runs(group: list[Node]) -> bool:
    """Whether a group computes: it is more than a value that is there, or a view."""
    (first, *more) = group
    return bool(more) or not (
        isinstance(first.op, ReadVariable) or first.op.is_view or not first.inputs
    )


def _describe_group(group: list[Node], instance: Instance) -> StepDescription:
    own, made = set(group), instance.source.values.made(group)
    values = dict.fromkeys((t.node, t.index) for n in group for t in n.inputs)
    read = [value for value in values if value[0] not in own]
    kind = "blocks" if len(group) > 1 else "numpy"
    return StepDescription(kind, group, made, total_bytes(read, instance.env))
