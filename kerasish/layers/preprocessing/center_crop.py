"""The middle of images."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.ops.image.aspect_ratio import cropped_about_centre
from kerasish.ops.image.layout import as_images
from kerasish.ops.image.resize import resize


class CenterCrop(BaseImageLayer):
    """The part of this size around the centre; smaller images are enlarged before.

    Images that are smaller in rows or columns are cut to the proportions of the result
    and resized, bilinearly. Where sizes are not known yet, images are taken to be large
    enough.

    Args:
        height, width: of the result.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: (batch, rows, columns, channels), or without batch, or channels first; or
            a dict of such "images", with "segmentation_masks" and "labels".

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.arange(5.0).reshape(1, 5, 1)
        >>> kerasish.layers.CenterCrop(1, 3)(image).numpy().ravel()
        array([1., 2., 3.], dtype=float32)
    """

    rules = {
        "height": rules.positive_int,
        "width": rules.positive_int,
        "data_format": data_format_rule,
    }

    def __init__(self, height, width, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._start(data_format)
        self.height, self.width = height, width

    def transform_images(self, images):
        images, layout = as_images(self.name, images, self.data_format)
        images, size = graph.cast(images, self.compute_dtype), (self.height, self.width)
        sizes = graph.shape(images)
        for axis, wanted in zip(layout, size):
            if not isinstance(sizes[axis], graph.Dim) and sizes[axis] < wanted:
                return resize(
                    images,
                    size,
                    crop_to_aspect_ratio=True,
                    data_format=self.data_format,
                )
        return cropped_about_centre(images, size, layout)
