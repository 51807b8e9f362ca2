"""Elements chosen by conditions and by indices."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.ops.arguments import Sizes
from kerasish.ops.dtypes import alike, all_alike, tensor
from kerasish.ops.numpy.counting import nonzero
from kerasish.ops.recording import planned


@planned(tensors=3)
def where(condition, x1=None, x2=None) -> graph.Tensor | tuple[graph.Tensor, ...]:
    """x1 where the condition holds, else x2; without them `nonzero` of the condition.

    Args:
        condition: booleans; numbers count as true unless 0.
        x1, x2: tensors or numbers; all broadcast together.

    Raises:
        ArgumentError: only one of x1 and x2 is given.

    Example:
        >>> from kerasish import ops
        >>> ops.where([True, False], 1, 2.5).numpy()
        array([1. , 2.5], dtype=float32)
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        given, missing = ("x2", "x1") if x1 is None else ("x1", "x2")
        fail(f"where: {given} is given without {missing}", "", "give both, or neither")
    return graph.where(tensor(condition), *alike(x1, x2))


def select(condlist, choicelist, default: int = 0) -> graph.Tensor:
    """For each element, of the choices the one at the first condition that holds.

    Args:
        condlist: boolean tensors.
        choicelist: as many tensors; all broadcast together.
        default: the value where no condition holds.

    Example:
        >>> from kerasish import ops
        >>> x = ops.array([1, 5, 9])
        >>> ops.select([x > 7, x > 3], [x, -x]).tolist()
        [0, -5, 9]
    """
    *choices, default = all_alike([*choicelist, default])
    return graph.select([tensor(c) for c in condlist], choices, default)


def take(x, indices, axis: int | None = None) -> graph.Tensor:
    """The slices of x at indices along an axis.

    Args:
        x: any tensor.
        indices: integers; negative ones count from the end.
        axis: the axis; None for all elements in order.

    Example:
        >>> from kerasish import ops
        >>> ops.take([[1, 2, 3]], [2, 0], axis=1).tolist()
        [[3, 1]]
    """
    return graph.take(tensor(x), tensor(indices), axis)


def take_along_axis(x, indices, axis: int | None = None) -> graph.Tensor:
    """The elements at indices along an axis, other ones for each row.

    Args:
        x: any tensor.
        indices: integers, others are cut to them; the other axes broadcast with
            those of x.
        axis: the axis; None for all elements in order.

    Example:
        >>> from kerasish import ops
        >>> ops.take_along_axis([[1, 2], [3, 4]], [[1], [0]], axis=1).tolist()
        [[2], [3]]
    """
    places = tensor(indices)
    if places.dtype.kind not in "iu":
        places = graph.cast(places, np.int32)
    return graph.take_along_axis(tensor(x), places, axis)


def get_item(x, key) -> graph.Tensor:
    """x[key].

    Args:
        x: any tensor.
        key: indices, slices, None and ... as in numpy, or a tuple or list of them.

    Example:
        >>> from kerasish import ops
        >>> ops.get_item([[1, 2], [3, 4]], (slice(None), 0)).tolist()
        [1, 3]
    """
    return graph.getitem(tensor(x), tuple(key) if isinstance(key, list) else key)


def unravel_index(indices, shape: Sizes) -> tuple[graph.Tensor, ...]:
    """The index along each axis of a shape, of elements that are counted in order.

    Args:
        indices: integers; negative ones count from the end.
        shape: sizes of the axes.

    Example:
        >>> from kerasish import ops
        >>> [i.tolist() for i in ops.unravel_index([1, 5], (2, 3))]
        [[0, 1], [1, 2]]
    """
    return graph.unravel_index(tensor(indices), shape)


def meshgrid(*x, indexing: str = "xy") -> list[graph.Tensor]:
    """For vectors the tensors of the coordinates of all points of their grid.

    Args:
        x: vectors.
        indexing: "xy" for points in columns and rows, "ij" for rows and columns.

    Example:
        >>> from kerasish import ops
        >>> [g.tolist() for g in ops.meshgrid([1, 2], [3, 4])]
        [[[1, 2], [1, 2]], [[3, 3], [4, 4]]]
    """
    return graph.meshgrid(*map(tensor, x), indexing=indexing)
