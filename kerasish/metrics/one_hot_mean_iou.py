"""The mean intersection over union of all classes, for one-hot labels."""

from __future__ import annotations

from kerasish.metrics.mean_iou import MeanIoU


class OneHotMeanIoU(MeanIoU):
    """The mean of `OneHotIoU` over all classes.

    Args:
        num_classes, name, dtype, ignore_class, sparse_y_pred, axis: see `OneHotIoU`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.OneHotMeanIoU(num_classes=2)
        >>> metric.update_state([[1, 0], [0, 1]], [[0.2, 0.8], [0.1, 0.9]])
        >>> round(float(metric.result()), 4)
        0.25
    """

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(
            num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis
        )
