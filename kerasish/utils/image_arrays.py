"""Pillow's images as arrays, and arrays as images."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.extras import load_extra
from kerasish.base.settings import standardize_data_format, standardize_dtype

#: Pillow's mode and dtype of the pixels by the number of channels
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def array_to_img(x, data_format=None, scale=True, dtype=None):
    """The array as an image of Pillow.

    Args:
        x: (rows, columns, channels), or channels first; 1 channel (gray), 3 or 4 (the
            last one says how opaque a pixel is).
        data_format: "channels_last" or "channels_first"; the global one when None.
        scale: whether the smallest value becomes 0 and the largest 255; else values are
            cut to integers as they are.
        dtype: in which that is computed; the default float dtype when None.

    Raises:
        ArgumentError: another rank or number of channels.
        MissingExtraError: Pillow is not installed.
    """
    image = load_extra("PIL.Image", "array_to_img", "images")
    x = np.array(x, standardize_dtype(dtype))
    if x.ndim != 3:
        fail(
            "array_to_img: x must have rank 3",
            {"x": f"{x.dtype}{list(x.shape)}"},
            "give one image (rows, columns, channels)",
        )
    if standardize_data_format(data_format) == "channels_first":
        x = x.transpose(1, 2, 0)
    channels = x.shape[2]
    if channels not in _MODES:
        fail(
            "array_to_img: an image has 1, 3 or 4 channels",
            {"channels": channels},
            "channels are the last axis; if they are first, say "
            'data_format="channels_first"',
        )
    if scale:
        x = x - x.min()
        largest = x.max()
        x = (x / largest if largest != 0 else x) * 255
    if channels == 1:
        x = x[:, :, 0]
        if x.max() > 255:  # more than bytes hold: pixels of 32 bits
            return image.fromarray(x.astype("int32"))
    return image.fromarray(x.astype("uint8"))


def img_to_array(img, data_format=None, dtype=None) -> np.ndarray:
    """The image as an array (rows, columns, channels), or channels first.

    Args:
        img: an image of Pillow, or an array of rank 2 or 3 with channels last.
        data_format: "channels_last" or "channels_first"; the global one when None.
        dtype: the default float dtype when None.

    Raises:
        ArgumentError: another rank.

    Example:
        >>> from kerasish import utils
        >>> utils.img_to_array([[0, 255]]).shape
        (1, 2, 1)
    """
    x = np.array(img, standardize_dtype(dtype))
    if x.ndim not in (2, 3):
        fail(
            "img_to_array: an image has rank 2 or 3",
            {"img": f"{x.dtype}{list(x.shape)}"},
            "give one image (rows, columns) or (rows, columns, channels)",
        )
    x = x[:, :, None] if x.ndim == 2 else x
    first = standardize_data_format(data_format) == "channels_first"
    return x.transpose(2, 0, 1) if first else x
