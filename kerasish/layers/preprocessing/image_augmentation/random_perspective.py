"""Images seen from another side at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.geometric_layer import (
    GeometricLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    for_each_image,
)
from kerasish.ops.image.perspective_transform import homography, perspective_transform
from kerasish.ops.image.projection import inverse
from kerasish.random.distributions import uniform


class RandomPerspective(GeometricLayer):
    """The corners of images led elsewhere with some probability, and the rest as in a
    view from another side.

    Args:
        factor: the probability, drawn for each image between the two numbers; one
            number f stands for (0, f).
        scale: a corner goes up to scale / 2 times its distance from the first one, from
            0 to 1.
        interpolation: "bilinear" or "nearest".
        fill_value: what stands beyond the edges.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.RandomPerspective((1.0, 1.0), scale=0.5, seed=1)
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 8, 8, 3)
    """

    rules = {
        "factor": augmentation_rules.factor_in(0, 1),
        "scale": rules.fraction,
        "interpolation": augmentation_rules.interpolation,
        "fill_value": rules.any_number,
    }

    def __init__(
        self,
        factor=1.0,
        scale=1.0,
        interpolation="bilinear",
        fill_value=0.0,
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.scale = scale
        self.interpolation = interpolation
        self.fill_value = fill_value

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source, dtype = self._source(seed), self.compute_dtype
        shape = graph.shape(self._images(data))
        height, width = self._height_and_width(shape)
        batch = self._batch_size(data)
        moves = uniform(
            (batch, 4, 2), -0.5 * self.scale, 0.5 * self.scale, dtype, source
        )
        x, y = (graph.cast(size - 1, dtype) for size in (width, height))
        zero = graph.zeros_like(x)
        corners = graph.stack([zero, zero, x, zero, zero, y, x, y])
        start = graph.broadcast_to(graph.reshape(corners, (1, 4, 2)), (batch, 4, 2))
        return {
            "apply_perspective": self._happens(data, self.factor, source),
            "start_points": start,
            "end_points": start + start * moves,
            "input_shape": shape,
        }

    def _transform_images(self, images, transformation, interpolation):
        moved = perspective_transform(
            images,
            transformation["start_points"],
            transformation["end_points"],
            interpolation,
            self.fill_value,
            self.data_format,
        )
        is_moved = for_each_image(transformation["apply_perspective"])
        return graph.where(is_moved, moved, images)

    def _transform_boxes(self, boxes, transformation, height, width):
        start, end = (
            graph.cast(transformation[key], boxes.dtype)
            for key in ("start_points", "end_points")
        )
        there = inverse(homography(start, end))
        a0, a1, a2, b0, b1, b2, c0, c1 = (there[:, k, None, None] for k in range(8))
        x = graph.take(boxes, [0, 2, 0, 2], -1)
        y = graph.take(boxes, [1, 3, 3, 1], -1)
        depth = c0 * x + c1 * y + 1
        u = (a0 * x + a1 * y + a2) / depth
        v = (b0 * x + b1 * y + b2) / depth
        ends = [graph.min(u, -1), graph.min(v, -1), graph.max(u, -1), graph.max(v, -1)]
        is_moved = graph.reshape(transformation["apply_perspective"], (-1, 1, 1))
        return graph.where(is_moved, graph.stack(ends, -1), boxes)
