"""Products and windows: rows become a batch axis, a free axis, or more images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.batching.axes import shifted
from graph.batching.rules import batching_of
from graph.ir.dispatch import apply
from graph.ops.contraction.dot_general import DotGeneral
from graph.ops.convolution.conv import Conv
from graph.ops.nn.scaled_attention import AttentionGradient, ScaledDotProductAttention
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import moveaxis
from graph.ops.window.window_max import WindowArgmax, WindowMax
from graph.ops.window.window_pick import WindowPick, WindowScatter
from graph.ops.window.window_sum import WindowSum

if TYPE_CHECKING:
    from graph.batching.rules import Rows
    from graph.ir.op import Op
    from graph.ir.tensor import Tensor


@batching_of(DotGeneral)
def _dot_general(op: DotGeneral, rows: Rows) -> Tensor:
    """Rows of both sides meet; those of one side are a free axis of it."""
    of_x, of_y = rows.batched
    (cx, cy), (bx, by) = op.contract, op.batch
    cx, bx = (shifted(cx), shifted(bx)) if of_x else (cx, bx)
    cy, by = (shifted(cy), shifted(by)) if of_y else (cy, by)
    if of_x and of_y:
        return apply(DotGeneral((cx, cy), ((0, *bx), (0, *by))), *rows.tensors)
    z = apply(DotGeneral((cx, cy), (bx, by)), *rows.tensors)
    free_of_x = rows.tensors[0].ndim - len(cx) - len(bx)
    return moveaxis(z, len(bx) + (0 if of_x else free_of_x), 0)


@batching_of(WindowSum, WindowMax, WindowArgmax, WindowPick, WindowScatter)
def _windows(op: Op, rows: Any) -> Any:
    return _split(apply(op, *map(_merged, rows.every())), rows)


@batching_of(Conv)
def _conv(op: Op, rows: Any) -> Any:
    x, w = rows.tensors
    if rows.batched[1]:
        return None
    return _split(apply(op, _merged(x), w), rows)


@batching_of(ScaledDotProductAttention, AttentionGradient)
def _attention(op: Op, rows: Any) -> Any:
    return tuple(_split(y, rows) for y in apply(op, *map(_merged, rows.every())))


def _merged(x: Any) -> Any:
    """The images of all rows one after the other."""
    n, count, *rest = x.spec.shape
    return reshape(x, (n * count, *rest))


def _split(y: Any, rows: Any) -> Any:
    count, *rest = y.spec.shape
    return reshape(y, (rows.size, count // rows.size, *rest))
