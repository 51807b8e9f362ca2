"""Elements turned, rolled, repeated, and framed."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.ops.dtypes import tensor


def flip(x, axis: int | None = None) -> graph.Tensor:
    """x in reverse order along an axis, several, or all for None.

    Example:
        >>> from kerasish import ops
        >>> ops.flip([1, 2, 3]).tolist()
        [3, 2, 1]
    """
    return graph.flip(tensor(x), axis)


def fliplr(x) -> graph.Tensor:
    """x in reverse order along its second axis.

    Example:
        >>> from kerasish import ops
        >>> ops.fliplr([[1, 2]]).tolist()
        [[2, 1]]
    """
    return graph.fliplr(tensor(x))


def flipud(x) -> graph.Tensor:
    """x in reverse order along its first axis.

    Example:
        >>> from kerasish import ops
        >>> ops.flipud([[1], [2]]).tolist()
        [[2], [1]]
    """
    return graph.flipud(tensor(x))


def rot90(array, k: int = 1, axes=(0, 1)) -> graph.Tensor:
    """The array turned k times by 90 degrees, from the first axis to the second.

    Args:
        array: tensor of at least two axes.
        k: how often; negative numbers turn the other way.
        axes: the two axes of the plane.

    Example:
        >>> from kerasish import ops
        >>> ops.rot90([[1, 2], [3, 4]]).tolist()
        [[2, 4], [1, 3]]
    """
    return graph.rot90(tensor(array), k, axes)


def roll(x, shift, axis: int | None = None) -> graph.Tensor:
    """Each element moved along an axis; what leaves at the end enters at the start.

    Args:
        x: any tensor.
        shift: by how much, one number for each axis.
        axis: an axis, several, or None for all elements in order.

    Example:
        >>> from kerasish import ops
        >>> ops.roll([1, 2, 3], 1).tolist()
        [3, 1, 2]
    """
    return graph.roll(tensor(x), shift, axis)


def repeat(x, repeats, axis: int | None = None) -> graph.Tensor:
    """Each element several times, one behind the other.

    Args:
        x: any tensor.
        repeats: how often: a number, or one for each place along the axis.
        axis: the axis; None for all elements in order.

    Example:
        >>> from kerasish import ops
        >>> ops.repeat([1, 2], 2).tolist()
        [1, 1, 2, 2]
    """
    if isinstance(repeats, (np.ndarray, graph.EagerTensor)):
        repeats = np.asarray(repeats).tolist()
    return graph.repeat(tensor(x), repeats, axis)


def tile(x, repeats) -> graph.Tensor:
    """The whole of x several times along each axis.

    Example:
        >>> from kerasish import ops
        >>> ops.tile([1, 2], 2).tolist()
        [1, 2, 1, 2]
    """
    return graph.tile(tensor(x), repeats)


def pad(x, pad_width, mode: str = "constant", constant_values=None) -> graph.Tensor:
    """x with a frame around it.

    Args:
        x: any tensor.
        pad_width: for each axis the pair (before, after); one pair, or one number, is
            for all axes.
        mode: "constant", or what the frame repeats: "reflect", "symmetric" and the
            like, see `graph.pad`.
        constant_values: of a constant frame; 0 if None.

    Example:
        >>> from kerasish import ops
        >>> ops.pad([1, 2], 1).tolist()
        [0, 1, 2, 0]
    """
    return graph.pad(tensor(x), pad_width, mode, constant_values)
