"""Images with fewer shades at random."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.color_factor_layer import (
    ColorFactorLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    for_each_image,
)
from kerasish.layers.preprocessing.image_augmentation.value_ranges import (
    BYTES,
    to_range,
)
from kerasish.random.choices import randint

BITS = 8
_FACTOR = augmentation_rules.factor_in(1, BITS)


class RandomPosterization(ColorFactorLayer):
    """y = x, from 0 to 255, with all but its highest bits 0.

    Args:
        factor: how many bits are kept, drawn for each image from the first number on
            and below the second, from 1 to 8; one number f stands for (1, f).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomPosterization((2, 2))
        >>> layer(np.array([[[63.0, 100.0, 255.0]]])).numpy()
        array([[[  0.,  64., 192.]]], dtype=float32)
    """

    rules = {
        "factor": Rule(
            "an integer from 1 to 8 or a pair of them",
            lambda v: (
                _FACTOR.accepts(v) and all(int(n) == n for n in _FACTOR.convert(v))
            ),
            (*_FACTOR.bad, 2.5),
            lambda v: tuple(int(n) for n in _FACTOR.convert(v)),
        ),
    }

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        (low, high), shape = self.factor, (self._batch_size(data),)
        if low == high:
            kept = graph.full(shape, low, "uint8")
        else:
            kept = randint(shape, low, high, "uint8", self._source(seed))
        return {"shift_factor": graph.subtract(graph.cast(BITS, "uint8"), kept)}

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        dtype = self.compute_dtype
        shift = for_each_image(graph.cast(transformation["shift_factor"], "uint8"))
        pixels = to_range(graph.as_tensor(images), self.value_range, BYTES, dtype)
        pixels = graph.cast(pixels, "uint8")
        pixels = graph.left_shift(graph.right_shift(pixels, shift), shift)
        return to_range(graph.cast(pixels, dtype), BYTES, self.value_range, dtype)
