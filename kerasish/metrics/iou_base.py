"""What metrics of the overlap of regions share: the confusion matrix of classes."""

from __future__ import annotations

import warnings

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.metric import Metric


@internal
class IoUBase(Metric):
    """Gathers how often each class is predicted as each.

    Args:
        num_classes: how many classes there are.
        name, dtype: see `Metric`; counts are int64 unless told otherwise.
        ignore_class: label whose places do not count, or None.
        sparse_y_true, sparse_y_pred: whether labels and predictions are class indices;
            else they are one-hot or scores.
        axis: of the classes where they are not sparse.
    """

    rules = {
        "num_classes": rules.positive_int,
        "ignore_class": rules.optional(rules.any_int),
        "sparse_y_true": rules.boolean,
        "sparse_y_pred": rules.boolean,
        "axis": rules.any_int,
    }

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(name=name, dtype="int64" if dtype is None else dtype)
        self.num_classes = num_classes
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_variable(
            (num_classes, num_classes),
            "zeros",
            dtype=self.dtype,
            name="total_confusion_matrix",
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch; labels and predictions outside the classes do not count.

        Args:
            y_true: class indices, or one-hot.
            y_pred: class indices, or scores.
            sample_weight: a number, or one for each label.
        """
        labels = self._indices(y_true, self.sparse_y_true)
        found = self._indices(y_pred, self.sparse_y_pred)
        weights = self._weights(sample_weight, labels)
        counts = graph.logical_and(self._known(labels), self._known(found))
        if self.ignore_class is not None:
            counts = graph.logical_and(counts, labels != self.ignore_class)
        places = graph.where(counts, labels * self.num_classes + found, 0)
        matrix = graph.bincount(
            places, graph.where(counts, weights, 0), minlength=self.num_classes**2
        )
        matrix = graph.reshape(matrix, (self.num_classes, self.num_classes))
        self.total_cm.assign(self.total_cm + matrix)

    def _indices(self, y, is_sparse):
        """Class indices, laid flat; fractions are cut off."""
        y = convert_to_tensor(y)
        y = y if is_sparse else graph.argmax(y, axis=self.axis)
        return graph.cast(graph.ravel(y), "int64")

    def _known(self, indices):
        return graph.logical_and(indices >= 0, indices < self.num_classes)

    def _weights(self, sample_weight, labels):
        if sample_weight is None:
            return graph.ones_like(labels, self.dtype)
        weights = convert_to_tensor(sample_weight)
        if graph.kind_of(weights.dtype) == "f" and "int" in self.dtype:
            warnings.warn(
                f"{self.name}: sample weights are cut to integers; pass "
                'dtype="float32" to count with fractions',
                stacklevel=3,
            )
        weights = graph.cast(weights, self.dtype)
        weights = graph.ravel(weights) if weights.ndim > 1 else weights
        return graph.broadcast_to(weights, graph.shape(labels))
