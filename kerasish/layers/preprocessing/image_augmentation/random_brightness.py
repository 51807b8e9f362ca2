"""Images made lighter or darker at random."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.random.distributions import uniform


class RandomBrightness(RandomImageLayer):
    """y = x + u * (high - low), cut to the value range from low to high.

    Args:
        factor: u is drawn for each image between the two numbers, from -1 (black) to 1
            (white); one number f stands for (-f, f).
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`. Integers stay
            integers; what is added to them is cut towards zero.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([10.0, 240.0]).reshape(1, 2, 1)
        >>> layer = kerasish.layers.RandomBrightness((0.2, 0.2))
        >>> layer(image).numpy().ravel()
        array([ 61., 255.], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(-1, 1),
        "value_range": augmentation_rules.value_range,
    }

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(seed=seed, **kwargs)
        self.factor = factor
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        shape = self._shape_of_each(data)
        if not training:
            return {"rgb_delta": graph.zeros(shape)}
        low, high = self.value_range
        delta = uniform(shape, *self.factor, seed=self._source(seed))
        return {"rgb_delta": delta * (high - low)}

    def transform_images(self, images, transformation, training=True):
        images = graph.as_tensor(images)
        if not training:
            return images
        # sums of small integers may leave their dtype before they are cut
        dtype = images.dtype if images.dtype.kind == "f" else "int32"
        delta = graph.cast(transformation["rgb_delta"], dtype)
        lighter = graph.clip(graph.cast(images, dtype) + delta, *self.value_range)
        return graph.cast(lighter, images.dtype)
