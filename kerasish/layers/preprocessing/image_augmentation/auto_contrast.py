"""Images that use the whole range of values."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.value_ranges import (
    BYTES,
    to_range,
)


class AutoContrast(BaseImageLayer):
    """y = (x - min) / (max - min) of each channel of each image, in the value range.

    A channel of one value stays as it is. Nothing is random: the layer does the same
    in training and out of it.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([100.0, 125.0, 150.0]).reshape(1, 3, 1)
        >>> kerasish.layers.AutoContrast()(image).numpy().ravel()
        array([  0. , 127.5, 255. ], dtype=float32)
    """

    rules = {"value_range": augmentation_rules.value_range}

    def __init__(self, value_range=(0, 255), **kwargs):
        super().__init__(**kwargs)
        self.value_range = value_range

    def transform_images(self, images, transformation=None, training=True):
        images = graph.cast(images, self.compute_dtype)
        scaled = to_range(images, self.value_range, BYTES, self.compute_dtype)
        axes = self._layout.rows, self._layout.columns
        low = graph.min(scaled, axes, keepdims=True)
        spread = graph.max(scaled, axes, keepdims=True) - low
        is_flat = spread == 0
        scale = 255.0 / graph.where(is_flat, 1, spread)
        stretched = graph.clip(scaled * scale - low * scale, 0, 255)
        stretched = to_range(stretched, BYTES, self.value_range, self.compute_dtype)
        return graph.where(is_flat, images, stretched)
