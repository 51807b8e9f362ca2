"""Tensors joined and cut along an axis."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.ops.dtypes import tensor, tensors_alike
from kerasish.ops.recording import planned


@planned(tensors=1)
def concatenate(xs, axis: int = 0) -> graph.Tensor:
    """Tensors one behind the other along an axis.

    Args:
        xs: tensors whose other axes agree.
        axis: the axis; None makes each of them flat.

    Example:
        >>> from kerasish import ops
        >>> ops.concatenate([[1, 2], [3]]).numpy()
        array([1, 2, 3], dtype=int32)
    """
    xs = tensors_alike(xs)
    if axis is None:
        return graph.concatenate([graph.ravel(x) for x in xs], 0)
    return graph.concatenate(xs, axis)


@planned(tensors=1)
def stack(x, axis: int = 0) -> graph.Tensor:
    """Tensors of one shape along a new axis.

    Example:
        >>> from kerasish import ops
        >>> ops.stack([[1, 2], [3, 4]], axis=1).tolist()
        [[1, 3], [2, 4]]
    """
    return graph.stack(tensors_alike(x), axis)


def hstack(xs) -> graph.Tensor:
    """Tensors side by side: along the second axis, vectors along their only one.

    Example:
        >>> from kerasish import ops
        >>> ops.hstack([[1, 2], [3]]).tolist()
        [1, 2, 3]
    """
    return graph.hstack(tensors_alike(xs))


def vstack(xs) -> graph.Tensor:
    """Tensors on top of each other, along the first axis, which vectors have too.

    Example:
        >>> from kerasish import ops
        >>> ops.vstack([[[1, 2]], [[3, 4]]]).tolist()
        [[1, 2], [3, 4]]
    """
    return graph.concatenate(tensors_alike(xs), 0)


def dstack(xs) -> graph.Tensor:
    """Tensors behind each other, along the third axis.

    Example:
        >>> from kerasish import ops
        >>> ops.dstack([[1, 2], [3, 4]]).tolist()
        [[[1, 3], [2, 4]]]
    """
    return graph.dstack(tensors_alike(xs))


def append(x1, x2, axis: int | None = None) -> graph.Tensor:
    """x1 with x2 behind it along an axis; both flat when axis is None.

    Example:
        >>> from kerasish import ops
        >>> ops.append([[1, 2]], [3]).tolist()
        [1, 2, 3]
    """
    return graph.append(*tensors_alike([x1, x2]), axis)


def split(x, indices_or_sections, axis: int = 0) -> list[graph.Tensor]:
    """x cut along an axis.

    Args:
        x: any tensor.
        indices_or_sections: the number of equal parts, or the indices to cut before.
        axis: the axis.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.split([1, 2, 3, 4], 2)]
        [[1, 2], [3, 4]]
    """
    return graph.split(tensor(x), _places(indices_or_sections), axis)


def array_split(x, indices_or_sections, axis: int = 0) -> list[graph.Tensor]:
    """As `split`, but the parts may differ by one: the first ones are longer.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.array_split([1, 2, 3], 2)]
        [[1, 2], [3]]
    """
    return graph.array_split(tensor(x), _places(indices_or_sections), axis)


def hsplit(x, indices_or_sections) -> list[graph.Tensor]:
    """Parts side by side: cut along the second axis, vectors along their only one.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.hsplit([[1, 2]], 2)]
        [[[1]], [[2]]]
    """
    return graph.hsplit(tensor(x), _places(indices_or_sections))


def vsplit(x, indices_or_sections) -> list[graph.Tensor]:
    """Parts on top of each other: cut along the first axis.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.vsplit([[1], [2]], 2)]
        [[[1]], [[2]]]
    """
    return graph.vsplit(tensor(x), _places(indices_or_sections))


def dsplit(x, indices_or_sections) -> list[graph.Tensor]:
    """Parts behind each other: cut along the third axis.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.dsplit([[[1, 2]]], 2)]
        [[[[1]]], [[[2]]]]
    """
    return graph.dsplit(tensor(x), _places(indices_or_sections))


def _places(indices_or_sections):
    """A number of parts or a list of indices, in Python's integers."""
    if isinstance(indices_or_sections, int):
        return indices_or_sections
    return np.asarray(indices_or_sections).tolist()
