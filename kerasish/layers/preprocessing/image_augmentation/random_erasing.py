"""Images with a rectangle erased at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.rules import Rule
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
    for_each_image,
)
from kerasish.layers.preprocessing.image_augmentation.rectangles import (
    draw_span,
    rectangle_masks,
)
from kerasish.random.distributions import normal, uniform


def _is_colour(value) -> bool:
    if isinstance(value, (list, tuple)):
        return len(value) == 3 and all(map(rules.any_number.accepts, value))
    return rules.any_number.accepts(value)


class RandomErasing(RandomImageLayer):
    """y = fill inside a rectangle, with some probability, else x.

    Args:
        factor: the probability, drawn for each image between the two numbers; one
            number f stands for (0, f).
        scale: the sides are sqrt(s) of the image's, with s drawn for each between the
            two numbers; one number s stands for (0, s).
        fill_value: a number, or one for each of 3 channels; noise when None. It is cut
            to the value range.
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Source: Zhong et al.: Random erasing data augmentation (2017).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomErasing((1.0, 1.0), (1.0, 1.0), fill_value=7)
        >>> layer(np.zeros((1, 2, 1))).numpy().ravel()
        array([7., 7.], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "scale": augmentation_rules.factor_in(0, 1),
        "fill_value": rules.optional(
            Rule("a number or three of them", _is_colour, ("x", (1, 2), [1, "x", 2]))
        ),
        "value_range": augmentation_rules.value_range,
    }

    def __init__(
        self,
        factor=1.0,
        scale=(0.02, 0.33),
        fill_value=None,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.scale = scale
        self.fill_value = fill_value
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source, shape = self._source(seed), graph.shape(self._images(data))
        height, width = self._height_and_width(shape)
        sizes = self._batch_size(data), 2
        parts = graph.sqrt(uniform(sizes, *self.scale, self.compute_dtype, source))
        across = draw_span(width, parts[:, 0], source)
        down = draw_span(height, parts[:, 1], source)
        return {
            "apply_erasing": self._happens(data, self.factor, source),
            "batch_masks": rectangle_masks(shape, across, down, self._layout),
            "fill_value": graph.clip(self._fill(shape, source), *self.value_range),
        }

    def _fill(self, shape, source):
        """What stands in the rectangles; it broadcasts with the images."""
        if self.fill_value is None:
            noise = normal(shape, dtype=self.compute_dtype, seed=source)
            return noise * self.value_range[1]
        sizes = [1, 1, 1]
        sizes[self._layout.channels] = -1
        return graph.reshape(graph.cast(self.fill_value, self.compute_dtype), sizes)

    def transform_images(self, images, transformation=None, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training:
            return images
        is_erased = for_each_image(transformation["apply_erasing"])
        is_erased = graph.logical_and(is_erased, transformation["batch_masks"])
        return graph.where(is_erased, transformation["fill_value"], images)
