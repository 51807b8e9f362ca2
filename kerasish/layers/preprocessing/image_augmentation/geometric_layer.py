"""The base of layers that move pixels, and with them masks and boxes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.preprocessing.bounding_box_inputs import box_format_of
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.ops.image.affine_transform import affine_transform
from kerasish.utils.bounding_boxes.clip_to_image_size import clip_to_image_size
from kerasish.utils.bounding_boxes.convert_format import convert_format


@internal
class GeometricLayer(RandomImageLayer):
    """Reads each pixel at another place of its image.

    A subclass defines `_transform_images` and `_transform_boxes`. Images are
    interpolated as the layer says, masks take the nearest pixel.
    """

    #: of the boxes that `_transform_boxes` takes and returns
    inner_box_format = "xyxy"
    interpolation = "nearest"

    def _transform_images(self, images, transformation, interpolation):
        """The images, or masks, with their pixels moved."""
        raise NotImplementedError(
            f"{type(self).__name__} must define _transform_images"
        )

    def _transform_boxes(self, boxes, transformation, height, width):
        """The boxes (batch, boxes, 4), moved as the pixels are."""
        raise NotImplementedError(f"{type(self).__name__} must define _transform_boxes")

    def _affine(self, images, transforms, interpolation) -> graph.Tensor:
        """The images read through maps (batch, 8), filled as the layer says."""
        return affine_transform(
            images,
            transforms,
            interpolation,
            self.fill_mode,
            self.fill_value,
            self.data_format,
        )

    def _image_size(self, transformation) -> tuple:
        """Rows and columns of the images that the transformation was drawn for."""
        return self._height_and_width(transformation["input_shape"])

    def transform_images(self, images, transformation, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training or transformation is None:
            return images
        return self._transform_images(images, transformation, self.interpolation)

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        if not training or transformation is None:
            return segmentation_masks
        return self._transform_images(segmentation_masks, transformation, "nearest")

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        if not training or transformation is None:
            return bounding_boxes
        own, inner = box_format_of(self), self.inner_box_format
        height, width = self._image_size(transformation)
        found = convert_format(bounding_boxes, own, inner, height, width)
        boxes = self._transform_boxes(found["boxes"], transformation, height, width)
        found = clip_to_image_size({**found, "boxes": boxes}, height, width, inner)
        return convert_format(found, inner, own, height, width)


@internal
def affine_rows(a0, a1, a2, b0, b1, b2) -> graph.Tensor:
    """(batch, 8): a0 a1 a2 b0 b1 b2 0 0, each of them (batch,) or a number."""
    columns = [a0, a1, a2, b0, b1, b2, 0, 0]
    like = next(c for c in columns if isinstance(c, graph.Tensor))
    ones = graph.ones_like(like)
    return graph.stack([graph.multiply(ones, c) for c in columns], 1)
