"""The middle of images."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.bounding_box_inputs import in_new_image
from kerasish.ops.image.aspect_ratio import cropped_about_centre, part_of_ratio
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
        bounding_box_format: of "bounding_boxes" in a dict; see
            `kerasish.utils.bounding_boxes.convert_format`.

    Call arguments:
        data: (batch, rows, columns, channels), or without batch, or channels first; or
            a dict of such "images", with "segmentation_masks", "bounding_boxes" and
            "labels".

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
    }

    def __init__(self, height, width, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.height, self.width = height, width

    def get_random_transformation(self, data, training=True, seed=None):
        """The shape of the images; nothing is random."""
        return {"input_shape": graph.shape(self._images(data))}

    def transform_images(self, images, transformation=None, training=True):
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

    def transform_segmentation_masks(
        self, segmentation_masks, transformation=None, training=True
    ):
        return self.transform_images(segmentation_masks)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        old = self._height_and_width(transformation["input_shape"])
        new = part = self.height, self.width
        if any(isinstance(o, int) and o < n for o, n in zip(old, new)):
            part = part_of_ratio(old, new)
        scales = [n / graph.cast(p, "float32") for n, p in zip(new, part)]
        offsets = [
            scale * graph.cast(-((o - p) // 2), "float32")
            for scale, o, p in zip(scales, old, part)
        ]
        return in_new_image(self, bounding_boxes, old, new, scales, offsets)
