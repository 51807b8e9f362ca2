"""Images sheared at random."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.augmentation_rules import (
    bounds_of,
)
from kerasish.layers.preprocessing.image_augmentation.geometric_layer import (
    GeometricLayer,
    affine_rows,
)
from kerasish.random.distributions import uniform
from kerasish.utils.bounding_boxes.sides import apart, together


class RandomShear(GeometricLayer):
    """y[i, j] = x[i + v j, j + u i].

    Args:
        x_factor: u is drawn for each image between the two numbers, from 0 to 1, and
            with it a sign for u and v; one number f stands for (-f, f).
        y_factor: v likewise.
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands beyond the edges; see `kerasish.ops.image.
            affine_transform`.
        fill_value: for the fill mode "constant".
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`. Boxes are sheared in
            parts of the image, which is exact where rows are as many as columns.
        training: out of training images stay as they are.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])[..., None]
        >>> layer = kerasish.layers.RandomShear(1.0, fill_mode="constant")
        >>> drawn = {"shear_factor": np.array([[1.0, 0.0]])}
        >>> layer.transform_images(image, drawn).numpy()[..., 0]
        array([[1., 2., 3.],
               [2., 3., 0.]], dtype=float32)
    """

    inner_box_format = "rel_xyxy"
    rules = {
        # pairs from -f stand in configs
        "x_factor": augmentation_rules.signed_share,
        "y_factor": augmentation_rules.signed_share,
        "interpolation": augmentation_rules.interpolation,
        "fill_mode": augmentation_rules.fill_mode,
        "fill_value": rules.any_number,
    }

    def __init__(
        self,
        x_factor=0.0,
        y_factor=0.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        data_format=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.x_factor, self.y_factor = bounds_of(x_factor), bounds_of(y_factor)
        self.interpolation = interpolation
        self.fill_mode, self.fill_value = fill_mode, fill_value

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source, dtype = self._source(seed), self.compute_dtype
        shape = (self._batch_size(data), 1)
        sign = graph.where(uniform(shape, 0, 1, dtype, source) > 0.5, -1, 1)
        shears = [
            uniform(shape, *factor, dtype, source)
            for factor in (self.x_factor, self.y_factor)
        ]
        factor = graph.concatenate(shears, 1) * graph.cast(sign, dtype)
        return {"shear_factor": factor, "input_shape": graph.shape(self._images(data))}

    def _transform_images(self, images, transformation, interpolation):
        shear = graph.as_tensor(transformation["shear_factor"])
        return self._affine(
            images, affine_rows(1, shear[:, 0], 0, shear[:, 1], 1, 0), interpolation
        )

    def _transform_boxes(self, boxes, transformation, height, width):
        shear = graph.cast(transformation["shear_factor"], boxes.dtype)
        u, v = (graph.reshape(shear[:, k], (-1, 1, 1)) for k in (0, 1))
        left, top, right, bottom = apart(boxes)
        is_forward = u < 0
        left, right = (
            left - u * graph.where(is_forward, top, bottom),
            right - u * graph.where(is_forward, bottom, top),
        )
        is_down = v > 0
        top, bottom = (
            top - v * graph.where(is_down, right, left),
            bottom - v * graph.where(is_down, left, right),
        )
        return together((left, top, right, bottom))
