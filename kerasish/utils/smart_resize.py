"""Images of another size in their own proportions."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal
from kerasish.ops.image.resize import resize


@internal
def smart_resize(x, size, interpolation="bilinear", data_format="channels_last"):
    """The largest part around the middle that has the proportions of a size, resized.

    Args:
        x: (batch, rows, columns, channels), or without batch, or channels first.
        size: (rows, columns) of the result.
        interpolation: see `kerasish.ops.image.resize`.
        data_format: "channels_last" or "channels_first".

    Returns:
        An array for an array, else a tensor.

    Raises:
        ArgumentError: a wrong rank, size or word.

    Example:
        >>> import numpy as np
        >>> from kerasish.preprocessing import image
        >>> image.smart_resize(np.arange(4.0).reshape(1, 4, 1), (1, 2))[..., 0]
        array([[1., 2.]])
    """
    resized = resize(
        x, size, interpolation, crop_to_aspect_ratio=True, data_format=data_format
    )
    return np.array(resized) if isinstance(x, np.ndarray) else resized
