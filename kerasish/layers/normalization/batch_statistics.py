"""Mean and variance of each channel over a batch."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.replica import Replica
from kerasish.base.settings import epsilon
from kerasish.layers.normalization.scaled_statistics import along


@internal
def batch_statistics(x, axis: int):
    """mean(x) and mean((x - mean)**2) for each channel.

    The variance does not change with the mean to first order, so no gradient goes that
    way: the sum it would need is zero.
    """
    others = _others(x, axis)
    mean = graph.mean(x, others)
    centre = along(graph.stop_gradient(mean), (axis,), graph.shape(x))
    deviation = x - centre
    return mean, graph.mean(deviation * deviation, others)


@internal
def masked_statistics(x, axis: int, mask, name: str):
    """The same over the elements where the mask is True.

    Args:
        x: tensor.
        axis: of the channels.
        mask: all axes of x but the last.
        name: of the layer, for the error.
    """
    mask, others = _wide_mask(x, mask, name), _others(x, axis)
    sizes = graph.shape(x)
    count = graph.sum(graph.cast(mask, x.dtype), others) + epsilon()
    mean = graph.sum(graph.where(mask, x, 0.0), others) / count
    deviation = graph.where(mask, x - along(mean, (axis,), sizes), 0.0)
    return mean, graph.sum(deviation * deviation, others) / count


def _wide_mask(x, mask, name: str):
    """The mask for each element of x."""
    mask = graph.as_tensor(mask)
    if mask.ndim != x.ndim - 1:
        fail(
            f"layer {name!r}: the mask must have one axis less than the inputs",
            {"inputs": x.spec, "mask": mask.spec},
            "a mask says for each step whether it counts",
            graph.ShapeError,
        )
    wide = graph.broadcast_to(graph.expand_dims(mask, -1), graph.shape(x))
    return graph.cast(wide, "bool")


@internal
def statistics_of_all_ranks(replica: Replica, x, axis: int, mask, name: str):
    """The same over the rows of all ranks, and so the same on each of them.

    Args:
        replica: knows the other ranks.
        x, axis: see `batch_statistics`.
        mask: see `masked_statistics`; None where all elements count.
        name: of the layer, for errors.

    Sums of squares are taken around the means of a rank, and put together in float64.
    """
    others, sizes = _others(x, axis), graph.shape(x)
    wide = None if mask is None else _wide_mask(x, mask, name)
    if wide is None:
        wide = graph.broadcast_to(True, sizes)
    count = graph.sum(graph.cast(wide, x.dtype), others)
    own = graph.sum(graph.where(wide, x, 0.0), others) / graph.maximum(count, 1)
    deviation = graph.where(wide, x - along(own, (axis,), sizes), 0.0)
    squares = graph.sum(deviation * deviation, others)
    count, own, squares = (graph.cast(t, "float64") for t in (count, own, squares))
    parts = [count, count * own, squares + count * own * own]
    count, sums, squares = replica.sums(parts)
    total = count if mask is None else count + epsilon()
    mean = sums / total
    squares = squares - 2.0 * mean * sums + count * mean * mean
    variance = graph.maximum(squares / total, 0.0)
    return graph.cast(mean, x.dtype), graph.cast(variance, x.dtype)


def _others(x, axis):
    return tuple(i for i in range(x.ndim) if i != axis)
