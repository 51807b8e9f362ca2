"""Images made larger or smaller at random."""

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


class RandomZoom(GeometricLayer):
    """y[i, j] = x[v i, u j], with rows and columns counted from the middle.

    Args:
        height_factor: v - 1 is drawn for each image between the two numbers, from -1
            (excluded; nearer) to 1 (farther away); one number f stands for (-f, f).
        width_factor: u - 1 likewise; u is v when None.
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
        >>> image = np.array([1.0, 2.0, 3.0, 4.0, 5.0]).reshape(1, 5, 1)
        >>> layer = kerasish.layers.RandomZoom(0.0, (-0.5, -0.5))
        >>> layer(image).numpy().ravel()
        array([2. , 2.5, 3. , 3.5, 4. ], dtype=float32)
    """

    inner_box_format = "rel_xyxy"
    rules = {
        "height_factor": augmentation_rules.zoom_share,
        "width_factor": rules.optional(augmentation_rules.zoom_share),
        "fill_mode": augmentation_rules.fill_mode,
        "interpolation": augmentation_rules.interpolation,
        "fill_value": rules.any_number,
    }

    def __init__(
        self,
        height_factor,
        width_factor=None,
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
        shape, source = (self._batch_size(data), 1), self._source(seed)
        height_zoom = self._zoom(self.height_factor, shape, source)
        width_zoom = height_zoom
        if self.width_factor is not None:
            width_zoom = self._zoom(self.width_factor, shape, source)
        return {
            "height_zoom": height_zoom,
            "width_zoom": width_zoom,
            "input_shape": graph.shape(self._images(data)),
        }

    @staticmethod
    def _zoom(factor, shape, source):
        low, high = bounds_of(factor)
        return uniform(shape, 1.0 + low, 1.0 + high, seed=source)

    def _transform_images(self, images, transformation, interpolation):
        height, width = self._height_and_width(graph.shape(images))
        u, at_x = _scale(transformation["width_zoom"], width)
        v, at_y = _scale(transformation["height_zoom"], height)
        return self._affine(
            images,
            affine_rows(u[:, 0], 0, at_x[:, 0], 0, v[:, 0], at_y[:, 0]),
            interpolation,
        )

    def _transform_boxes(self, boxes, transformation, height, width):
        along = []
        for zoom, size in (("width_zoom", width), ("height_zoom", height)):
            factor, start = _scale(transformation[zoom], size)
            along.append((factor, start / graph.cast(size, "float32")))
        (u, x), (v, y) = along
        zooms, starts = (
            graph.expand_dims(graph.concatenate(four, 1), 1)
            for four in ((u, v, u, v), (x, y, x, y))
        )
        return (boxes - starts) / zooms


def _scale(zoom, size):
    """The zoom, and where the first pixel of the result is read: (batch, 1) each."""
    zoom = graph.cast(zoom, "float32")
    return zoom, graph.cast(size - 1, "float32") * 0.5 * (1 - zoom)
