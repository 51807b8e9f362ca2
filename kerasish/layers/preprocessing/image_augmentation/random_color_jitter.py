"""Images with other light and colours at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_brightness import (
    RandomBrightness,
)
from kerasish.layers.preprocessing.image_augmentation.random_contrast import (
    RandomContrast,
)
from kerasish.layers.preprocessing.image_augmentation.random_hue import RandomHue
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_saturation import (
    RandomSaturation,
)


class RandomColorJitter(RandomImageLayer):
    """`RandomBrightness`, `RandomContrast`, `RandomSaturation` and `RandomHue`, one
    after the other.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        brightness_factor, contrast_factor, saturation_factor, hue_factor: of those
            layers; None leaves one out.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomColorJitter(
        ...     brightness_factor=(0.2, 0.2), hue_factor=(1.0, 1.0)
        ... )
        >>> layer(np.array([[[200.0, 0.0, 0.0]]])).numpy().round(3)
        array([[[ 51., 251., 251.]]], dtype=float32)
    """

    rules = {
        "value_range": augmentation_rules.value_range,
        "brightness_factor": rules.optional(augmentation_rules.factor_in(-1, 1)),
        "contrast_factor": rules.optional(augmentation_rules.factor_in(0, 1)),
        "saturation_factor": rules.optional(augmentation_rules.factor_in(-1, 1)),
        "hue_factor": rules.optional(augmentation_rules.factor_in(0, 1)),
    }

    def __init__(
        self,
        value_range=(0, 255),
        brightness_factor=None,
        contrast_factor=None,
        saturation_factor=None,
        hue_factor=None,
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.value_range = value_range
        self.brightness_factor = brightness_factor
        self.contrast_factor = contrast_factor
        self.saturation_factor = saturation_factor
        self.hue_factor = hue_factor
        self.random_brightness = self._part(RandomBrightness, brightness_factor)
        self.random_contrast = self._part(RandomContrast, contrast_factor)
        self.random_saturation = self._part(RandomSaturation, saturation_factor)
        self.random_hue = self._part(RandomHue, hue_factor)

    def _part(self, kind, factor):
        """A layer of this kind, or None."""
        if factor is None:
            return None
        return kind(
            factor,
            value_range=self.value_range,
            seed=self.seed,
            data_format=self.data_format,
            dtype=self.dtype_policy,
        )

    def _parts(self) -> dict:
        names = (
            "random_brightness",
            "random_contrast",
            "random_saturation",
            "random_hue",
        )
        parts = {name: getattr(self, name) for name in names}
        return {name: layer for name, layer in parts.items() if layer is not None}

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source = self._source(seed)
        return {
            name: layer.get_random_transformation(data, seed=source)
            for name, layer in self._parts().items()
        }

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        if transformation is None:
            transformation = self.get_random_transformation(images)
        images = graph.cast(images, self.compute_dtype)
        for name, layer in self._parts().items():
            images = layer.transform_images(images, transformation[name])
        return images
