"""Images without colour at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
    for_each_image,
)
from kerasish.ops.image.rgb_to_grayscale import rgb_to_grayscale
from kerasish.random.distributions import uniform


class RandomGrayscale(RandomImageLayer):
    """y = gray of x in all channels, with probability factor, else x.

    Args:
        factor: the probability, from 0 to 1.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomGrayscale(1.0)
        >>> layer(np.array([[[0.0, 100.0, 0.0]]])).numpy().round(3)
        array([[[58.7, 58.7, 58.7]]], dtype=float32)
    """

    rules = {"factor": rules.fraction}

    def __init__(self, factor=0.5, data_format=None, seed=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        u = uniform((self._batch_size(data),), seed=self._source(seed))
        return for_each_image(u < self.factor)

    def transform_images(self, images, transformation, training=True):
        if not training:
            return images
        if transformation is None:
            transformation = self.get_random_transformation(images)
        images = graph.as_tensor(images)
        gray = rgb_to_grayscale(images, data_format=self.data_format)
        return graph.where(transformation, gray, images)
