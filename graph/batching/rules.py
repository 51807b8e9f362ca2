"""What many rows of an op are: one rule for each family, and a loop where none is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.ir.dims import Size
from graph.ir.dispatch import apply
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ir.subgraph import Subgraph
from graph.ir.tensor import Tensor
from graph.ops.control.bodies import outputs_of
from graph.ops.control.scanning import map as map_rows
from graph.ops.shape.broadcast import broadcast_to

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


#: by op: see `batching_of`
RULES: dict[type[Op], Callable[..., Any]] = {}


class Rows(NamedTuple):
    """The inputs of an op for all rows at once.

    Attributes:
        tensors: the inputs; those of ``batched`` have the rows as their first axis.
        batched: for each input whether it differs from row to row; some does.
        size: how many rows there are.
    """

    tensors: Sequence[Tensor]
    batched: Sequence[bool]
    size: Size

    def every(self) -> list[Tensor]:
        """All inputs with the rows as their first axis."""
        return [self.spread(i) for i in range(len(self.tensors))]

    def spread(self, place: int) -> Tensor:
        """One input with the rows as its first axis."""
        x = self.tensors[place]
        if self.batched[place]:
            return x
        return broadcast_to(x, (self.size, *x.spec.shape))


def batching_of(*ops: type[Op]) -> Callable[..., Any]:
    """Decorator: how these ops compute all rows at once.

    The rule is called with the op and its `Rows`. It returns an output, or a tuple of
    outputs, with the rows as their first axis; None where it has no way, and the op is
    then applied row by row.
    """

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        RULES.update(dict.fromkeys(ops, rule))
        return rule

    return register


def batched_outputs(op: Op, rows: Rows) -> tuple[Tensor, ...]:
    """The outputs of an op for all rows at once."""
    rule = RULES.get(type(op))
    if rule is None and op.is_elementwise:
        rule = _elementwise
    found = None if rule is None else rule(op, rows)
    return outputs_of(_row_by_row(op, rows) if found is None else found)


def _elementwise(op: Op, rows: Rows) -> Tensor:
    return apply(op, *rows.every())


def _row_by_row(
    op: Op, rows: Rows
) -> Tensor | dict[str, Tensor | tuple[Tensor, ...] | None] | Sequence[Tensor] | None:
    """A loop over the rows."""
    differing = [x for x, differs in zip(rows.tensors, rows.batched) if differs]

    def one(
        row: Sequence[SymbolicTensor],
    ) -> Any:
        values = iter(row)
        pairs = zip(rows.tensors, rows.batched)
        return apply(op, *(next(values) if differs else x for x, differs in pairs))

    result: (
        Tensor | dict[str, Tensor | tuple[Tensor, ...] | None] | Sequence[Tensor] | None
    ) = map_rows(one, differing)
    return result


def batched_body(
    body: Subgraph,
    tensors: Sequence[Tensor],
    batched: Sequence[bool],
    size: Size,
    now: bool = False,
) -> tuple[list[Tensor], list[bool]]:
    """The outputs of a body for all rows, and which of them differ from row to row.

    Args:
        body: of one row.
        tensors: for its parameters; the rows are the first axis of those of `batched`.
        batched: for each parameter whether it differs from row to row.
        size: how many rows there are.
        now: whether what needs no input is computed now.
    """
    known = {
        (p.node, p.index): (x, differs)
        for p, x, differs in zip(body.params, tensors, batched, strict=True)
    }
    for node in body.nodes:
        for index, value in enumerate(_values_of(node, known, size, now)):
            known.setdefault((node, index), value)
    found = [known[t.node, t.index] for t in body.outputs]
    return [x for x, _ in found], [differs for _, differs in found]


def _values_of(
    node: Node,
    known: Mapping[tuple[Node, int], tuple[Tensor, bool]],
    size: Size,
    now: bool,
) -> list[tuple[Tensor, bool]]:
    inputs = [known[t.node, t.index] for t in node.inputs]
    if any(differs for _, differs in inputs):
        rows = Rows([x for x, _ in inputs], [differs for _, differs in inputs], size)
        return [(y, True) for y in batched_outputs(node.op, rows)]
    if not inputs and not now:
        return [(y, False) for y in node.outputs()]
    return [(y, False) for y in outputs_of(apply(node.op, *(x for x, _ in inputs)))]
