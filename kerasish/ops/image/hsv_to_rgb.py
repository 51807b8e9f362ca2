"""Colours of hue, saturation and value."""

from __future__ import annotations

import graph
from kerasish.ops.image.colours import as_colours, from_colours
from kerasish.ops.recording import saved_as


@saved_as("HSVToRGB")
def hsv_to_rgb(images, data_format: str | None = None) -> graph.Tensor:
    """colour = value * (1 - saturation + saturation * its part of the pure hue).

    Args:
        images: hue, saturation and value from 0 to 1 as channels: floats (batch, rows,
            columns, 3), or without batch, or channels first.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Red, green and blue as channels, from 0 to 1, in the same dtype.

    Raises:
        ArgumentError: a wrong rank, dtype or number of channels.

    Source: A. R. Smith: Color gamut transform pairs (1978).

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.hsv_to_rgb(np.array([[[0.5, 1.0, 1.0]]])).numpy()
        array([[[0., 1., 1.]]])
    """
    (hue, saturation, value), layout = as_colours("hsv_to_rgb", images, data_format)
    sixths = hue * 6
    pure = (
        graph.absolute(sixths - 3) - 1,
        2 - graph.absolute(sixths - 2),
        2 - graph.absolute(sixths - 4),
    )
    colours = [
        (1 - saturation + saturation * graph.clip(part, 0, 1)) * value for part in pure
    ]
    return from_colours(colours, layout)
