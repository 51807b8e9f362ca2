"""Output shapes of layers that move a window over spatial axes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail


@internal
def window_shape(name, input_shape, data_format, windows, padding, channels) -> tuple:
    """The output shape of a convolution or a pool; None stays None.

    Args:
        name: of the layer, for the error.
        input_shape: (batch, *spatial, channels), or channels first.
        data_format: "channels_last" or "channels_first".
        windows: (window, stride, dilation) for each spatial axis.
        padding: "valid", "same" or "causal".
        channels: of the output.

    Raises:
        ShapeError: a window that is larger than its axis.
    """
    first = data_format == "channels_first"
    sizes = input_shape[2:] if first else input_shape[1:-1]
    counts = [
        None if size is None else _count(size, *window, padding)
        for size, window in zip(sizes, windows)
    ]
    if any(count is not None and count < 1 for count in counts):
        fail(
            f"layer {name!r}: the window is larger than the input",
            {"input": tuple(input_shape), "windows": [w[0] for w in windows]},
            'use padding="same", a smaller window, or larger inputs',
            graph.ShapeError,
        )
    batch = input_shape[0]
    return (batch, channels, *counts) if first else (batch, *counts, channels)


def _count(size: int, window: int, stride: int, dilation: int, padding: str) -> int:
    if padding in ("same", "causal"):
        return -(-size // stride)
    return (size - (window - 1) * dilation - 1) // stride + 1
