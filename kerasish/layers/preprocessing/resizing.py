"""Images of one size."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.ops.image.resize import METHODS, resize


class Resizing(BaseImageLayer):
    """Images with another number of rows and columns; see `kerasish.ops.image.resize`.

    Args:
        height, width: of the result.
        interpolation: "bilinear", "nearest", "bicubic", "lanczos3", "lanczos5" or
            "area". What belongs to pixels ("segmentation_masks" in a dict) takes the
            nearest.
        crop_to_aspect_ratio: whether images of other proportions are cut first.
        pad_to_aspect_ratio: whether they are enlarged first, with `fill_value`.
        fill_mode: only "constant".
        fill_value: of what is added to the images.
        antialias: whether kernels are widened where the result is smaller.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: (batch, rows, columns, channels), or without batch, or channels first; or
            a dict of such "images", with "segmentation_masks" and "labels".

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
        "data_format": data_format_rule,
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
        super().__init__(**kwargs)
        self._start(data_format)
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

    def transform_images(self, images):
        return self._resized(images, self.interpolation)

    def transform_segmentation_masks(self, segmentation_masks):
        return self._resized(segmentation_masks, "nearest")

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
