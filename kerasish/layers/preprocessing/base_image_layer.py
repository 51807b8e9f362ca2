"""What layers that transform images share."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.layer import Layer


@internal
class BaseImageLayer(Layer):
    """Transforms images, alone or in a dict with what belongs to them.

    A subclass defines `transform_images` and `transform_segmentation_masks`. In a dict,
    "images" and "segmentation_masks" are transformed, "labels" stay.
    """

    def _start(self, data_format) -> None:
        self.data_format = standardize_data_format(data_format)

    def call(self, data):
        """The images transformed; of a dict, a new dict."""
        if not isinstance(data, dict):
            return self.transform_images(data)
        if "bounding_boxes" in data:
            raise NotImplementedError(
                f"{type(self).__name__}: bounding boxes are not transformed; take them "
                "out of the dict and transform them yourself"
            )
        result = dict(data)
        result["images"] = self.transform_images(data["images"])
        if "segmentation_masks" in data:
            masks = data["segmentation_masks"]
            result["segmentation_masks"] = self.transform_segmentation_masks(masks)
        return result

    def transform_images(self, images):
        """The images, (batch, rows, columns, channels) or one of them, transformed."""
        raise NotImplementedError(f"{type(self).__name__} must define transform_images")

    def transform_segmentation_masks(self, segmentation_masks):
        """What belongs to each pixel, transformed as the images are."""
        return self.transform_images(segmentation_masks)
