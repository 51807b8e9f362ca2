"""What kind of classification targets and predictions are."""

from __future__ import annotations


def label_kind(y, y_pred) -> str:
    """ "binary", "sparse_categorical" or "categorical", from the shapes."""
    if y_pred.shape[-1] == 1:
        return "binary"
    fewer_axes = len(y.shape) < len(y_pred.shape)
    if fewer_axes or (y.shape[-1] == 1 and (y_pred.shape[-1] or 2) > 1):
        return "sparse_categorical"
    return "categorical"
