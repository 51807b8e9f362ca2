"""What the normalisations share: wide floats, axes, and weights along some axes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float


@internal
def widened(x):
    """x as floats of at least 32 bits, in which statistics are computed."""
    x = to_float(x)
    return graph.cast(x, "float32") if x.dtype.itemsize == 2 else x


@internal
def positions(name: str, axis, rank: int) -> list[int]:
    """An axis or several, counted from the front, in order.

    Raises:
        ArgumentError: an axis outside the rank.
    """
    axes = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    if any(not -rank <= a < rank for a in axes):
        fail(
            f"layer {name!r}: axis is outside an input of rank {rank}",
            {"axis": axis},
            f"axes run from {-rank} to {rank - 1}",
        )
    return sorted(a % rank for a in axes)


@internal
def along(weight, axes, sizes):
    """A weight reshaped so that it broadcasts along the given axes."""
    rank = len(sizes)
    if list(axes) == list(range(rank - len(axes), rank)):
        return weight
    shape = [size if i in axes else 1 for i, size in enumerate(sizes)]
    return graph.reshape(weight, shape)
