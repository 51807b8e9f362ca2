"""What events hold: scalars, histograms, images and texts, as encoded summaries.

Source: tensorboard/compat/proto/summary.proto; names and numbers of the fields.
"""

from __future__ import annotations

import io

import numpy as np

from kerasish.base.extras import load_extra
from kerasish.event_files.protocol_buffer import data, double, doubles, integer, single

#: buckets of a histogram
BUCKETS = 30


def scalar(tag: str, value: float) -> bytes:
    """One number."""
    return _value(tag, single(2, value))


def histogram(tag: str, values) -> bytes:
    """How many of the values lie in each of some intervals of equal width.

    Values that are not finite are left out.
    """
    values = np.asarray(values, np.float64).ravel()
    values = values[np.isfinite(values)]
    low, high = (values.min(), values.max()) if values.size else (0.0, 0.0)
    if low == high:  # intervals need a width
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(values, BUCKETS, (low, high))
    message = b"".join(
        (
            double(1, values.min() if values.size else 0.0),
            double(2, values.max() if values.size else 0.0),
            double(3, values.size),
            double(4, values.sum()),
            double(5, np.square(values).sum()),
            doubles(6, edges),
            doubles(7, [0.0, *counts]),
        )
    )
    return _value(tag, data(5, message))


def image(tag: str, pixels) -> bytes:
    """An image.

    Args:
        tag: its name.
        pixels: (height, width) or (height, width, channels) with 1, 3 or 4 channels;
            uint8, or floats from 0 to 1.
    """
    pixels = np.asarray(pixels)
    if pixels.ndim == 3 and pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    if pixels.dtype != np.uint8:
        pixels = (np.clip(pixels, 0.0, 1.0) * 255).round().astype(np.uint8)
    pillow = load_extra("PIL.Image", "image summaries", "images")
    stream = io.BytesIO()
    pillow.fromarray(pixels).save(stream, "png")
    channels = 1 if pixels.ndim == 2 else pixels.shape[-1]
    height, width = pixels.shape[:2]
    message = integer(1, height) + integer(2, width) + integer(3, channels)
    return _value(tag, data(4, message + data(4, stream.getvalue())))


def _value(tag: str, content: bytes) -> bytes:
    return data(1, data(1, tag) + content)
