"""Ops of shapes: the rows stay in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.batching.axes import shifted
from graph.batching.rules import batching_of
from graph.ir.dispatch import apply
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.reshape import Reshape, reshape
from graph.ops.shape.slice import PadConstant, Slice
from graph.ops.shape.transpose import Transpose

if TYPE_CHECKING:
    from graph.batching.rules import Rows
    from graph.ir.tensor import Tensor


@batching_of(Reshape)
def _reshape(op: Reshape, rows: Rows) -> Tensor:
    return apply(Reshape((rows.size, *op.sizes)), *rows.tensors)


@batching_of(BroadcastTo)
def _broadcast_to(op: BroadcastTo, rows: Rows) -> Tensor:
    (x,) = rows.tensors
    new = len(op.sizes) - (x.ndim - 1)
    x = reshape(x, (rows.size, *(1,) * new, *x.spec.shape[1:]))
    return apply(BroadcastTo((rows.size, *op.sizes)), x)


@batching_of(Transpose)
def _transpose(op: Any, rows: Any) -> Any:
    return apply(Transpose((0, *shifted(op.perm))), *rows.tensors)


@batching_of(Slice)
def _slice(op: Slice, rows: Rows) -> Tensor:
    sliced = Slice((0, *op.starts), (rows.size, *op.stops), (1, *op.steps))
    return apply(sliced, *rows.tensors)


@batching_of(PadConstant)
def _pad_constant(op: PadConstant, rows: Rows) -> Tensor | None:
    if rows.batched[1]:
        return None
    padded = PadConstant((0, *op.before), (0, *op.after), (0, *op.inner))
    return apply(padded, *rows.tensors)
