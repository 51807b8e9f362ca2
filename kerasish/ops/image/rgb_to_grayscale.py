"""Brightness instead of colour."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float
from kerasish.ops.image.layout import as_images
from kerasish.ops.recording import saved_as

#: parts of red, green and blue in the luma of ITU-R BT.601
LUMA = (0.2989, 0.5870, 0.1140)


@saved_as("RGBToGrayscale")
def rgb_to_grayscale(images, data_format: str | None = None) -> graph.Tensor:
    """y = 0.2989 red + 0.587 green + 0.114 blue.

    Args:
        images: (batch, rows, columns, 3), or without batch, or channels first; those of
            one channel stay as they are.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Images of one channel in the same dtype; integers are cut.

    Raises:
        ArgumentError: a wrong rank, or another number of channels.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.rgb_to_grayscale(np.array([[[10, 20, 30]]])).numpy()
        array([[[18]]])
    """
    images, layout = as_images("rgb_to_grayscale", images, data_format)
    channels = graph.shape(images)[layout.channels]
    if channels == 1:
        return images
    if not isinstance(channels, graph.Dim) and channels != 3:
        fail(
            "rgb_to_grayscale: images must have 3 channels, or 1",
            {"images": images.spec},
            "channels are the last axis; if they are first, say "
            'data_format="channels_first"',
        )
    floats = to_float(images)
    shares = np.array(LUMA, floats.dtype)
    gray = graph.tensordot(floats, shares, [[layout.channels], [0]])
    return graph.cast(graph.expand_dims(gray, layout.channels), images.dtype)
