"""Images made sharper or softer at random."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.color_factor_layer import (
    ColorFactorLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    for_each_image,
)
from kerasish.ops.image.gaussian_blur import filtered
from kerasish.ops.image.layout import as_batch, from_batch
from kerasish.random.distributions import uniform

#: weights of a pixel and its eight neighbours
_SMOOTHING = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]]) / 13


class RandomSharpness(ColorFactorLayer):
    """y = x + (1 - 2 u) * (smooth - x), cut to the value range.

    Args:
        factor: u is drawn for each image between the two numbers: 0 for smoothed
            images, 0.5 for the image itself, 1 for sharpened ones; one number f stands
            for (0, f).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([0.0, 13.0, 0.0]).reshape(1, 3, 1)
        >>> kerasish.layers.RandomSharpness((0.0, 0.0))(image).numpy().ravel()
        array([1., 5., 1.], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
    }

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape = (self._batch_size(data),)
        return {"factor": uniform(shape, *self.factor, seed=self._source(seed))}

    def transform_images(self, images, transformation=None, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training:
            return images
        factor = graph.cast(transformation["factor"], "float32") * 2
        factor = for_each_image(graph.cast(factor, self.compute_dtype))
        kernel = graph.cast(_SMOOTHING, self.compute_dtype)
        smooth = filtered(as_batch(images, self._layout), kernel, "same")
        smooth = from_batch(smooth, images.ndim, self._layout)
        sharp = images + (1 - factor) * (smooth - images)
        return graph.clip(sharp, *self.value_range)
