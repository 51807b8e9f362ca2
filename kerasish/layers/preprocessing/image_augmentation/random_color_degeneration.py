"""Images that lose colour at random."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.color_factor_layer import (
    ColorFactorLayer,
)
from kerasish.ops.image.rgb_to_grayscale import rgb_to_grayscale
from kerasish.random.distributions import uniform


class RandomColorDegeneration(ColorFactorLayer):
    """y = x + u * (gray - x), cut to the value range.

    Args:
        factor: u is drawn for each image between the two numbers: 0 for the image, 1
            for its gray; one number f stands for (-f, f).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomColorDegeneration((1.0, 1.0))
        >>> layer(np.array([[[0.0, 100.0, 0.0]]])).numpy().round(3)
        array([[[58.7, 58.7, 58.7]]], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(-1, 1),
    }

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape = (self._batch_size(data), 1, 1, 1)
        return {"factor": uniform(shape, *self.factor, seed=self._source(seed))}

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        images = graph.cast(images, self.compute_dtype)
        factor = graph.cast(transformation["factor"], self.compute_dtype)
        gray = rgb_to_grayscale(images, data_format=self.data_format)
        return graph.clip(images + factor * (gray - images), *self.value_range)
