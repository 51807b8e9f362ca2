"""Where new values of variables are written.

A new value may be written over the old one when everybody has read that, when nothing
can fail any more, and when each element depends on no other element of the old value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.native.planning.group import Group
from graph.engines.native.planning.members import is_fold
from graph.engines.native.planning.step import Step
from graph.engines.native.planning.values import Values
from graph.ir.leaves import ReadVariable
from graph.ir.node import Node
from graph.ir.program import Program

if TYPE_CHECKING:
    from graph.ir.variable import Variable


def find_in_place(
    program: Program,
    values: Values,
    group_of: Mapping[Node, Group],
    read: Mapping[Group, set[Any]],
    steps: Sequence[Step],
    before: dict[Group, set[Group]],
) -> dict[tuple[Node, int], Variable]:
    """Variables by the buffers of new values that are written over the old ones.

    ``before``, the groups that each group waits for, is extended so that they can be.
    """
    old_of = {
        n.op.variable: (n, 0) for n in values.position if isinstance(n.op, ReadVariable)
    }
    readers: dict[Any, Any] = {}
    for group, sources in read.items():
        for source in sources:
            readers.setdefault(source, set()).add(group)
    step_of = {step.group: step for step in steps}
    failing = {step.group for step in steps if step.can_fail}
    after: dict[Group, set[Group]] = {group: set() for group in before}
    for group, others in before.items():
        for other in others:
            after[other].add(group)
    results = {values.view(t).source for t in program.roots}
    found: dict[Any, Any] = {}
    for variable, source in _own_updates(program, values, group_of):
        group, old = group_of[source[0]], old_of.get(variable)
        if old in results or step_of[group].fails_late:
            continue
        if not _reads_alike(group, source[0], old, values):
            continue
        earlier = (readers.get(old, set()) | failing) - {group}
        if _can_wait(group, earlier, after):
            before[group] |= earlier
            for other in earlier:
                after[other].add(group)
            found[source] = variable
    return found


def find_taken_over(
    program: Program,
    values: Values,
    group_of: Mapping[Node, Group],
    in_place: Mapping[tuple[Node, int], Variable],
) -> dict[Any, Any]:
    """Variables by the other buffers that become their arrays at the end of a run."""
    updates = _own_updates(program, values, group_of)
    return {source: v for v, source in updates if source not in in_place}


def _own_updates(
    program: Program, values: Values, group_of: Mapping[Node, Group]
) -> list[tuple[Any, ...]]:
    """(variable, buffer) of new values that are whole buffers nobody else gets."""
    outputs = {values.view(t).source for t in program.outputs}
    sources = [values.view(t).source for _, t in program.updates]
    times = Counter(sources)
    return [
        (variable, source)
        for (variable, tensor), source in zip(program.updates, sources)
        if source == (tensor.node, tensor.index)
        and source[0] in group_of
        and source not in outputs
        and times[source] == 1
        and tensor.spec == variable.spec
    ]


def _reads_alike(
    group: Group, node: Node, old: tuple[Node, int] | None, values: Values
) -> bool:
    """Whether a group reads the old value at the place where it writes the new."""
    in_rows = node in group.rows
    if group.kind not in ("loop", "call"):
        return False
    if group.axes is not None and not in_rows:
        return False
    followers = group.nodes[1:] if group.kind == "call" else group.nodes
    if node not in followers:
        return False
    for member in group.nodes:
        for tensor in member.inputs:
            view = values.view(tensor)
            if view.source != old:
                continue
            if member not in followers or is_fold(member):
                return False
            alike = group.is_row(view) and member in group.rows
            if not (alike if in_rows else group.is_full(view)):
                return False
    return True


def _can_wait(
    group: Group, earlier: set[Group], after: Mapping[Group, set[Group]]
) -> bool:
    """Whether no earlier group needs this one: mostly nobody does, so it is quick to
    look from here at those that run after."""
    seen, stack = {group}, [group]
    while stack:
        for other in after[stack.pop()] - seen:
            if other in earlier:
                return False
            seen.add(other)
            stack.append(other)
    return True
