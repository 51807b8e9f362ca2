"""Weights by class, as weights by sample."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import DataError, fail


def weights_by_class(y, sample_weight, class_weight: dict) -> np.ndarray:
    """The sample weights that a ``class_weight`` dict stands for.

    Args:
        y: labels (n,) or (n, 1), or one-hot rows (n, classes); one output only.
        sample_weight: must be None.
        class_weight: weight by class index.

    Raises:
        DataError: several outputs, sample weights too, or a class without weight.
    """
    leaves = graph.flatten(y)
    if y is None or len(leaves) != 1:
        fail(
            "class_weight works for models with one output",
            f"{len([v for v in leaves if v is not None])} targets",
            "pass sample_weight for each output",
            DataError,
        )
    if sample_weight is not None:
        fail(
            "class_weight and sample_weight exclude each other",
            None,
            "multiply the class weights into sample_weight yourself",
            DataError,
        )
    labels = leaves[0]
    if labels.ndim > 1 and labels.shape[-1] > 1:
        labels = labels.argmax(-1)
    labels = labels.reshape(len(labels), -1)[:, 0].round().astype(np.int64)
    missing = sorted(set(np.unique(labels).tolist()) - {int(k) for k in class_weight})
    if missing:
        fail(
            "class_weight has no weight for a class that occurs",
            {"classes": missing},
            "give a weight for each class in y",
            DataError,
        )
    table = {int(k): float(v) for k, v in class_weight.items()}
    return np.array([table[label] for label in labels.tolist()], np.float32)
