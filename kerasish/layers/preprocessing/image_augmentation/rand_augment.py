"""A few transformations of images, chosen at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.augmentation_policy import (
    COLOUR,
    GEOMETRIC,
    TONE,
    AugmentationPolicy,
)
from kerasish.random.choices import randint


class RandAugment(AugmentationPolicy):
    """`num_ops` of eleven layers one after the other, the same ones for all images.

    They are RandomShear, RandomTranslation, RandomRotation, RandomBrightness,
    RandomColorDegeneration, RandomContrast, RandomSharpness, RandomPosterization,
    Solarization, AutoContrast and Equalization.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        num_ops: how many layers are applied.
        factor: their strength, from 0 to 1 or a pair: the factor of each of them, and
            8 times it the bits that are left.
        interpolation: "bilinear" or "nearest", of those that move pixels.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Source: Cubuk et al.: RandAugment (2019), section 3.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandAugment(value_range=(0, 1), seed=3)
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 8, 8, 3)
    """

    rules = {
        "value_range": augmentation_rules.value_range,
        "num_ops": rules.positive_int,
        "factor": augmentation_rules.factor_in(0, 1),
        "interpolation": augmentation_rules.interpolation,
    }

    def __init__(
        self,
        value_range=(0, 255),
        num_ops=2,
        factor=0.5,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.value_range = value_range
        self.num_ops = num_ops
        self.factor = factor
        self.interpolation = interpolation
        self._make_layers((*GEOMETRIC, *COLOUR, *TONE))

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source = self._source(seed)
        choices = randint((self.num_ops,), 0, len(self._names), seed=source)
        return {"transforms": self._drawn(data, source), "layer_idxes": choices}

    def transform_images(self, images, transformation, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training:
            return images
        return self._all_applied("transform_images", images, transformation)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        if not training:
            return bounding_boxes
        return self._all_applied(
            "transform_bounding_boxes", bounding_boxes, transformation
        )

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        if not training:
            return segmentation_masks
        return self._all_applied(
            "transform_segmentation_masks", segmentation_masks, transformation
        )

    def _all_applied(self, method, values, transformation):
        choices = graph.as_tensor(transformation["layer_idxes"])
        for k in range(self.num_ops):
            transforms = transformation["transforms"]
            values = self._applied(method, values, choices[k], transforms)
        return values
