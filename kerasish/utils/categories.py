"""Classes as one-hot vectors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx


def to_categorical(x, num_classes=None):
    """y[..., c] = 1 where x = c, else 0.

    Args:
        x: integers from 0 to num_classes - 1, of any shape; a last axis of size 1 is
            dropped. A tensor needs `num_classes`.
        num_classes: the number of classes; max(x) + 1 by default.

    Returns:
        For arrays and lists a float64 array, for tensors a tensor, with one more axis.

    Raises:
        DataError: a class is negative or too large.

    Example:
        >>> from kerasish import utils
        >>> utils.to_categorical([0, 2])
        array([[1., 0., 0.],
               [0., 0., 1.]])
    """
    if isinstance(x, graph.Tensor):
        return _of_tensor(x, num_classes)
    classes = np.asarray(x).astype(np.int64)
    if classes.ndim > 1 and classes.shape[-1] == 1:
        classes = classes[..., 0]
    if not num_classes:
        num_classes = int(classes.max()) + 1
    if classes.size and not 0 <= classes.min() <= classes.max() < num_classes:
        fail(
            f"to_categorical: classes must be from 0 to {num_classes - 1}",
            {"min": classes.min(), "max": classes.max(), "num_classes": num_classes},
            "count classes from 0, or pass a larger num_classes",
            DataError,
        )
    y = np.zeros((classes.size, num_classes))
    y[np.arange(classes.size), classes.ravel()] = 1.0
    return y.reshape(*classes.shape, num_classes)


def _of_tensor(x, num_classes):
    if num_classes is None:
        fail(
            "to_categorical: a tensor needs num_classes",
            {"x": x.spec},
            "pass num_classes, since a graph has fixed sizes",
        )
    if x.ndim > 1 and x.shape[-1] == 1:
        x = graph.squeeze(x, -1)
    classes = np.arange(num_classes, dtype=x.dtype)
    return graph.cast(graph.expand_dims(x, -1) == classes, floatx())
