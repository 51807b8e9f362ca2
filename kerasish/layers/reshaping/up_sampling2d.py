"""Larger images."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.reshaping.base_up_sampling import BaseUpSampling
from kerasish.ops.image.resize import METHODS


class UpSampling2D(BaseUpSampling):
    """y[:, i, j] = x[:, i // size[0], j // size[1]], or interpolated.

    Args:
        size: factors of rows and columns, or one for both.
        data_format: "channels_last" or "channels_first"; the global one when None.
        interpolation: "nearest" (pixels are repeated), "bilinear", "bicubic",
            "lanczos3", "lanczos5", "gaussian" or "mitchellcubic".

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.UpSampling2D((1, 3))(np.zeros((2, 8, 8, 4))).shape
        (2, 8, 24, 4)
    """

    rules = {
        "size": rules.int_or_tuple(2),
        "data_format": data_format_rule,
        "interpolation": rules.one_of(*(m for m in METHODS if m != "area")),
    }
    rank = 2

    def __init__(
        self, size=(2, 2), data_format=None, interpolation="nearest", **kwargs
    ):
        super().__init__(**kwargs)
        self._start(data_format)
        self.size = size
        self.interpolation = interpolation

    def call(self, inputs):
        if self.interpolation == "nearest":
            return super().call(inputs)
        images, method = to_float(inputs), METHODS[self.interpolation]
        for position in (1, 0):
            if self.size[position] > 1:
                axis = self.first_axis + position
                size = graph.shape(images)[axis] * self.size[position]
                images = graph.resample(images, axis, size, method)
        return images
