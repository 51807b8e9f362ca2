"""Images with their light parts inverted."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.augmentation_rules import (
    bounds_of,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.layers.preprocessing.image_augmentation.value_ranges import (
    BYTES,
    to_range,
)
from kerasish.random.distributions import uniform


class Solarization(RandomImageLayer):
    """z = x + addition; y = z where z is below a threshold, else 255 - z.

    Pixels are taken to the range from 0 to 255 and back. For each image, addition and
    threshold are drawn between a and 255 b for a factor (a, b); a number f stands for
    (0, f).

    Args:
        addition_factor: a number from 0 to 1 or a pair of them.
        threshold_factor: a number from 0 to 1 or a pair of them.
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([10.0, 200.0]).reshape(1, 2, 1)
        >>> layer = kerasish.layers.Solarization()
        >>> drawn = {"additions": 5.0, "thresholds": 100.0}
        >>> layer.transform_images(image, drawn).numpy().ravel()
        array([15., 50.], dtype=float32)
    """

    rules = {
        "addition_factor": augmentation_rules.share,
        "threshold_factor": augmentation_rules.share,
        "value_range": augmentation_rules.value_range,
    }

    def __init__(
        self,
        addition_factor=0.0,
        threshold_factor=0.0,
        value_range=(0, 255),
        seed=None,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        self.addition_factor = bounds_of(addition_factor, 0)
        self.threshold_factor = bounds_of(threshold_factor, 0)
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape, source = self._shape_of_each(data), self._source(seed)

        def drawn(factor):
            low, high = factor[0], factor[1] * 255
            return uniform(shape, low, high, self.compute_dtype, source)

        return {
            "additions": drawn(self.addition_factor),
            "thresholds": drawn(self.threshold_factor),
        }

    def transform_images(self, images, transformation, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training or transformation is None:
            return images
        pixels = to_range(images, self.value_range, BYTES, self.compute_dtype)
        pixels = graph.clip(pixels + transformation["additions"], 0, 255)
        is_dark = pixels < transformation["thresholds"]
        pixels = graph.where(is_dark, pixels, 255 - pixels)
        return to_range(pixels, BYTES, self.value_range, self.compute_dtype)
