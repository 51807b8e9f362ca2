"""Keras 2's random crop, which resizes whole images out of training."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.preprocessing.image_augmentation.random_crop import RandomCrop
from kerasish.ops.image.resize import resize


@internal
class RandomCropKeras2(RandomCrop):
    """A part at a random place in training; else images cut to its proportions around
    their middle, and resized to it.

    Args:
        height, width: of the part.
        seed: of the draws.

    Example:
        >>> import numpy as np
        >>> from kerasish.layers.legacy.random_crop_keras2 import RandomCropKeras2
        >>> RandomCropKeras2(2, 3)(np.ones((1, 8, 6, 1)), training=False).shape
        (1, 2, 3, 1)
    """

    def transform_images(self, images, transformation, training=True):
        if training:
            return super().transform_images(images, transformation, training)
        return resize(
            images,
            (self.height, self.width),
            crop_to_aspect_ratio=True,
            data_format=self.data_format,
        )
