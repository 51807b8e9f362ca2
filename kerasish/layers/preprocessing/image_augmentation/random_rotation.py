"""Images turned at random."""

from __future__ import annotations

import math

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.geometric_layer import (
    GeometricLayer,
    affine_rows,
)
from kerasish.random.distributions import uniform
from kerasish.utils.bounding_boxes.affine_transform import (
    affine_transform as affine_boxes,
)


class RandomRotation(GeometricLayer):
    """Images turned around their middle.

    Args:
        factor: the angle is drawn for each image between the two numbers, in whole
            turns, from -1 (clockwise) to 1; one number f stands for (-f, f).
        fill_mode: what stands beyond the edges; see `kerasish.ops.image.
            affine_transform`.
        interpolation: "bilinear" or "nearest".
        seed: of the draws.
        fill_value: for the fill mode "constant".
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([[1.0, 2.0], [3.0, 4.0]])[..., None]
        >>> layer = kerasish.layers.RandomRotation((0.25, 0.25))
        >>> layer(image).numpy()[..., 0].round(3)
        array([[2., 4.],
               [1., 3.]], dtype=float32)
    """

    rules = {
        "factor": augmentation_rules.factor_in(-1, 1),
        "fill_mode": augmentation_rules.fill_mode,
        "interpolation": augmentation_rules.interpolation,
        "fill_value": rules.any_number,
    }

    def __init__(
        self,
        factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.fill_mode, self.fill_value = fill_mode, fill_value
        self.interpolation = interpolation

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape = graph.shape(self._images(data))
        height, width = self._height_and_width(shape)
        lower, upper = (part * 360.0 for part in self.factor)
        batch = self._batch_size(data)
        angle = uniform((batch,), lower, upper, seed=self._source(seed))
        matrix = _turned(angle, height, width)
        return {
            "angle": angle,
            "rotation_matrix": matrix if len(shape) == 4 else graph.squeeze(matrix, 0),
            "image_height": height,
            "image_width": width,
            "batch_size": batch,
        }

    def _image_size(self, transformation):
        return transformation["image_height"], transformation["image_width"]

    def _transform_images(self, images, transformation, interpolation):
        return self._affine(images, transformation["rotation_matrix"], interpolation)

    def _transform_boxes(self, boxes, transformation, height, width):
        angle = graph.as_tensor(transformation["angle"])
        zeros, ones = graph.zeros_like(angle), graph.ones_like(angle)
        still = (zeros, zeros, ones, zeros, zeros)
        return affine_boxes(boxes, angle, *still, height=height, width=width)


def _turned(angle, height, width):
    """The rows (batch, 8) of a turn by degrees around the middle."""
    radians = angle * (math.pi / 180)
    cos, sin = graph.cos(radians), graph.sin(radians)
    x, y = (graph.cast(size - 1, angle.dtype) * 0.5 for size in (width, height))
    return affine_rows(
        cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos
    )
