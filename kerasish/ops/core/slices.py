"""Blocks and places of tensors: read, replaced, filled."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor


def slice(inputs, start_indices, shape) -> graph.Tensor:
    """The block of this shape that begins at start_indices.

    Args:
        inputs: tensor.
        start_indices: for each axis where the block begins; clamped so that it stays
            inside.
        shape: for each axis a size; -1 for all from the start on.

    Raises:
        ShapeError: as many starts and sizes as axes are needed, none larger than x.

    Example:
        >>> from kerasish import ops
        >>> ops.slice([1, 2, 3, 4], [1], [2]).tolist()
        [2, 3]
    """
    return graph.slice(convert_to_tensor(inputs), start_indices, shape)


def slice_update(inputs, start_indices, updates) -> graph.Tensor:
    """The inputs with updates in place of the block that begins at start_indices.

    Args:
        inputs: tensor.
        start_indices: see `slice`.
        updates: of the rank of the inputs and at most its sizes.

    Raises:
        ShapeError: the ranks differ, or updates are larger.

    Example:
        >>> from kerasish import ops
        >>> ops.slice_update([1, 2, 3, 4], [1], [8, 9]).tolist()
        [1, 8, 9, 4]
    """
    inputs, updates = convert_to_tensor(inputs), convert_to_tensor(updates)
    return graph.slice_update(inputs, start_indices, updates)


def scatter(indices, values, shape) -> graph.Tensor:
    """Zeros of this shape with the values added at the places that the indices name.

    Args:
        indices: integers (..., d).
        values: of the leading axes of indices, then the axes after the first d.
        shape: sizes of the result.

    Raises:
        ShapeError: the shapes do not fit.

    Example:
        >>> from kerasish import ops
        >>> ops.scatter([[1], [3]], [5, 6], (4,)).tolist()
        [0, 5, 0, 6]
    """
    return graph.scatter(convert_to_tensor(indices), convert_to_tensor(values), shape)


def scatter_update(inputs, indices, updates, reduction=None) -> graph.Tensor:
    """The inputs with updates put at the places that the indices name.

    Args:
        inputs: tensor.
        indices: integers (..., d); each row names a place along the first d axes.
        updates: of the leading axes of indices, then the axes after the first d.
        reduction: None replaces what stands there; "add", "max", "min" and "mul"
            combine with it.

    Raises:
        ArgumentError: an unknown reduction.
        ShapeError: the shapes do not fit.

    Example:
        >>> from kerasish import ops
        >>> ops.scatter_update([1, 2, 3], [[0], [0]], [5, 6], "add").tolist()
        [12, 2, 3]
    """
    inputs, indices, updates = map(convert_to_tensor, (inputs, indices, updates))
    if isinstance(reduction, str):
        reduction = reduction.lower()
    return graph.scatter_update(inputs, indices, updates, reduction)


def unstack(x, num=None, axis=0) -> list[graph.Tensor]:
    """The slices of x along an axis, as a list.

    Args:
        x: tensor.
        num: how many there are; needed where that is not known.
        axis: the axis.

    Raises:
        ShapeError: the number is not known, or is not num.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.unstack([[1, 2], [3, 4]], axis=1)]
        [[1, 3], [2, 4]]
    """
    return graph.unstack(convert_to_tensor(x), num, axis)
