"""The sum of the cotangents that arrive at one tensor."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.ir.dims import Size
from graph.ir.leaves import Constant
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.elementwise.arithmetic import add
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.slice import PadConstant, pad_constant

if TYPE_CHECKING:
    pass


class Piece(NamedTuple):
    """A tensor with zeros before and after it along one axis."""

    tensor: Tensor
    axis: int
    before: Size
    after: Size

    @property
    def end(self) -> Size:
        return self.before + self.tensor.spec.shape[self.axis]


def sum_of(parts: Sequence[Tensor]) -> Tensor:
    """The sum of the parts.

    What comes from slices of one tensor, side by side, is joined instead of padded with
    zeros and added: the cost of n slices is that of one tensor, not of n.
    """
    if len(parts) == 1:
        return parts[0]
    pieces: list[Piece] = []
    rest: list[Tensor] = []
    for part in parts:
        piece = _as_piece(part)
        if piece is None:
            rest.append(part)
        else:
            pieces.append(piece)
    if len(pieces) > 1:
        rest += _joined(pieces)
    else:
        rest = list(parts)
    return functools.reduce(add, rest)


def _as_piece(tensor: Tensor) -> Piece | None:
    """The tensor as a piece, if it is one that was padded with zeros."""
    if not isinstance(tensor, SymbolicTensor):
        return None
    op = tensor.op
    if not isinstance(op, PadConstant) or any(op.inner):
        return None
    axes = [i for i, pads in enumerate(zip(op.before, op.after)) if pads != (0, 0)]
    inner, fill = tensor.node.inputs
    zero = isinstance(fill.op, Constant) and not fill.op.array.any()
    if len(axes) != 1 or not zero:
        return None
    (axis,) = axes
    if inner.spec.shape[axis] == 0:
        return None  # it begins where it ends: that is no order
    return Piece(inner, axis, op.before[axis], op.after[axis])


def _joined(pieces: list[Piece]) -> list[Tensor]:
    """The pieces, in as few tensors as their places allow."""
    found: list[Tensor] = []
    for axis in sorted({piece.axis for piece in pieces}):
        along = [piece for piece in pieces if piece.axis == axis]
        starts = {piece.before: piece for piece in along}
        if len(starts) < len(along):  # the same place twice
            found += map(_padded, along)
            continue
        ends = {piece.end for piece in along}
        for piece in along:
            if piece.before not in ends:
                found.append(_chain(piece, starts))
    return found


def _chain(piece: Piece, starts: dict[Size, Piece]) -> Tensor:
    """A piece joined with all that follow it without a gap."""
    chain = [piece]
    while chain[-1].end in starts and len(chain) < len(starts):
        chain.append(starts[chain[-1].end])
    tensor = concatenate([p.tensor for p in chain], piece.axis)
    return _padded(Piece(tensor, piece.axis, piece.before, chain[-1].after))


def _padded(piece: Piece) -> Tensor:
    rank = piece.tensor.ndim
    before = [piece.before if i == piece.axis else 0 for i in range(rank)]
    after = [piece.after if i == piece.axis else 0 for i in range(rank)]
    return pad_constant(piece.tensor, before, after)
