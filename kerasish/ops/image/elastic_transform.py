"""Images distorted as if drawn on rubber."""

from __future__ import annotations

import graph
from kerasish.base.random_seed import draw_key
from kerasish.ops.image.affine_transform import FILL_MODES
from kerasish.ops.image.gaussian_blur import gaussian_blur
from kerasish.ops.image.layout import as_batch, as_images, from_batch, require_one_of
from kerasish.ops.image.projection import INTERPOLATIONS


def elastic_transform(
    images,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed=None,
    data_format: str | None = None,
) -> graph.Tensor:
    """Each pixel is read alpha * d beside its place, where d are random displacements
    of deviation sigma, smoothed with a Gaussian of the same sigma.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        alpha: how far the displacements go; a number or a scalar tensor.
        sigma: over how many pixels they are alike; a number or a scalar tensor.
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands beyond the edges, as in `map_coordinates`: "constant"
            (`fill_value`), "nearest", "reflect" or "wrap".
        fill_value: a number.
        seed: an integer, a `SeedGenerator` or None.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Images of the same shape and dtype.

    Raises:
        ArgumentError: a wrong rank or word.

    Source: Simard, Steinkraus, Platt: Best practices for convolutional neural networks
        (2003), section 2. Rows and columns are displaced independently.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.elastic_transform(np.zeros((8, 9, 1)), seed=1).shape
        (8, 9, 1)
    """
    images, layout = as_images("elastic_transform", images, data_format)
    require_one_of("elastic_transform", "interpolation", interpolation, INTERPOLATIONS)
    require_one_of("elastic_transform", "fill_mode", fill_mode, FILL_MODES)
    batch = as_batch(images, layout)
    moves = _displacements(batch, sigma, draw_key(seed))
    points = _grid(batch) + graph.multiply(alpha, moves)
    if fill_mode == "reflect":
        points = graph.absolute(points)
    moved = graph.map_coordinates(
        batch,
        points,
        INTERPOLATIONS.index(interpolation),
        fill_mode,
        fill_value,
        batched=True,
    )
    if moved.dtype != images.dtype:
        moved = graph.cast(graph.rint(moved), images.dtype)
    return from_batch(moved, images.ndim, layout)


def _grid(batch):
    """Row and column of each pixel: (2, 1, rows, columns)."""
    rows, columns = (
        graph.arange(size, dtype=_float(batch)) for size in graph.shape(batch)[1:3]
    )
    grid = graph.stack(graph.meshgrid(rows, columns, indexing="ij"))
    return graph.expand_dims(grid, 1)


def _displacements(batch, sigma, key):
    """In rows and in columns: (2, batch, rows, columns)."""
    n, height, width, _ = graph.shape(batch)
    noise = graph.random_normal(key, (2 * n, height, width, 1), 0.0, 1.0, _float(batch))
    if isinstance(sigma, graph.Tensor):
        smooth = _smoothed(noise[..., 0] * graph.cast(sigma, noise.dtype), sigma)
    else:
        size = 6 * int(sigma) | 1
        smooth = gaussian_blur(
            noise * sigma, (size, size), (sigma, sigma), "channels_last"
        )
    return graph.reshape(smooth, (2, n, height, width))


def _smoothed(planes, sigma):
    """(n, rows, columns) blurred where sigma, and with it the size of the Gaussian, is
    known only in the run: along each axis a product with the matrix of its weights."""
    _, height, width = graph.shape(planes)
    down, along = (_weights(size, sigma, planes.dtype) for size in (height, width))
    return graph.matmul(graph.matmul(down, planes), along)


def _weights(size, sigma, dtype):
    """(size, size): the Gaussian of sum 1, 6 int(sigma) + 1 wide, around each place."""
    radius = 3 * graph.cast(graph.trunc(sigma), dtype)
    sigma = graph.cast(sigma, dtype)

    def bell(distance):
        height = graph.exp(graph.square(distance / sigma) * -0.5)
        return graph.where(graph.absolute(distance) <= radius, height, 0)

    places = graph.arange(size, dtype=dtype)
    whole = 2 * graph.sum(bell(places)) - 1  # both sides, and the middle once
    return bell(places - graph.expand_dims(places, 1)) / whole


def _float(batch):
    return batch.dtype if graph.kind_of(batch.dtype) == "f" else "float32"
