"""Targets that are classes, as one number for each sample."""

from __future__ import annotations

import numpy as np


def class_numbers(y) -> np.ndarray | None:
    """The class of each sample; None where targets are something else.

    Args:
        y: (n,) or (n, 1) whole numbers or truth values, of any dtype, or one-hot rows
            (n, classes).

    Example:
        >>> from kerasish.data.labels import class_numbers
        >>> class_numbers([[0.0, 1.0], [1.0, 0.0]])
        array([1, 0])
        >>> class_numbers([0.5, 1.0]) is None
        True
    """
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.dtype.kind not in "biuf" or not 1 <= labels.ndim <= 2 or not labels.size:
        return None
    if labels.dtype.kind == "f" and not np.array_equal(labels, np.floor(labels)):
        return None
    if labels.ndim == 1:
        return labels.astype(np.int64)
    is_one_hot = labels.max() == 1 and labels.min() == 0 and (labels.sum(1) == 1).all()
    return labels.argmax(1) if is_one_hot else None
