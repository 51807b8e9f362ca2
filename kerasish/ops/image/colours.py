"""Images as three tensors, one a channel."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.ops.image.layout import Layout, as_images, require_float


@internal
def as_colours(name: str, images, data_format):
    """The three channels, and the layout to put them back with.

    Raises:
        ArgumentError: a wrong rank, dtype or number of channels.
    """
    images, layout = as_images(name, images, data_format)
    require_float(name, images)
    size = graph.shape(images)[layout.channels]
    if isinstance(size, graph.Dim):  # a run finds out
        sizes = list(graph.shape(images))
        sizes[layout.channels] = 3
        images = graph.reshape(images, sizes)
    elif size != 3:
        fail(
            f"{name}: images must have 3 channels",
            {"images": images.spec},
            "channels are the last axis; if they are first, say "
            'data_format="channels_first"',
        )
    key = [slice(None)] * images.ndim
    colours = []
    for channel in range(3):
        key[layout.channels] = channel
        colours.append(images[tuple(key)])
    return colours, layout


@internal
def from_colours(colours, layout: Layout) -> graph.Tensor:
    """The channels as one tensor."""
    return graph.stack(list(colours), layout.channels)
