"""The base of layers that transform images and what belongs to them."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.layer import Layer
from kerasish.layers.preprocessing.bounding_box_inputs import as_bounding_boxes
from kerasish.ops.image.layout import LAYOUTS, Layout, as_images
from kerasish.utils.bounding_boxes.convert_format import FORMATS


@internal
class BaseImageLayer(Layer):
    """Transforms images, alone or in a dict with what belongs to them.

    A call draws what is random once, in `get_random_transformation`, and applies it
    with `transform_images`, `transform_labels`, `transform_bounding_boxes` and
    `transform_segmentation_masks`. Labels, boxes and masks stay where a subclass does
    not say otherwise.

    Args:
        bounding_box_format: of "bounding_boxes" in a dict; see
            `kerasish.utils.bounding_boxes.convert_format`.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: (batch, rows, columns, channels), or without batch, or channels first; or
            a dict of such "images" with any of "labels", "bounding_boxes" (a dict of
            "boxes", (batch, boxes, 4), and "labels", (batch, boxes)) and
            "segmentation_masks". What else is in the dict stays.
        training: whether anything random happens.
    """

    sparse_arguments = (*Layer.sparse_arguments, "bounding_box_format")
    rules = {
        "bounding_box_format": rules.optional(rules.one_of(*FORMATS)),
        "data_format": data_format_rule,
    }

    def __init__(self, bounding_box_format=None, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.bounding_box_format = bounding_box_format
        self.data_format = standardize_data_format(data_format)

    def call(self, data, training=True):
        """The data transformed; of a dict, a new dict."""
        if not isinstance(data, dict):
            return self._transformed({"images": data}, training)["images"]
        return self._transformed(data, training)

    def _transformed(self, data, training):
        transformation = self.get_random_transformation(data, training=training)
        single = self._images(data).ndim == 3
        result = dict(data)
        for part, transform in self._transforms().items():
            if part not in data:
                continue
            value = self._converted_part(part, data[part])
            value = graph.map_leaves(_with_batch, value) if single else value
            value = transform(value, transformation, training=training)
            result[part] = graph.map_leaves(_alone, value) if single else value
        return result

    def _transforms(self):
        """The methods by the key of what they transform."""
        return {
            "images": self.transform_images,
            "bounding_boxes": self.transform_bounding_boxes,
            "labels": self.transform_labels,
            "segmentation_masks": self.transform_segmentation_masks,
        }

    def _converted_part(self, part, value):
        if part == "bounding_boxes":
            return as_bounding_boxes(type(self).__name__, value)
        return graph.as_tensor(value)

    def get_random_transformation(self, data, training=True, seed=None):
        """What the transform methods apply; None where nothing is random.

        Args:
            data: as for a call.
            training: whether anything is drawn.
            seed: a `SeedGenerator` or an integer; the layer's own generator when None.
        """
        return None

    def transform_images(self, images, transformation, training=True):
        """The images, transformed."""
        raise NotImplementedError(f"{type(self).__name__} must define transform_images")

    def transform_labels(self, labels, transformation, training=True):
        """The labels of the images transformed."""
        return labels

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        """The dict of "boxes" and "labels" for the images transformed."""
        return bounding_boxes

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        """What belongs to each pixel of the images transformed."""
        return segmentation_masks

    @property
    def _layout(self) -> Layout:
        return LAYOUTS[self.data_format]

    def _images(self, data) -> graph.Tensor:
        images = data["images"] if isinstance(data, dict) else data
        return as_images(type(self).__name__, images, self.data_format)[0]

    def _batch_size(self, data):
        """The number of images; one image without a batch counts as one."""
        images = self._images(data)
        return graph.shape(images)[0] if images.ndim == 4 else 1

    def _shape_of_each(self, data) -> tuple:
        """The shape of one number for each image that broadcasts with them."""
        images = self._images(data)
        ones = (1, 1, 1)
        return (graph.shape(images)[0], *ones) if images.ndim == 4 else ones

    def _height_and_width(self, shape) -> tuple:
        """Rows and columns of images of this shape."""
        return shape[self._layout.rows], shape[self._layout.columns]


def _with_batch(value):
    return graph.expand_dims(value, 0)


def _alone(value):
    return graph.squeeze(value, 0)
