"""Positions in a flat tensor as positions along its axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.public import public
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def unravel_index(indices: TensorLike, shape: Sequence[Size]) -> tuple[Tensor, ...]:
    """The index along each axis of a shape, of elements that are counted in order.

    Args:
        indices: integers; negative ones count from the end.
        shape: sizes of the axes.

    Returns:
        For each axis a tensor like indices.

    Example:
        >>> import graph
        >>> [i.tolist() for i in graph.unravel_index([1, 5], (2, 3))]
        [[0, 1], [1, 2]]
    """
    rest, found = as_tensor(indices), []
    for size in reversed(as_sizes("unravel_index", shape)):
        found.append(rest % size)
        rest = rest // size
    return tuple(reversed(found))
