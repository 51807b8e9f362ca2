"""Hue, saturation and value of colours."""

from __future__ import annotations

import graph
from kerasish.ops.image.colours import as_colours, from_colours
from kerasish.ops.recording import saved_as


@saved_as("RGBToHSV")
def rgb_to_hsv(images, data_format: str | None = None) -> graph.Tensor:
    """value = max(r, g, b), saturation = 1 - min / max, and the hue between red at 0,
    green at 1/3, blue at 2/3.

    Args:
        images: floats from 0 to 1, (batch, rows, columns, 3), or without batch, or
            channels first.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        Hue, saturation and value as channels, from 0 to 1, in the same dtype.

    Raises:
        ArgumentError: a wrong rank, dtype or number of channels.

    Source: A. R. Smith: Color gamut transform pairs (1978).

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.rgb_to_hsv(np.array([[[0.0, 0.5, 0.25]]])).numpy()
        array([[[0.41666667, 1.        , 0.5       ]]])
    """
    (red, green, blue), layout = as_colours("rgb_to_hsv", images, data_format)
    value = graph.maximum(graph.maximum(red, green), blue)
    spread = value - graph.minimum(graph.minimum(red, green), blue)
    saturation = _ratio(spread, value)
    hue = graph.where(
        graph.equal(red, value),
        _ratio(green - blue, spread * 6),
        graph.where(
            graph.equal(green, value),
            _ratio(blue - red, spread * 6) + 2 / 6,
            _ratio(red - green, spread * 6) + 4 / 6,
        ),
    )
    hue = graph.where(hue < 0, hue + 1, hue)
    return from_colours((hue, saturation, value), layout)


def _ratio(above, below):
    """The quotient, and 0 where it has none."""
    is_some = below > 0
    return graph.where(is_some, above / graph.where(is_some, below, 1), 0)
