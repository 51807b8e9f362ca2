"""Images turned into their negatives at random."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
    for_each_image,
)


class RandomInvert(RandomImageLayer):
    """y = high - x with some probability, else x, where high is the highest value.

    Args:
        factor: the probability, drawn for each image between the two numbers; one
            number f stands for (0, f).
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomInvert((1.0, 1.0))
        >>> layer(np.array([[[5.0, 250.0]]])).numpy()
        array([[[250.,   5.]]], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "value_range": augmentation_rules.value_range,
    }

    def __init__(
        self, factor=1.0, value_range=(0, 255), seed=None, data_format=None, **kwargs
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        inverted = self._happens(data, self.factor, self._source(seed))
        return {"apply_inversion": inverted}

    def transform_images(self, images, transformation, training=True):
        if not training:
            return images
        images = graph.cast(images, self.compute_dtype)
        inverted = for_each_image(transformation["apply_inversion"])
        return graph.where(inverted, self.value_range[1] - images, images)
