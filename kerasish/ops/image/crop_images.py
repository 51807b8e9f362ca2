"""Parts of images."""

from __future__ import annotations

import graph
from kerasish.ops.image.layout import as_images
from kerasish.ops.image.margins import margins


def crop_images(
    images,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> graph.Tensor:
    """The images without some rows and columns at their edges.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        top_cropping, bottom_cropping, target_height: how many rows go above and below,
            and how many stay; two of the three.
        left_cropping, right_cropping, target_width: the same for columns.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ArgumentError: not two of three, or a number that would be negative.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.arange(9).reshape(3, 3, 1)
        >>> ops.image.crop_images(image, 0, 0, 2, 1).numpy()[..., 0]
        array([[0, 1]])
    """
    images, layout = as_images("crop_images", images, data_format)
    key, sizes = [slice(None)] * images.ndim, list(graph.shape(images))
    for axis, names, numbers in (
        (
            layout.rows,
            ("top_cropping", "bottom_cropping", "target_height"),
            (top_cropping, bottom_cropping, target_height),
        ),
        (
            layout.columns,
            ("left_cropping", "right_cropping", "target_width"),
            (left_cropping, right_cropping, target_width),
        ),
    ):
        before, _, kept = margins("crop_images", names, numbers, sizes[axis], -1)
        key[axis], sizes[axis] = slice(before, before + kept), kept
    # a run refuses images that are smaller than what is to stay of them
    return graph.reshape(images[tuple(key)], sizes)
