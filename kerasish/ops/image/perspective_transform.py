"""Images seen from another side."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.image.layout import as_batch, as_images, from_batch, require_one_of
from kerasish.ops.image.projection import INTERPOLATIONS, Sampling, project


def perspective_transform(
    images,
    start_points,
    end_points,
    interpolation: str = "bilinear",
    fill_value=0,
    data_format: str | None = None,
) -> graph.Tensor:
    """The images under the projective map that leads four points to four others.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        start_points: (4, 2) or (batch, 4, 2): column and row of four points of the
            images, no three of them on a line.
        end_points: of the same shape, where they lie in the result.
        interpolation: "bilinear" or "nearest".
        fill_value: what stands beyond the edges.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Images of the same shape and dtype; integers are cut towards zero.

    Raises:
        ArgumentError: wrong ranks or shapes, an unknown interpolation.

    Gradient:
        As that of `affine_transform`; none in the points.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.arange(4.0, dtype="float32").reshape(2, 2, 1)
        >>> start = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
        >>> end = [[1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
        >>> ops.image.perspective_transform(image, start, end).numpy()[..., 0].round(3)
        array([[1., 0.],
               [3., 2.]], dtype=float32)
    """
    name = "perspective_transform"
    images, layout = as_images(name, images, data_format)
    require_one_of(name, "interpolation", interpolation, INTERPOLATIONS)
    start, end = convert_to_tensor(start_points), convert_to_tensor(end_points)
    for label, points in (("start_points", start), ("end_points", end)):
        if points.ndim not in (2, 3) or tuple(points.shape[-2:]) != (4, 2):
            fail(
                f"{name}: {label} must be four points",
                {label: points.spec},
                "give (4, 2), or (batch, 4, 2)",
            )
    if start.ndim != end.ndim:
        fail(
            f"{name}: start_points and end_points must be of one shape",
            {"start_points": start.spec, "end_points": end.spec},
        )
    batch = as_batch(images, layout)
    dtype = "float64" if images.dtype == "float64" else "float32"
    transforms = homography(graph.cast(start, dtype), graph.cast(end, dtype))
    moved = project(batch, transforms, Sampling(interpolation, "constant", fill_value))
    return from_batch(moved, images.ndim, layout)


@internal
def homography(start, end) -> graph.Tensor:
    """The projective maps of the plane that lead ``end`` to ``start``: (batch, 8).

    Args:
        start, end: (4, 2) or (batch, 4, 2).

    Source: where (x, y) is led to (u, v), a0 x + a1 y + a2 - u (c0 x + c1 y) = u, and
        so for v: eight linear equations.
    """
    start, end = (graph.reshape(points, (-1, 4, 2)) for points in (start, end))
    x, y = end[..., :1], end[..., 1:]
    u, v = start[..., :1], start[..., 1:]
    one, zero = graph.ones_like(x), graph.zeros_like(x)
    of_columns = [x, y, one, zero, zero, zero, -u * x, -u * y]
    of_rows = [zero, zero, zero, x, y, one, -v * x, -v * y]
    left = graph.concatenate(
        [graph.concatenate(of_columns, 2), graph.concatenate(of_rows, 2)], 1
    )
    right = graph.concatenate([u, v], 1)
    return graph.squeeze(graph.solve(left, right), 2)
