"""The intersection over union of two classes."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.iou import IoU


class BinaryIoU(IoU):
    """`IoU` of class 0, class 1 or both, for scores.

    Args:
        target_class_ids: (0,), (1,) or (0, 1): the classes whose mean is taken.
        threshold: scores from it on mean class 1.
        name, dtype: see `Metric`; counts are int64 unless told otherwise.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.BinaryIoU(target_class_ids=[0, 1], threshold=0.3)
        >>> metric.update_state([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])
        >>> round(float(metric.result()), 4)
        0.3333
    """

    rules = {"threshold": rules.finite_number}

    def __init__(self, target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: 0 or 1.
            y_pred: scores.
            sample_weight: a number, or one for each label.
        """
        found = graph.cast(convert_to_tensor(y_pred) >= self.threshold, "int64")
        return super().update_state(y_true, found, sample_weight)
