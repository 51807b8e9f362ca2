"""A picture of how often each class is taken for each other."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.figures import axes_to_draw_in, write_figure
from kerasish.visualization.confusion_matrix import confusion_matrix

#: beyond this many classes numbers in cells cannot be read
_MOST_NUMBERS = 20


def plot_confusion_matrix(
    y_true,
    y_pred,
    num_classes=None,
    normalize=None,
    class_names=None,
    path=None,
    axes=None,
):
    """Draws `confusion_matrix`: true classes as rows, predicted ones as columns.

    Args:
        y_true, y_pred, num_classes, normalize: see `confusion_matrix`.
        class_names: texts beside rows and columns; their numbers when None.
        path: of a picture, such as "confusion.png"; None for none.
        axes: of matplotlib, to draw in; those of a new figure when None.

    Returns:
        The axes of matplotlib.

    Raises:
        ArgumentError: see `confusion_matrix`; or not a name for each class.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    values = confusion_matrix(y_true, y_pred, num_classes, normalize)
    count = len(values)
    if class_names is not None and len(class_names) != count:
        fail(
            "plot_confusion_matrix: class_names must have a name for each class",
            {"class_names": len(class_names), "classes": count},
        )
    axes = axes_to_draw_in("plot_confusion_matrix", path, axes, figsize=(6, 5))
    image = axes.imshow(values, cmap="Blues", vmin=0)
    axes.figure.colorbar(image, ax=axes)
    if count <= _MOST_NUMBERS:
        _write_numbers(axes, values)
        names = range(count) if class_names is None else class_names
        turn = 45 if class_names is not None and count > 4 else 0
        anchor = {"ha": "right", "rotation_mode": "anchor"} if turn else {}
        axes.set_xticks(range(count), names, rotation=turn, **anchor)
        axes.set_yticks(range(count), names)
    axes.set(xlabel="predicted", ylabel="true")
    write_figure(axes, path)
    return axes


def _write_numbers(axes, values: np.ndarray) -> None:
    form = "{:.2f}" if values.dtype.kind == "f" else "{}"
    size = 10 if len(values) <= 6 else 8 if len(values) <= 12 else 6
    dark = values.max(initial=0) / 2
    for (row, column), value in np.ndenumerate(values):
        if value:
            color = "white" if value > dark else "black"
            text = form.format(value)
            axes.text(
                column, row, text, ha="center", va="center", color=color, size=size
            )
