"""Products of matrices."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from graph.exchange.onnx.writing.table import converts
from graph.ops.axes import without
from graph.ops.contraction.dot_general import DotGeneral
from graph.ops.image.axis_product import AxisProduct

if TYPE_CHECKING:
    from graph.exchange.onnx.writing.writer import Writer
    from graph.ir.node import Node


@converts(DotGeneral)
def dot_general(writer: Writer, node: Node, x: str, y: str) -> str:
    """MatMul where the product is one of matrices, batch by batch; Einsum otherwise."""
    op, (x_spec, y_spec) = node.op, (t.spec for t in node.inputs)
    (cx, cy), (bx, by) = op.contract, op.batch
    free_x = without(tuple(range(x_spec.rank)), cx + bx)
    free_y = without(tuple(range(y_spec.rank)), cy + by)
    if not bx and y_spec.rank == 2 and len(cx) == 1:  # a matrix times each row
        x = writer.transpose(x, (*free_x, *cx))
        return writer.op("MatMul", x, writer.transpose(y, (*cy, *free_y)))
    if len(cx) == len(free_x) == len(free_y) == 1:
        x = writer.transpose(x, (*bx, *free_x, *cx))
        return writer.op("MatMul", x, writer.transpose(y, (*by, *cy, *free_y)))
    return writer.op("Einsum", x, y, equation=_equation(op, x_spec.rank, y_spec.rank))


def _equation(op: DotGeneral, x_rank: int, y_rank: int) -> str:
    letters = iter(string.ascii_lowercase)
    x = [next(letters) for _ in range(x_rank)]
    y: list[Any] = [None] * y_rank
    for i, j in zip((*op.contract[0], *op.batch[0]), (*op.contract[1], *op.batch[1])):
        y[j] = x[i]
    y = [next(letters) if letter is None else letter for letter in y]
    (cx, cy), (bx, by) = op.contract, op.batch
    result = [*(x[i] for i in bx), *without(x, cx + bx), *without(y, cy + by)]
    return f"{''.join(x)},{''.join(y)}->{''.join(result)}"


@converts(AxisProduct)
def axis_product(writer: Any, node: Any, w: Any, x: Any) -> Any:
    axis, rank = node.op.axis, node.inputs[1].spec.rank
    last = (*(i for i in range(rank) if i != axis), axis)
    product = writer.op(
        "MatMul", writer.transpose(x, last), writer.transpose(w, (1, 0))
    )
    back = [last.index(i) for i in range(rank)]
    return writer.transpose(product, back)
