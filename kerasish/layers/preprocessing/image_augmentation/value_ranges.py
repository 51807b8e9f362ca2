"""Values of pixels in another range."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal

BYTES = (0, 255)


@internal
def to_range(images, old, new, dtype) -> graph.Tensor:
    """(images - old low) / (old high - old low) * (new high - new low) + new low.

    Args:
        images: tensor; it stays as it is where both ranges are the same.
        old, new: pairs (low, high).
        dtype: of the computation and the result.
    """
    if tuple(old) == tuple(new):
        return images
    parts = (graph.cast(images, dtype) - old[0]) / (old[1] - old[0])
    return parts * (new[1] - new[0]) + new[0]
