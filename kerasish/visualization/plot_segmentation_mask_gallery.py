"""Images in rows, each with its true and its predicted mask beside it."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.visualization.draw_segmentation_masks import draw_segmentation_masks
from kerasish.visualization.plot_image_gallery import plot_image_gallery


def plot_segmentation_mask_gallery(
    images,
    num_classes,
    value_range=(0, 255),
    y_true=None,
    y_pred=None,
    color_mapping=None,
    blend=True,
    alpha=0.8,
    ignore_index=-1,
    data_format=None,
    **kwargs,
) -> None:
    """Draws each image in a row with its masks: image, true one, predicted one.

    Args:
        images: (samples, rows, columns, 3) numbers from 0 to 255.
        num_classes, color_mapping, blend, alpha, ignore_index: see
            `draw_segmentation_masks`.
        value_range: the numbers that are black and white.
        y_true, y_pred: (samples, rows, columns, 1) or without the last axis, or None.
        data_format: "channels_last" or "channels_first"; the global one when None.
        **kwargs: see `plot_image_gallery`.

    Raises:
        ArgumentError: see `draw_segmentation_masks`.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    is_first = standardize_data_format(data_format) == "channels_first"
    images = np.asarray(images)
    if images.ndim != 4:
        fail(
            "plot_segmentation_mask_gallery: images must be a batch of rank 4",
            {"images": list(images.shape)},
            "give one image as images[None]",
        )
    images = np.moveaxis(images, 1, -1) if is_first else images
    columns = [images]
    for masks in (y_true, y_pred):
        if masks is None:
            continue
        masks = np.asarray(masks).astype("int32")
        if masks.ndim == 3:
            masks = masks[..., None]
        elif is_first:
            masks = np.moveaxis(masks, 1, -1)
        drawn = draw_segmentation_masks(
            images,
            masks,
            num_classes,
            color_mapping,
            alpha,
            blend,
            ignore_index,
            "channels_last",
        )
        columns.append(drawn)
    plot_image_gallery(
        np.stack(columns, axis=1).reshape(-1, *images.shape[1:]),
        rows=len(images),
        cols=len(columns),
        value_range=value_range,
        data_format="channels_last",
        **kwargs,
    )
