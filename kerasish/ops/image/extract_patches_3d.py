"""Small parts of volumes, each laid flat."""

from __future__ import annotations

import numbers

import graph
from kerasish.ops.image.patches import patches_of


def extract_patches_3d(
    volumes,
    size,
    strides=None,
    dilation_rate=1,
    padding: str = "valid",
    data_format: str | None = None,
) -> graph.Tensor:
    """y[n, h, i, j, (m, k, l, c)] = x[n, h * s + m, i * s + k, j * s + l, c].

    Args:
        volumes: (batch, depth, rows, columns, channels), or without batch, or channels
            first.
        size: of a patch, one number or three.
        strides: s, from one patch to the next, one number or three; the size of a patch
            when None.
        dilation_rate: distance of the elements of a patch.
        padding: "valid" for whole patches only, "same" for ceil(size / stride) patches
            with zeros beyond the edges.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        (batch, *patches, elements * channels), in the layout of the volumes.

    Raises:
        ArgumentError: wrong sizes, ranks, or padding.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.extract_patches_3d(np.zeros((4, 6, 8, 3)), 2).shape
        (2, 3, 4, 24)
    """
    sizes = (size,) * 3 if isinstance(size, numbers.Integral) else tuple(size)
    return patches_of(
        "extract_patches_3d",
        volumes,
        sizes,
        strides,
        dilation_rate,
        padding,
        data_format,
    )
