"""Images with more around them."""

from __future__ import annotations

import graph
from kerasish.ops.image.layout import as_images
from kerasish.ops.image.margins import margins


def pad_images(
    images,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> graph.Tensor:
    """The images with zeros around them.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        top_padding, bottom_padding, target_height: how many rows come above and below,
            and how many there are then; two of the three.
        left_padding, right_padding, target_width: the same for columns.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ArgumentError: not two of three, or a number that would be negative.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> image = np.array([[[5]]])
        >>> padded = ops.image.pad_images(image, 0, 1, target_height=1, target_width=3)
        >>> padded.numpy()[..., 0]
        array([[0, 5, 0]])
    """
    images, layout = as_images("pad_images", images, data_format)
    sizes = list(graph.shape(images))
    around = [(0, 0)] * images.ndim
    for axis, names, numbers in (
        (
            layout.rows,
            ("top_padding", "bottom_padding", "target_height"),
            (top_padding, bottom_padding, target_height),
        ),
        (
            layout.columns,
            ("left_padding", "right_padding", "target_width"),
            (left_padding, right_padding, target_width),
        ),
    ):
        before, after, whole = margins("pad_images", names, numbers, sizes[axis], 1)
        around[axis] = graph.size_max(before, 0), graph.size_max(after, 0)
        sizes[axis] = whole
    # a run refuses images that are larger than what they are to become
    return graph.reshape(graph.pad(images, around), sizes)
