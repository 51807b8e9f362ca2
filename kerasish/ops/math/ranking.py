"""The largest elements, and whether a class is among them."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.ops.recording import saved_as


def top_k(x, k, sorted=True) -> tuple[graph.Tensor, graph.Tensor]:
    """The k largest elements along the last axis, and their int32 indices.

    Args:
        x: real tensor of at least one axis.
        k: how many, from 0 to the size of the last axis.
        sorted: whether the largest comes first; otherwise they stand as in x.

    Raises:
        ArgumentError: k is negative or larger than the last axis.

    Example:
        >>> from kerasish import ops
        >>> [y.tolist() for y in ops.top_k([1.0, 7.0, 3.0], 2)]
        [[7.0, 3.0], [1, 2]]
    """
    return graph.top_k(convert_to_tensor(x), k, sorted)


def in_top_k(targets, predictions, k) -> graph.Tensor:
    """Whether fewer than k predictions exceed that of the target, row by row.

    Args:
        targets: integers (n,), class numbers.
        predictions: (n, classes), floating point.
        k: how many of the largest predictions count.

    Returns:
        Booleans (n,).

    Raises:
        ShapeError: predictions have no axis more than targets.

    Example:
        >>> from kerasish import ops
        >>> ops.in_top_k([1, 0], [[0.1, 0.9], [0.2, 0.8]], 1).tolist()
        [True, False]
    """
    return graph.in_top_k(convert_to_tensor(targets), to_float(predictions), k)


@saved_as("CDist")
def cdist(x, y) -> graph.Tensor:
    """d[..., i, j] = sqrt(sum((x[..., i, :] - y[..., j, :])**2)).

    Args:
        x: (..., m, features).
        y: (..., n, features).

    Returns:
        (..., m, n).

    Raises:
        ShapeError: vectors, or other features.

    Gradient:
        0 where the distance is 0.

    Example:
        >>> from kerasish import ops
        >>> ops.cdist([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]]).tolist()
        [[5.0, 0.0]]
    """
    return graph.cdist(to_float(x), to_float(y))
