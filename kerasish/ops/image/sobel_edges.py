"""Where images change, and in which direction."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.ops.image.layout import as_images, require_float


def sobel_edges(images, data_format: str | None = None) -> graph.Tensor:
    """Differences across three rows, and across three columns, with weights 1 2 1.

    Args:
        images: floats (batch, rows, columns, channels), or channels first; they are
            mirrored at their outermost pixels.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        The shape of the images and a last axis of two: down, and to the right.

    Raises:
        ArgumentError: a wrong rank or dtype.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.array([0.0, 0.0, 1.0, 1.0] * 2).reshape(1, 2, 4, 1)
        >>> ops.image.sobel_edges(image).numpy()[0, 0, :, 0]
        array([[0., 0.],
               [0., 4.],
               [0., 4.],
               [0., 0.]])
    """
    images, layout = as_images("sobel_edges", images, data_format)
    require_float("sobel_edges", images)
    if images.ndim != 4:
        fail(
            "sobel_edges: images must be a batch, of rank 4",
            {"images": images.spec},
            "add an axis: ops.expand_dims(image, 0)",
        )
    around = [(0, 0)] * 4
    around[layout.rows] = around[layout.columns] = (1, 1)
    padded = graph.pad(images, around, "reflect")
    down = _across(_along(padded, layout.columns), layout.rows)
    right = _across(_along(padded, layout.rows), layout.columns)
    return graph.stack([down, right], -1)


def _along(x, axis):
    before, here, after = _thirds(x, axis)
    return before + 2 * here + after


def _across(x, axis):
    before, _, after = _thirds(x, axis)
    return after - before


def _thirds(x, axis):
    """Each pixel's neighbour before, itself, and the one after it, without the ends."""
    inner = graph.shape(x)[axis] - 2
    key = [slice(None)] * x.ndim
    for start in range(3):
        key[axis] = slice(start, start + inner)
        yield x[tuple(key)]
