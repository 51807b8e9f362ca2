"""The intersection over union of some classes."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.metrics.iou_base import IoUBase

_IDS = rules.Rule(
    "a list of class indices",
    lambda v: (
        isinstance(v, (list, tuple, range, np.ndarray))
        and len(v) > 0
        and all(isinstance(i, (int, np.integer)) and i >= 0 for i in v)
    ),
    ("0", [-1], []),
    list,
)


class IoU(IoUBase):
    """true positives / (true positives + false positives + false negatives), mean.

    Args:
        num_classes: how many classes there are.
        target_class_ids: the classes whose mean is taken; those that never stand in
            labels or predictions do not count.
        name, dtype: see `Metric`; counts are int64 unless told otherwise.
        ignore_class: label whose places do not count, or None.
        sparse_y_true, sparse_y_pred: whether labels and predictions are class indices;
            else they are one-hot or scores.
        axis: of the classes where they are not sparse.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.IoU(num_classes=2, target_class_ids=[0])
        >>> metric.update_state([0, 0, 1, 1], [0, 1, 0, 1])
        >>> round(float(metric.result()), 4)
        0.3333
    """

    rules = {"target_class_ids": _IDS}

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(
            num_classes,
            name,
            dtype,
            ignore_class,
            sparse_y_true,
            sparse_y_pred,
            axis,
        )
        if max(target_class_ids) >= num_classes:
            fail(
                f"{type(self).__name__}: a target class is outside the classes",
                {"target_class_ids": target_class_ids, "num_classes": num_classes},
                f"classes run from 0 to {num_classes - 1}",
            )
        self.target_class_ids = list(target_class_ids)

    def result(self):
        """The mean over the target classes that were met."""
        matrix = graph.cast(self.total_cm.value, "float32")
        right = graph.diagonal(matrix)
        union = graph.sum(matrix, axis=0) + graph.sum(matrix, axis=1) - right
        ids = np.array(self.target_class_ids)
        right, union = graph.take(right, ids), graph.take(union, ids)
        met = union > 1e-9
        overlaps = graph.where(met, right / (union + epsilon()), 0.0)
        return graph.sum(overlaps) / (graph.sum(graph.cast(met, "float32")) + epsilon())
