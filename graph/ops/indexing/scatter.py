"""Reading and writing at places that are given by several indices each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.indexing.places import REDUCTIONS, GatherNd, ScatterNd
from graph.ops.promotion import to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.filled import zeros
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


@public
def gather_nd(x: TensorLike, indices: int | list[list[float]] | np.ndarray) -> Tensor:
    """y[p, ...] = x[indices[p, 0], indices[p, 1], ..., ...].

    Args:
        x: any tensor.
        indices: integers (..., d); each row names a place along the first d axes of x.

    Returns:
        The leading axes of indices, then the axes of x after the first d.

    Raises:
        ShapeError: d is not known, or larger than the rank of x.

    Gradient:
        dy, added up at the places.

    Example:
        >>> import graph
        >>> graph.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]).numpy()
        array([2, 3])
    """
    return apply(GatherNd(), as_tensor(x), as_tensor(indices))


@public
def scatter_update(
    x: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    reduction: str | None = None,
) -> Tensor:
    """x with updates put at the places that the indices name.

    Args:
        x: any tensor.
        indices: integers (..., d); each row names a place along the first d axes of x.
        updates: of the leading axes of indices, then the axes of x after the first d;
            broadcast to that, and converted to the dtype of x.
        reduction: None replaces what stands there (where a place is named several times
            the last update stays); "add", "max", "min" and "mul" combine with it.

    Raises:
        ArgumentError: an unknown reduction.
        ShapeError: the shapes do not fit.

    Gradient:
        To x and updates, each where the result comes from it.

    Example:
        >>> import graph
        >>> graph.scatter_update([[1, 2], [3, 4]], [[0, 1]], [9]).numpy()
        array([[1, 9],
               [3, 4]])
    """
    name = "set" if reduction is None else reduction
    if name not in REDUCTIONS:
        names = ", ".join(map(repr, REDUCTIONS[1:]))
        raise ArgumentError(
            describe(
                "scatter_update: unknown reduction",
                {"reduction": repr(reduction)},
                f"None, or one of {names}",
                str(here()),
            )
        )
    return _scatter(name, as_tensor(x), as_tensor(indices), updates)


def _scatter(reduction: str, x: Tensor, indices: Tensor, updates: TensorLike) -> Tensor:
    updates = to_dtype(updates, x.dtype)
    depth = indices.spec.shape[-1] if indices.ndim else None
    if isinstance(depth, int):
        wanted = indices.spec.shape[:-1] + x.spec.shape[depth:]
        if updates.ndim < len(wanted) or 1 in updates.spec.shape:
            updates = broadcast_to(updates, wanted)
    return apply(ScatterNd(reduction), x, indices, updates)


@public
def scatter_add(
    x: TensorLike, indices: Sequence[list[int]], updates: Sequence[list[float]]
) -> Tensor:
    """`scatter_update` that adds: updates for one place add up.

    Example:
        >>> import graph
        >>> graph.scatter_add([1.0, 2.0], [[0], [0]], [3.0, 4.0]).numpy()
        array([8., 2.])
    """
    return _scatter("add", as_tensor(x), as_tensor(indices), updates)


@public
def scatter(
    indices: Sequence[list[int]], values: TensorLike, shape: tuple[Size, int]
) -> Tensor:
    """Zeros of this shape with the values added at the places that the indices name.

    Args:
        indices: integers (..., d).
        values: of the leading axes of indices, then the axes after the first d.
        shape: sizes of the result, ints or symbolic.

    Example:
        >>> import graph
        >>> graph.scatter([[1], [3]], [5, 6], (4,)).numpy()
        array([0, 5, 0, 6])
    """
    values = as_tensor(values)
    blank = zeros(as_sizes("scatter", shape), values.dtype)
    return _scatter("add", blank, as_tensor(indices), values)
