"""Images equalized part by part, without making noise strong."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.rules import Rule, int_or_tuple
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.value_ranges import (
    BYTES,
    to_range,
)
from kerasish.ops.image.layout import as_batch, from_batch

_GRID = int_or_tuple(2)


class ContrastLimitedAdaptiveHistogramEqualization(BaseImageLayer):
    """y = the share of the pixels around that are darker, between the nearest tiles.

    The image is divided into tiles. In each, and for each channel, the 256 values are
    counted; counts above the limit are spread over all values. A pixel is looked up in
    the running sums of the four tiles around it, which count by their nearness.
    Nothing is random: the layer does the same in training and out of it.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        clip_limit: how many times the mean a count may be; 0 for no limit.
        tile_grid_size: numbers of tiles along rows and columns. Images that they do not
            divide are mirrored at their ends.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.

    Source: Zuiderveld: Contrast limited adaptive histogram equalization (1994).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.ContrastLimitedAdaptiveHistogramEqualization(
        ...     clip_limit=0.0, tile_grid_size=(1, 1)
        ... )
        >>> layer(np.array([10.0, 11.0, 11.0, 12.0]).reshape(2, 2, 1)).numpy().ravel()
        array([ 63.75, 191.25, 191.25, 255.  ], dtype=float32)
    """

    rules = {
        "value_range": augmentation_rules.value_range,
        "clip_limit": rules.non_negative_number,
        "tile_grid_size": Rule(_GRID.text, _GRID.accepts, (0, (2,)), _GRID.convert),
    }

    def __init__(
        self,
        value_range=(0, 255),
        clip_limit=4.0,
        tile_grid_size=(8, 8),
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = value_range
        self.clip_limit = clip_limit
        self.tile_grid_size = tile_grid_size

    def transform_images(self, images, transformation=None, training=True):
        images = self._images(images)
        pixels = to_range(images, self.value_range, BYTES, "float32")
        pixels = self._equalized(as_batch(graph.cast(pixels, "float32"), self._layout))
        pixels = from_batch(pixels, images.ndim, self._layout)
        pixels = to_range(pixels, BYTES, self.value_range, "float32")
        return graph.cast(pixels, images.dtype)

    def _equalized(self, batch):
        """(batch, rows, columns, channels) equalized."""
        sizes = graph.shape(batch)[1:3]
        tile = [-(-size // n) for size, n in zip(sizes, self.tile_grid_size)]
        around = [
            (0, t * n - size) for size, t, n in zip(sizes, tile, self.tile_grid_size)
        ]
        padded = graph.pad(batch, [(0, 0), *around, (0, 0)], "symmetric")
        values = graph.cast(graph.clip(padded, 0, 255), "int32")
        result = self._interpolated(self._tables(values, tile), values, tile)
        return result[:, : sizes[0], : sizes[1]]

    def _tables(self, values, tile):
        """The running shares of each tile: (batch, tiles, tiles, channels, 256)."""
        n, _, _, channels = graph.shape(values)
        (down, along), (height, width) = self.tile_grid_size, tile
        tiles = graph.reshape(values, (n, down, height, along, width, channels))
        tiles = graph.transpose(tiles, (0, 1, 3, 5, 2, 4))
        tiles = graph.reshape(tiles, (n * down * along * channels, height * width))
        counts = graph.cast(graph.bincount(tiles, minlength=256), "float32")
        pixels = graph.cast(height * width, "float32")
        if self.clip_limit > 0:
            kept = graph.minimum(counts, pixels * (self.clip_limit / 256))
            counts = kept + graph.sum(counts - kept, 1, keepdims=True) / 256
        sums = graph.cumsum(counts, 1)
        first = sums[:, :1]
        rest = pixels - first
        shares = (sums - first) * 255 / graph.where(rest == 0, 1, rest)
        return graph.reshape(
            graph.clip(shares, 0, 255), (n, down, along, channels, 256)
        )

    def _interpolated(self, tables, values, tile):
        """What the four tiles around each pixel make of its value."""
        n, height, width, channels = graph.shape(values)
        down, along = self.tile_grid_size
        top, bottom, below = _neighbours(height, tile[0], down, (1, -1, 1, 1))
        left, right, beside = _neighbours(width, tile[1], along, (1, 1, -1, 1))
        image = graph.reshape(graph.arange(n, dtype="int32"), (-1, 1, 1, 1))
        channel = graph.arange(channels, dtype="int32")
        flat = graph.reshape(tables, (-1,))

        def looked_up(row, column):
            table = ((image * down + row) * along + column) * channels + channel
            return graph.take(flat, table * 256 + values)

        above = looked_up(top, left) * (1 - beside) + looked_up(top, right) * beside
        under = looked_up(bottom, left) * (1 - beside)
        under = under + looked_up(bottom, right) * beside
        return above * (1 - below) + under * below


def _neighbours(size, tile, count, shape):
    """The tiles before and after each pixel of an axis, and how near it is to the one
    after: beyond the outermost centres both are the outermost tile."""
    places = graph.arange(size, dtype="float32")
    tile = graph.cast(tile, "float32")
    at = (places - tile / 2) / tile
    before = graph.floor(at)
    tiles = [
        graph.reshape(graph.cast(graph.clip(k, 0, count - 1), "int32"), shape)
        for k in (before, before + 1)
    ]
    return *tiles, graph.reshape(at - before, shape)
