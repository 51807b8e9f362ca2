"""Small parts of images or volumes, each laid flat."""

from __future__ import annotations

import numbers

import graph
from kerasish.base.errors import fail
from kerasish.ops.image.patches import patches_of


def extract_patches(
    images,
    size,
    strides=None,
    dilation_rate=1,
    padding: str = "valid",
    data_format: str | None = None,
) -> graph.Tensor:
    """y[n, i, j, (k, l, c)] = x[n, i * stride + k, j * stride + l, c].

    Args:
        images: (batch, rows, columns, channels); for three sizes (batch, depth, rows,
            columns, channels); or without batch, or channels first.
        size: of a patch: one number for rows and columns, two, or three.
        strides: from one patch to the next, one number or one for each axis; the size
            of a patch when None.
        dilation_rate: distance of the pixels of a patch.
        padding: "valid" for whole patches only, "same" for ceil(size / stride) patches
            with zeros beyond the edges.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        (batch, rows of patches, columns of patches, pixels * channels), in the layout
        of the images.

    Raises:
        ArgumentError: wrong sizes, ranks, or padding.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.arange(8).reshape(2, 4, 1)
        >>> ops.image.extract_patches(image, 2).numpy()
        array([[[0, 1, 4, 5],
                [2, 3, 6, 7]]])
    """
    sizes = (size, size) if isinstance(size, numbers.Integral) else size
    if not isinstance(sizes, (tuple, list)) or len(sizes) not in (2, 3):
        fail(
            "extract_patches: size must be one, two or three integers",
            {"size": repr(size)},
            "two for images, three for volumes",
        )
    return patches_of(
        "extract_patches", images, sizes, strides, dilation_rate, padding, data_format
    )
