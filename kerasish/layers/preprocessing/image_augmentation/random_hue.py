"""Images whose colours are turned at random."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.color_factor_layer import (
    ColorFactorLayer,
)
from kerasish.layers.preprocessing.image_augmentation.value_ranges import to_range
from kerasish.ops.image.colours import as_colours, from_colours
from kerasish.ops.image.hsv_to_rgb import hsv_to_rgb
from kerasish.ops.image.rgb_to_hsv import rgb_to_hsv
from kerasish.random.distributions import uniform


class RandomHue(ColorFactorLayer):
    """The hue of each pixel moved around the circle of colours by u.

    Args:
        factor: u is drawn for each image as plus or minus one half of a number between
            the two; one number f stands for (0, f).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> red = np.array([[[255.0, 0.0, 0.0]]])
        >>> kerasish.layers.RandomHue((1.0, 1.0))(red).numpy()
        array([[[  0., 255., 255.]]], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
    }

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape, source = (self._batch_size(data),), self._source(seed)
        is_back = uniform(shape, seed=source) > 0.5
        turn = uniform(shape, *self.factor, seed=source) * 0.5
        return {"factor": graph.where(is_back, -turn, turn)}

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        dtype = self.compute_dtype
        images = to_range(graph.cast(images, dtype), self.value_range, (0, 1), dtype)
        turn = graph.reshape(graph.cast(transformation["factor"], dtype), (-1, 1, 1))
        hsv = rgb_to_hsv(images, self.data_format)
        (hue, *others), layout = as_colours("RandomHue", hsv, self.data_format)
        hue = hue + turn
        hue = graph.where(hue > 1, hue - 1, graph.where(hue < 0, hue + 1, hue))
        images = hsv_to_rgb(from_colours((hue, *others), layout), self.data_format)
        return to_range(graph.clip(images, 0, 1), (0, 1), self.value_range, dtype)
