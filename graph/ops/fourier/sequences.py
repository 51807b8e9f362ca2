"""Overlapping pieces of a signal, and the signal that pieces add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.indexing.gather import add_at, take
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.filled import zeros
from graph.ops.shape.reshape import expand_dims, ravel, reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def extract_sequences(
    x: TensorLike, sequence_length: int, sequence_stride: int
) -> Tensor:
    """y[..., i, j] = x[..., i * sequence_stride + j]: overlapping pieces of a signal.

    Args:
        x: (..., n).
        sequence_length: of each piece, from 1 to n.
        sequence_stride: from one piece to the next, at least 1.

    Returns:
        (..., (n - sequence_length) // sequence_stride + 1, sequence_length).

    Raises:
        ArgumentError: a length or a stride below 1.
        ShapeError: x is shorter than a piece.

    Gradient:
        dy, added up where pieces overlap.

    Example:
        >>> import graph
        >>> graph.extract_sequences([1, 2, 3, 4], 2, 1).tolist()
        [[1, 2], [2, 3], [3, 4]]
    """
    x = as_tensor(x)
    require_positive("extract_sequences", sequence_length, sequence_stride)
    size = x.spec.shape[-1] if x.ndim else 0
    if isinstance(size, int) and size < sequence_length:
        raise ShapeError(
            describe(
                f"extract_sequences: x has no {sequence_length} elements",
                {"x": x.spec},
                "pad x, or take shorter sequences",
                str(here()),
            )
        )
    count = (size - sequence_length) // sequence_stride + 1
    return take(x, _places(count, sequence_length, sequence_stride), -1)


def _places(count: Size, length: Size, stride: int) -> Tensor:
    """Where in the signal each element of each piece stands."""
    return expand_dims(positions(count) * stride, 1) + positions(length)


def overlap_add(pieces: Tensor, stride: int) -> Tensor:
    """The signal that pieces (..., count, length) add up to."""
    *lead, count, length = pieces.spec.shape
    blank = zeros((*lead, (count - 1) * stride + length), pieces.dtype)
    at = ravel(_places(count, length, stride))
    return add_at(blank, at, reshape(pieces, (*lead, count * length)), -1)


def require_positive(name: str, length: int, stride: int) -> None:
    if length < 1 or stride < 1:
        raise ArgumentError(
            describe(
                f"{name}: lengths and strides are at least 1",
                {"sequence_length": length, "sequence_stride": stride},
                "give positive integers",
                str(here()),
            )
        )
