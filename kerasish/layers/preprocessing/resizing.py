"""Images of one size."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.bounding_box_inputs import in_new_image
from kerasish.ops.image.resize import METHODS, resize


class Resizing(BaseImageLayer):
    """Images with another number of rows and columns; see `kerasish.ops.image.resize`.

    Args:
        height, width: of the result.
        interpolation: "bilinear", "nearest", "bicubic", "lanczos3", "lanczos5",
            "area", "gaussian" or "mitchellcubic". What belongs to pixels
            ("segmentation_masks" in a dict) takes the nearest.
        crop_to_aspect_ratio: whether images of other proportions are cut first.
        pad_to_aspect_ratio: whether they are enlarged first, with `fill_value`.
        fill_mode: only "constant".
        fill_value: of what is added to the images.
        antialias: whether kernels are widened where the result is smaller.
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
        >>> kerasish.layers.Resizing(4, 6)(np.zeros((2, 8, 8, 3), "uint8")).shape
        (2, 4, 6, 3)
    """

    rules = {
        "height": rules.positive_int,
        "width": rules.positive_int,
        "interpolation": rules.one_of(*METHODS),
        "crop_to_aspect_ratio": rules.boolean,
        "pad_to_aspect_ratio": rules.boolean,
        "fill_mode": rules.one_of("constant"),
        "fill_value": rules.any_number,
        "antialias": rules.boolean,
    }

    def __init__(
        self,
        height,
        width,
        interpolation="bilinear",
        crop_to_aspect_ratio=False,
        pad_to_aspect_ratio=False,
        fill_mode="constant",
        fill_value=0.0,
        antialias=False,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.height, self.width = height, width
        self.interpolation = interpolation
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode, self.fill_value = fill_mode, fill_value
        self.antialias = antialias
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            fail(
                f"{type(self).__name__}: crop_to_aspect_ratio and pad_to_aspect_ratio "
                "exclude one another",
                hint="set one of them",
            )

    def get_random_transformation(self, data, training=True, seed=None):
        """Rows and columns of the images; nothing is random."""
        return self._height_and_width(graph.shape(self._images(data)))

    def transform_images(self, images, transformation=None, training=True):
        return self._resized(images, self.interpolation)

    def transform_segmentation_masks(
        self, segmentation_masks, transformation=None, training=True
    ):
        return self._resized(segmentation_masks, "nearest")

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        old = [graph.cast(size, "float32") for size in transformation]
        new = self.height, self.width
        scales = [size / before for size, before in zip(new, old)]
        offsets = [0, 0]
        if self.pad_to_aspect_ratio:
            scales = [graph.minimum(*scales)] * 2
            offsets = [(n - o * s) // 2 for n, o, s in zip(new, old, scales)]
        elif self.crop_to_aspect_ratio:
            scales = [graph.maximum(*scales)] * 2
            offsets = [-((o * s - n) // 2) for n, o, s in zip(new, old, scales)]
        return in_new_image(self, bounding_boxes, old, new, scales, offsets)

    def _resized(self, images, interpolation):
        return resize(
            images,
            (self.height, self.width),
            interpolation,
            self.antialias,
            self.crop_to_aspect_ratio,
            self.pad_to_aspect_ratio,
            self.fill_mode,
            self.fill_value,
            self.data_format,
        )
