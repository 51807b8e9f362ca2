"""Coordinates of grids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.reshape import expand_dims, reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def meshgrid(*tensors: TensorLike, indexing: str = "xy") -> list[Tensor]:
    """Coordinates of a grid: each vector repeated along the axes of the others.

    Args:
        tensors: vectors or scalars.
        indexing: "ij" for one axis a vector, in order; "xy" exchanges the first two.

    Raises:
        ArgumentError: another indexing.

    Example:
        >>> import graph
        >>> [g.tolist() for g in graph.meshgrid([1, 2], [3, 4, 5])]
        [[[1, 2], [1, 2], [1, 2]], [[3, 3], [4, 4], [5, 5]]]
    """
    if indexing not in ("xy", "ij"):
        raise ArgumentError(
            describe(
                "meshgrid: unknown indexing",
                {"indexing": repr(indexing)},
                'use "xy" or "ij"',
                str(here()),
            )
        )
    vectors = [reshape(t, (-1,)) for t in tensors]
    order = list(range(len(vectors)))
    if indexing == "xy" and len(order) > 1:
        order[:2] = [1, 0]
    sizes = [vectors[i].spec.shape[0] for i in order]
    return [
        broadcast_to(
            expand_dims(v, [a for a in range(len(order)) if a != order.index(i)]), sizes
        )
        for i, v in enumerate(vectors)
    ]
