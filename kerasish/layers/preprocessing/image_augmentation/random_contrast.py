"""Images with more contrast at random."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.random.distributions import uniform


class RandomContrast(RandomImageLayer):
    """y = (x - mean) * u + mean, with the mean of each channel of each image, cut to
    the value range.

    Args:
        factor: u is drawn for each image from 1 - a to 1 + b for (a, b); one number f
            stands for (0, f).
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([10.0, 20.0]).reshape(1, 2, 1)
        >>> layer = kerasish.layers.RandomContrast(0.5)
        >>> layer.transform_images(image, {"contrast_factor": 1.5}).numpy().ravel()
        array([ 7.5, 22.5], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "value_range": augmentation_rules.value_range,
    }

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(seed=seed, **kwargs)
        self.factor = factor
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        shape = self._shape_of_each(data)
        if not training:
            return {"contrast_factor": graph.zeros(shape)}
        low, high = 1 - self.factor[0], 1 + self.factor[1]
        factor = uniform(shape, low, high, self.compute_dtype, self._source(seed))
        return {"contrast_factor": factor}

    def transform_images(self, images, transformation, training=True):
        if not training:
            return images
        images = graph.cast(images, self.compute_dtype)
        factor = graph.cast(transformation["contrast_factor"], self.compute_dtype)
        axes = self._layout.rows, self._layout.columns
        mean = graph.mean(images, axes, keepdims=True)
        return graph.clip((images - mean) * factor + mean, *self.value_range)
