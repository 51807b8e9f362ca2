"""Images distorted as if drawn on rubber, at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.random_seed import draw_key
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.geometric_layer import (
    GeometricLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    for_each_image,
)
from kerasish.ops.image.elastic_transform import elastic_transform
from kerasish.random.distributions import uniform


class RandomElasticTransform(GeometricLayer):
    """`kerasish.ops.image.elastic_transform` with some probability, else x, cut to the
    value range.

    Args:
        factor: the probability, drawn for each image between the two numbers; one
            number f stands for (0, f).
        scale: s is drawn between the two numbers, once for all images: displacements go
            up to 0.1 s of the longer side and are alike over 0.05 s of the shorter one;
            one number s stands for (0, s).
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands beyond the edges: "constant" (`fill_value`), "nearest",
            "reflect" or "wrap".
        fill_value: for the fill mode "constant".
        value_range: the lowest and the highest value that pixels may have.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomElasticTransform(seed=1)
        >>> layer(np.zeros((2, 40, 40, 3))).shape
        (2, 40, 40, 3)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "scale": augmentation_rules.factor_in(0, 1),
        "interpolation": augmentation_rules.interpolation,
        "fill_mode": augmentation_rules.fill_mode,
        "fill_value": rules.any_number,
        "value_range": augmentation_rules.value_range,
    }

    def __init__(
        self,
        factor=1.0,
        scale=1.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.scale = scale
        self.interpolation = interpolation
        self.fill_mode, self.fill_value = fill_mode, fill_value
        self.value_range = value_range

    def get_random_transformation(self, data, training=True, seed=None):
        if not training or self.scale[1] == 0 or self.factor[1] == 0:
            return None
        source = self._source(seed)
        noise = graph.random_bits(draw_key(source), (2,))  # images and masks: the same
        return {
            "apply_transform": self._happens(data, self.factor, source),
            "distortion_factor": uniform((), *self.scale, self.compute_dtype, source),
            "seed": noise,
        }

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        if not training or transformation is None:
            return bounding_boxes
        raise NotImplementedError(
            "RandomElasticTransform: bounding boxes do not follow what it does to "
            "images; leave them out of the dict"
        )

    def _transform_images(self, images, transformation, interpolation):
        height, width = self._height_and_width(graph.shape(images))
        longer = graph.size_max(height, width)
        shorter = height + width - longer
        scale = transformation["distortion_factor"]
        moved = elastic_transform(
            images,
            graph.cast(longer, self.compute_dtype) * (0.1 * scale),
            graph.cast(shorter, self.compute_dtype) * (0.05 * scale),
            interpolation,
            self.fill_mode,
            self.fill_value,
            transformation["seed"],
            self.data_format,
        )
        is_moved = transformation["apply_transform"]
        if graph.as_tensor(images).ndim == 4:
            is_moved = for_each_image(is_moved)
        moved = graph.clip(graph.where(is_moved, moved, images), *self.value_range)
        return graph.cast(moved, self.compute_dtype)
