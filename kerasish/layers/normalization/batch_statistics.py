"""Mean and variance of each channel over a batch."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
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
    mask = graph.as_tensor(mask)
    if mask.ndim != x.ndim - 1:
        fail(
            f"layer {name!r}: the mask must have one axis less than the inputs",
            {"inputs": x.spec, "mask": mask.spec},
            "a mask says for each step whether it counts",
            graph.ShapeError,
        )
    sizes, others = graph.shape(x), _others(x, axis)
    mask = graph.cast(graph.broadcast_to(graph.expand_dims(mask, -1), sizes), "bool")
    count = graph.sum(graph.cast(mask, x.dtype), others) + epsilon()
    mean = graph.sum(graph.where(mask, x, 0.0), others) / count
    deviation = graph.where(mask, x - along(mean, (axis,), sizes), 0.0)
    return mean, graph.sum(deviation * deviation, others) / count


def _others(x, axis):
    return tuple(i for i in range(x.ndim) if i != axis)
