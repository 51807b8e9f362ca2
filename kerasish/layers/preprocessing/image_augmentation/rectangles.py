"""Random rectangles of images."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.ops.image.layout import Layout
from kerasish.random.distributions import uniform


@internal
def draw_span(size, parts, source) -> tuple:
    """Starts and ends, (batch,), of as long parts of an axis, anywhere on it.

    Args:
        size: of the axis.
        parts: (batch,), from 0 to 1.
        source: of the draws.
    """
    size = graph.cast(size, parts.dtype)
    length = parts * size
    u = uniform(graph.shape(parts), dtype=parts.dtype, seed=source)
    start = u * (size - length)
    return start, start + length


@internal
def rectangle_masks(shape, across, down, layout: Layout) -> graph.Tensor:
    """(batch, rows, columns, 1), or channels first: which pixels are inside.

    Args:
        shape: of the images.
        across, down: spans of columns and of rows.
        layout: where the axes are.
    """
    inside = None
    for axis, (start, end) in ((layout.columns, across), (layout.rows, down)):
        place = [1, 1, 1, 1]
        place[axis] = -1
        at = graph.reshape(graph.arange(shape[axis], dtype=start.dtype), place)
        start, end = (graph.reshape(edge, (-1, 1, 1, 1)) for edge in (start, end))
        between = graph.logical_and(at >= start, at < end)
        inside = between if inside is None else graph.logical_and(inside, between)
    return inside
