"""As many boxes for each image."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer


class MaxNumBoundingBoxes(BaseImageLayer):
    """The first boxes of each image and their labels, filled up to one number.

    Args:
        max_number: how many boxes the result has.
        fill_value: an integer, of boxes and labels that are added.

    Call arguments:
        data: a dict of "images" and "bounding_boxes", as for `Resizing`; all but the
            boxes stays.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> boxes = {"boxes": np.zeros((1, 2, 4)), "labels": np.array([[5, 6]])}
        >>> data = {"images": np.zeros((1, 8, 8, 3)), "bounding_boxes": boxes}
        >>> y = kerasish.layers.MaxNumBoundingBoxes(3)(data)["bounding_boxes"]
        >>> y["boxes"].shape, y["labels"].numpy().tolist()
        ((1, 3, 4), [[5, 6, -1]])
    """

    rules = {"max_number": rules.positive_int, "fill_value": rules.any_int}

    def __init__(self, max_number, fill_value=-1, **kwargs):
        super().__init__(**kwargs)
        self.max_number = max_number
        self.fill_value = fill_value

    def transform_images(self, images, transformation=None, training=True):
        return images

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        filled = {
            part: self._filled(values)
            for part, values in bounding_boxes.items()
            if part in ("boxes", "labels")
        }
        return {**bounding_boxes, **filled}

    def _filled(self, values):
        """(batch, boxes, ...) with so many boxes."""
        values = graph.as_tensor(values)
        around = [(0, 0)] * values.ndim
        around[1] = (0, self.max_number)
        longer = graph.pad(values, around, constant_values=self.fill_value)
        return longer[:, : self.max_number]
