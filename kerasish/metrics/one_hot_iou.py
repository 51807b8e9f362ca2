"""The intersection over union of some classes, for one-hot labels."""

from __future__ import annotations

from kerasish.metrics.iou import IoU


class OneHotIoU(IoU):
    """`IoU` of one-hot labels and scores.

    Args:
        num_classes, target_class_ids, name, dtype, ignore_class: see `IoU`.
        sparse_y_pred: whether predictions are class indices instead of scores.
        axis: of the classes.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.OneHotIoU(num_classes=2, target_class_ids=[1])
        >>> metric.update_state([[1, 0], [0, 1]], [[0.2, 0.8], [0.1, 0.9]])
        >>> round(float(metric.result()), 4)
        0.5
    """

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(
            num_classes,
            target_class_ids,
            name,
            dtype,
            ignore_class,
            False,
            sparse_y_pred,
            axis,
        )
