"""Images in rows and columns."""

from __future__ import annotations

import math

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.extras import load_extra
from kerasish.base.figures import new_figure
from kerasish.base.rules import optional, positive_int
from kerasish.base.settings import standardize_data_format

_COUNT = optional(positive_int)


def plot_image_gallery(
    images,
    y_true=None,
    y_pred=None,
    label_map=None,
    rows=None,
    cols=None,
    value_range=(0, 255),
    scale=2,
    path=None,
    show=None,
    transparent=True,
    dpi=60,
    legend_handles=None,
    data_format=None,
) -> None:
    """Draws images side by side, with their classes over them.

    Args:
        images: (samples, rows, columns, channels), 1, 3 or 4 channels.
        y_true, y_pred: (samples,) classes and predictions, or None.
        label_map: the name of each class, for y_true and y_pred.
        rows, cols: of the grid; enough for all images, about as many rows as columns,
            when None. What does not fit is left out.
        value_range: the numbers that are black and white.
        scale: inches of one image.
        path: of a picture, such as "gallery.png"; None for none.
        show: whether a window shows it; when None, it does if there is no path.
        transparent, dpi: of the file.
        legend_handles: patches of matplotlib, for a legend below.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ArgumentError: images that are no batch, path together with show, classes
            without label_map.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    rows = _COUNT.check("plot_image_gallery", "rows", rows)
    cols = _COUNT.check("plot_image_gallery", "cols", cols)
    if path is not None and show:
        fail(
            "plot_image_gallery: a picture is written or shown, not both",
            {"path": str(path), "show": show},
            "leave show out",
        )
    if label_map is None and (y_true is not None or y_pred is not None):
        fail(
            "plot_image_gallery: y_true and y_pred need label_map",
            None,
            "give the name of each class: label_map={0: 'cat', 1: 'dog'}",
        )
    pixels = _pixels(images, value_range, data_format)
    rows, cols = _grid(len(pixels), rows, cols)
    figure = new_figure(
        "plot_image_gallery",
        path,
        figsize=(cols * scale, rows * scale),
        frameon=False,
        layout="tight",
    )
    places = figure.subplots(rows, cols, squeeze=False).ravel()
    for i, axes in enumerate(places):
        axes.axis("off")
        if i < len(pixels):
            axes.imshow(pixels[i], cmap="gray", vmin=0, vmax=255)
            axes.set_title(_title(i, y_true, y_pred, label_map), fontsize=8)
    if legend_handles is not None:
        figure.legend(handles=legend_handles, loc="lower center")
    _finish(figure, path, show, transparent, dpi)


def _pixels(images, value_range, data_format) -> np.ndarray:
    """uint8 images, channels last; without a lone channel, as imshow takes them."""
    images = np.asarray(images)
    if images.ndim != 4 or not len(images):
        fail(
            "plot_image_gallery: images must be a batch of rank 4",
            {"images": list(images.shape)},
            "give one image as images[None]",
        )
    if standardize_data_format(data_format) == "channels_first":
        images = np.moveaxis(images, 1, -1)
    low, high = value_range
    scaled = (images.astype("float32") - low) / (high - low) * 255
    pixels = np.clip(scaled, 0, 255).astype("uint8")
    return pixels[..., 0] if pixels.shape[-1] == 1 else pixels


def _grid(count: int, rows, cols) -> tuple[int, int]:
    if rows is None:
        square = math.ceil(math.sqrt(count))
        rows = square if cols is None else math.ceil(count / cols)
    return rows, math.ceil(count / rows) if cols is None else cols


def _title(i: int, y_true, y_pred, label_map) -> str:
    parts = [("Label", y_true), ("Pred", y_pred)]
    given = [(n, np.asarray(y)) for n, y in parts if y is not None]
    named = [(n, label_map.get(int(y[i]), "Unknown")) for n, y in given if i < len(y)]
    return "  ".join(f"{name}: {text}" for name, text in named)


def _finish(figure, path, show, transparent, dpi) -> None:
    if path is not None:
        figure.savefig(
            path,
            pad_inches=0,
            bbox_inches="tight",
            transparent=transparent,
            dpi=dpi,
        )
    elif show or show is None:
        pyplot = load_extra("matplotlib.pyplot", "plot_image_gallery", "plot")
        pyplot.show()
        pyplot.close(figure)
