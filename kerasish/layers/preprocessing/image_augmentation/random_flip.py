"""Images mirrored at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation.geometric_layer import (
    GeometricLayer,
)
from kerasish.random.distributions import uniform
from kerasish.utils.bounding_boxes.sides import apart, together

HORIZONTAL, VERTICAL = "horizontal", "vertical"
BOTH = f"{HORIZONTAL}_and_{VERTICAL}"


class RandomFlip(GeometricLayer):
    """y[i, j] = x[i, -1 - j], x[-1 - i, j] or x[-1 - i, -1 - j] with probability 1/2,
    else x.

    Args:
        mode: "horizontal" for left and right, "vertical" for top and bottom,
            "horizontal_and_vertical" for both at once.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1)
        >>> layer = kerasish.layers.RandomFlip("horizontal")
        >>> layer.transform_images(image, {"flips": True}).numpy().ravel()
        array([3., 2., 1.], dtype=float32)
    """

    rules = {"mode": rules.one_of(BOTH, HORIZONTAL, VERTICAL)}

    def __init__(self, mode=BOTH, seed=None, data_format=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.mode = mode

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        u = uniform(self._shape_of_each(data), seed=self._source(seed))
        return {"flips": u <= 0.5, "input_shape": graph.shape(self._images(data))}

    def _transform_images(self, images, transformation, interpolation):
        rows, columns, _ = self._layout
        axes = {HORIZONTAL: columns, VERTICAL: rows, BOTH: (rows, columns)}
        flipped = graph.flip(images, axes[self.mode])
        return graph.where(transformation["flips"], flipped, images)

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        return self.transform_images(segmentation_masks, transformation, training)

    def _transform_boxes(self, boxes, transformation, height, width):
        left, top, right, bottom = apart(boxes)
        width, height = (graph.cast(n, boxes.dtype) for n in (width, height))
        if self.mode != VERTICAL:
            left, right = width - right, width - left
        if self.mode != HORIZONTAL:
            top, bottom = height - bottom, height - top
        flips = transformation["flips"][..., 0]
        return graph.where(flips, together((left, top, right, bottom)), boxes)
