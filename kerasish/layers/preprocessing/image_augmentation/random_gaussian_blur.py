"""Images blurred at random."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
    for_each_image,
)
from kerasish.ops.image.gaussian_blur import gaussian_blur
from kerasish.random.distributions import uniform


def _as_sizes(value):
    pair = value if isinstance(value, (list, tuple)) else (value, value)
    return tuple(int(n) for n in pair)


def _are_odd(value) -> bool:
    pair = value if isinstance(value, (list, tuple)) else (value, value)
    numbers = [n for n in pair if isinstance(n, (int, float)) and n > 0 and n % 2 == 1]
    return len(pair) == len(numbers) == 2


class RandomGaussianBlur(RandomImageLayer):
    """y = x blurred by a Gaussian, with some probability, else x, cut to a range.

    Args:
        factor: the probability, drawn for each image between the two numbers; one
            number f stands for (0, f).
        kernel_size: of the Gaussian, an odd integer or two of them.
        sigma: its standard deviations along columns and rows are drawn between the two
            numbers, once for all images; one number s stands for (0, s).
        value_range: the lowest and the highest value that pixels may have.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([0.0, 100.0, 0.0]).reshape(1, 3, 1)
        >>> layer = kerasish.layers.RandomGaussianBlur((1.0, 1.0), sigma=(1.0, 1.0))
        >>> layer(image).numpy().ravel().round(1)
        array([12.4, 20.4, 12.4], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "kernel_size": Rule(
            "an odd integer or a pair of them",
            _are_odd,
            (2, "3", (3,), (3, 4), -1),
            _as_sizes,
        ),
        "sigma": augmentation_rules.factor_in(0, 1),
        "value_range": augmentation_rules.value_range,
    }

    def __init__(
        self,
        factor=1.0,
        kernel_size=3,
        sigma=1.0,
        value_range=(0, 255),
        data_format=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.kernel_size = kernel_size
        self.sigma = sigma
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source = self._source(seed)
        blurred = self._happens(data, self.factor, source)
        sigma = uniform((2,), *self.sigma, self.compute_dtype, source)
        return {"should_apply_blur": blurred, "blur_factor": sigma + 1e-6}

    def transform_images(self, images, transformation=None, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training or transformation is None:
            return images
        sigma = graph.cast(transformation["blur_factor"], self.compute_dtype)
        blurred = gaussian_blur(
            images, self.kernel_size, (sigma[0], sigma[1]), self.data_format
        )
        is_blurred = for_each_image(transformation["should_apply_blur"])
        return graph.clip(graph.where(is_blurred, blurred, images), *self.value_range)
