"""Images in rows and columns, with true and predicted boxes."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.extras import load_extra
from kerasish.base.settings import standardize_data_format
from kerasish.visualization.draw_bounding_boxes import as_pixels, draw_bounding_boxes
from kerasish.visualization.plot_image_gallery import plot_image_gallery


def plot_bounding_box_gallery(
    images,
    bounding_box_format,
    y_true=None,
    y_pred=None,
    value_range=(0, 255),
    true_color=(0, 188, 212),
    pred_color=(255, 235, 59),
    line_thickness=2,
    font_scale=1.0,
    text_thickness=None,
    class_mapping=None,
    ground_truth_mapping=None,
    prediction_mapping=None,
    legend=False,
    legend_handles=None,
    rows=None,
    cols=None,
    data_format=None,
    **kwargs,
) -> None:
    """Draws images with boxes: the true ones in one color, predicted ones in another.

    Args:
        images: (samples, rows, columns, channels).
        bounding_box_format, line_thickness, font_scale, text_thickness: see
            `draw_bounding_boxes`.
        y_true, y_pred: dicts of boxes, as `draw_bounding_boxes` takes them, or None.
        value_range: the numbers that are black and white.
        true_color, pred_color: red, green, blue from 0 to 255.
        class_mapping: texts by label, for boxes of both kinds; ground_truth_mapping and
            prediction_mapping go before, for one kind each.
        legend: whether a legend tells the colors.
        legend_handles: patches of matplotlib instead.
        rows, cols, **kwargs: see `plot_image_gallery`.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ArgumentError: see `draw_bounding_boxes`; legend together with legend_handles.
        MissingExtraError: matplotlib, or Pillow for texts, is not installed.
    """
    if legend and legend_handles is not None:
        fail(
            "plot_bounding_box_gallery: give legend or legend_handles, not both",
            {"legend": legend},
        )
    images = np.asarray(images)
    if standardize_data_format(data_format) == "channels_first" and images.ndim == 4:
        images = np.moveaxis(images, 1, -1)
    low, high = value_range
    scaled = (images.astype("float32") - low) / (high - low)
    drawn = as_pixels("plot_bounding_box_gallery", np.clip(scaled, 0, 1))
    kinds = (
        (y_true, true_color, ground_truth_mapping),
        (y_pred, pred_color, prediction_mapping),
    )
    for boxes, color, names in kinds:
        if boxes is not None:
            drawn = draw_bounding_boxes(
                drawn,
                boxes,
                bounding_box_format,
                class_mapping if names is None else names,
                color,
                line_thickness,
                text_thickness,
                font_scale,
                "channels_last",
            )
    if legend:
        legend_handles = _handles(true_color, pred_color)
    plot_image_gallery(
        drawn,
        rows=rows,
        cols=cols,
        legend_handles=legend_handles,
        data_format="channels_last",
        **kwargs,
    )


def _handles(true_color, pred_color) -> list:
    patches = load_extra("matplotlib.patches", "plot_bounding_box_gallery", "plot")
    kinds = (("Ground Truth", true_color), ("Prediction", pred_color))
    return [patches.Patch(color=np.divide(c, 255.0), label=name) for name, c in kinds]
