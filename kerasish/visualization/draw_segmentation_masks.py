"""Classes of pixels as colors over images."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.rules import fraction
from kerasish.base.settings import standardize_data_format

_STEPS = np.array([2**25 - 1, 2**15 - 1, 2**21 - 1])


def draw_segmentation_masks(
    images,
    segmentation_masks,
    num_classes=None,
    color_mapping=None,
    alpha=0.8,
    blend=True,
    ignore_index=-1,
    data_format=None,
) -> np.ndarray:
    """(1 - alpha) * image + alpha * color of the class of each pixel.

    Args:
        images: (samples, rows, columns, 3) numbers from 0 to 255.
        segmentation_masks: (samples, rows, columns, 1) integers.
        num_classes: classes from 0 to num_classes - 1 have colors, other pixels stay as
            they are; the largest number in the masks when None, as in Keras, so that
            this one has no color.
        color_mapping: red, green, blue by class; a fixed palette when None.
        alpha: how opaque the colors are.
        blend: False for the colors alone, with the result in float32.
        ignore_index: a class that is not drawn.
        data_format: "channels_last" or "channels_first" of the arguments; the global
            one when None.

    Returns:
        (samples, rows, columns, 3) uint8, channels last in any case, as in Keras.

    Raises:
        ArgumentError: images or masks of another rank, masks that are no integers.

    Example:
        >>> import numpy as np
        >>> from kerasish.visualization import draw_segmentation_masks
        >>> images, mask = np.full((1, 1, 2, 3), 100.0), np.array([[[[0], [1]]]])
        >>> draw_segmentation_masks(images, mask, 2, {0: (0, 0, 0), 1: (200, 0, 0)},
        ...                         alpha=0.5)
        array([[[[ 50,  50,  50],
                 [150,  50,  50]]]], dtype=uint8)
    """
    alpha = fraction.check("draw_segmentation_masks", "alpha", alpha)
    images = np.asarray(images, "float32")
    masks = np.asarray(segmentation_masks)
    _require_form(images, masks)
    if standardize_data_format(data_format) == "channels_first":
        images, masks = (np.moveaxis(a, 1, -1) for a in (images, masks))
    masks = masks[..., 0]
    if num_classes is None:
        num_classes = int(masks.max(initial=0))
    if color_mapping is None:
        colors = [(i * _STEPS % 255).tolist() for i in range(num_classes)]
    else:
        colors = [color_mapping[i] for i in range(num_classes)]
    drawn = images.copy()
    for number, color in enumerate(colors):
        drawn[masks == number] = np.asarray(color, "float32")
    if not blend:
        return drawn
    # in float32 and in this order, so that the numbers are Keras'
    mixed = images * np.float32(1 - alpha) + drawn * np.float32(alpha)
    return np.where((masks != ignore_index)[..., None], mixed, images).astype("uint8")


def _require_form(images: np.ndarray, masks: np.ndarray) -> None:
    shapes = {"images": list(images.shape), "segmentation_masks": list(masks.shape)}
    if images.ndim != 4 or masks.ndim != 4:
        fail(
            "draw_segmentation_masks: images and masks must have rank 4",
            shapes,
            "give one image as images[None], masks with a last axis of size 1",
        )
    if masks.dtype.kind not in "iu":
        fail(
            "draw_segmentation_masks: segmentation_masks must be integers",
            {"segmentation_masks": str(masks.dtype)},
        )
