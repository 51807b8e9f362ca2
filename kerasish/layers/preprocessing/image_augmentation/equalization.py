"""Images whose values are equally frequent."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.value_ranges import (
    BYTES,
    to_range,
)


class Equalization(BaseImageLayer):
    """y = share of the pixels of its channel, in all images, that are not lighter.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        bins: how many values are told apart.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([10.0, 11.0, 11.0, 12.0]).reshape(2, 2, 1)
        >>> kerasish.layers.Equalization()(image).numpy().ravel()
        array([  0., 170., 170., 255.], dtype=float32)
    """

    rules = {"value_range": augmentation_rules.value_range, "bins": rules.positive_int}

    def __init__(self, value_range=(0, 255), bins=256, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = value_range
        self.bins = bins

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        dtype = "float64" if self.compute_dtype == "float64" else "float32"
        images = graph.cast(images, dtype)
        images = to_range(images, self.value_range, BYTES, dtype)
        axis = self._layout.channels
        channels = graph.shape(images)[axis]
        rows = graph.reshape(graph.moveaxis(images, axis, 0), (channels, -1))
        equalized = self._equalized(rows)
        shape = graph.shape(graph.moveaxis(images, axis, 0))
        images = graph.moveaxis(graph.reshape(equalized, shape), 0, axis)
        images = to_range(images, BYTES, self.value_range, dtype)
        return graph.cast(images, self.compute_dtype)

    def _equalized(self, rows):
        """(channels, pixels) equalized, each channel by itself."""
        last = self.bins - 1
        counts = graph.bincount(self._bins(rows * last / 255), minlength=self.bins)
        counts = graph.cast(counts, "float64")
        below = graph.cumsum(counts, 1)
        first = graph.min(
            graph.where(below > 0, below, below[:, -1:]), 1, keepdims=True
        )
        rest = below[:, -1:] - first
        table = (below - first) * 255 / graph.where(rest == 0, 1, rest)
        table = graph.cast(graph.clip(graph.rint(table), 0, 255), rows.dtype)
        looked_up = graph.take_along_axis(table, self._bins(rows / 255 * last), 1)
        is_one_value = graph.count_nonzero(counts, 1, keepdims=True) <= 1
        return graph.where(is_one_value, rows, looked_up)

    def _bins(self, places):
        return graph.cast(graph.clip(graph.trunc(places), 0, self.bins - 1), "int32")
