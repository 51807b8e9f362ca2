"""Images moved, turned, scaled, sheared."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.image.layout import as_batch, as_images, from_batch, require_one_of
from kerasish.ops.image.projection import INTERPOLATIONS, Sampling, project

FILL_MODES = ("constant", "nearest", "wrap", "reflect")


def affine_transform(
    images,
    transform,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value=0,
    data_format: str | None = None,
) -> graph.Tensor:
    """The pixel at column x and row y is the one at ((a0 x + a1 y + a2) / k,
    (b0 x + b1 y + b2) / k) of the images, where k = c0 x + c1 y + 1.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        transform: a0, a1, a2, b0, b1, b2, c0, c1: (8,), or (batch, 8).
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands beyond the edges: "constant" (`fill_value`), "nearest",
            "reflect" (b a | a b c), or "wrap" (b c | a b c).
        fill_value: a number.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Images of the same shape and dtype; integers are cut towards zero.

    Raises:
        ArgumentError: wrong ranks, not 8 numbers, an unknown word.

    Gradient:
        In the images dy, carried back by the inverse transform, as TensorFlow has it;
        none in the transform.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.arange(4.0, dtype="float32").reshape(1, 4, 1)
        >>> moved = ops.image.affine_transform(image, [1, 0, 1.5, 0, 1, 0, 0, 0])
        >>> moved.numpy().ravel()
        array([1.5, 2.5, 1.5, 0. ], dtype=float32)
    """
    images, layout = as_images("affine_transform", images, data_format)
    transform = convert_to_tensor(transform)
    require_one_of("affine_transform", "interpolation", interpolation, INTERPOLATIONS)
    require_one_of("affine_transform", "fill_mode", fill_mode, FILL_MODES)
    if transform.ndim not in (1, 2) or transform.shape[-1] != 8:
        fail(
            "affine_transform: a transform is 8 numbers",
            {"transform": transform.spec},
            "give a0, a1, a2, b0, b1, b2, c0, c1, or a row of them for each image",
        )
    if transform.ndim == 1:
        transform = graph.expand_dims(transform, 0)
    batch = as_batch(images, layout)
    moved = project(batch, transform, Sampling(interpolation, fill_mode, fill_value))
    return from_batch(moved, images.ndim, layout)
