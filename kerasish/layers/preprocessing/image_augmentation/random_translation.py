"""Images moved at random."""

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


class RandomTranslation(GeometricLayer):
    """y[i, j] = x[i - v, j - u].

    Args:
        height_factor: v is drawn for each image between the two parts of its rows, from
            -1 (up) to 1 (down); one number f stands for (-f, f).
        width_factor: u likewise, from -1 (left) to 1 (right) of its columns.
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
        >>> image = np.array([1.0, 2.0, 3.0, 4.0]).reshape(1, 4, 1)
        >>> layer = kerasish.layers.RandomTranslation(0.0, (0.25, 0.25), "constant")
        >>> layer(image).numpy().ravel()
        array([0., 1., 2., 3.], dtype=float32)
    """

    rules = {
        "height_factor": augmentation_rules.signed_share,
        "width_factor": augmentation_rules.signed_share,
        "fill_mode": augmentation_rules.fill_mode,
        "interpolation": augmentation_rules.interpolation,
        "fill_value": rules.any_number,
    }

    def __init__(
        self,
        height_factor,
        width_factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self.fill_mode, self.fill_value = fill_mode, fill_value
        self.interpolation = interpolation

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        shape, source = graph.shape(self._images(data)), self._source(seed)
        height, width = self._height_and_width(shape)
        moves = [
            uniform((self._batch_size(data), 1), *bounds_of(factor), seed=source)
            * graph.cast(size, "float32")
            for factor, size in (
                (self.height_factor, height),
                (self.width_factor, width),
            )
        ]
        translations = graph.cast(graph.concatenate(moves[::-1], 1), "float32")
        return {"translations": translations, "input_shape": shape}

    def _transform_images(self, images, transformation, interpolation):
        moves = graph.as_tensor(transformation["translations"])
        return self._affine(
            images, affine_rows(1, 0, -moves[:, 0], 0, 1, -moves[:, 1]), interpolation
        )

    def _transform_boxes(self, boxes, transformation, height, width):
        moves = graph.as_tensor(transformation["translations"])
        return boxes + graph.expand_dims(graph.tile(moves, (1, 2)), 1)
