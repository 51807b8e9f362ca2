"""Images whose colours are made stronger or weaker at random."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.color_factor_layer import (
    ColorFactorLayer,
)
from kerasish.ops.image.colours import as_colours, from_colours
from kerasish.ops.image.hsv_to_rgb import hsv_to_rgb
from kerasish.ops.image.rgb_to_hsv import rgb_to_hsv
from kerasish.random.distributions import uniform


class RandomSaturation(ColorFactorLayer):
    """The saturation of each pixel times u / (1 - u), cut to the value range.

    Args:
        factor: u is drawn for each image between the two numbers: 0 for gray, 0.5 for
            the image itself, near 1 for pure colours; one number f stands for (-f, f).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomSaturation((0.0, 0.0), value_range=(0, 1))
        >>> layer(np.array([[[0.5, 0.25, 0.0]]])).numpy()
        array([[[0.5, 0.5, 0.5]]], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(-1, 1),
    }

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape = (self._batch_size(data),)
        u = uniform(shape, *self.factor, seed=self._source(seed))
        return {"factor": u / (1 - u + epsilon())}

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        factor = graph.cast(transformation["factor"], self.compute_dtype)
        hsv = rgb_to_hsv(graph.cast(images, self.compute_dtype), self.data_format)
        colours, layout = as_colours("RandomSaturation", hsv, self.data_format)
        hue, saturation, value = colours
        saturation = saturation * graph.reshape(factor, (-1, 1, 1))
        saturation = graph.clip(saturation, *self.value_range)
        return hsv_to_rgb(
            from_colours((hue, saturation, value), layout), self.data_format
        )
