"""How often predictions above and below thresholds are right and wrong."""

from __future__ import annotations

from typing import NamedTuple

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import matched, with_weights
from kerasish.metrics.thresholds import LOWEST, Thresholds


@internal
class Outcomes(NamedTuple):
    """Weights of the four outcomes, (thresholds,) or (thresholds, labels)."""

    true_positives: graph.Tensor
    false_positives: graph.Tensor
    true_negatives: graph.Tensor
    false_negatives: graph.Tensor


@internal
def count_outcomes(
    y_true,
    y_pred,
    thresholds: Thresholds,
    sample_weight=None,
    label_weights=None,
    multi_label: bool = False,
    top_k: int | None = None,
    class_id: int | None = None,
    dtype="float32",
) -> Outcomes:
    """Counts right and wrong predictions at each threshold.

    Args:
        y_true: labels, 0 or not, of the shape of y_pred.
        y_pred: scores; those above a threshold are positive there.
        thresholds: the thresholds.
        sample_weight: a number, or one for each sample or score; None for 1.
        label_weights: a weight for each place of the last axis, or None.
        multi_label: whether the places of the last axis are counted apart.
        top_k: only the k largest scores of the last axis can be positive; None for all.
        class_id: place of the last axis that alone counts; None for all.
        dtype: of the counts.
    """
    y_pred = convert_to_tensor(y_pred, dtype)
    y_true, y_pred = matched(y_true, y_pred, "confusion counts")
    weights = _joint_weights(y_true, sample_weight, label_weights, class_id, dtype)
    if top_k is not None:
        y_pred = _only_largest(y_pred, top_k)
    if class_id is not None:
        y_true, y_pred = _of_class(y_true, class_id), _of_class(y_pred, class_id)
    if weights is None:
        weights = graph.ones_like(y_pred)
    else:
        weights = graph.broadcast_to(weights, graph.shape(y_pred))
    labels = _labels_apart(y_pred) if multi_label else 1
    counts = _histogram(
        y_true, thresholds.exceeded(y_pred), weights, thresholds, labels
    )
    return _outcomes(counts, thresholds, multi_label)


def _joint_weights(y_true, sample_weight, label_weights, class_id, dtype):
    """Weights that broadcast against the scores, or None for 1."""
    weights = None
    if sample_weight is not None:
        sample_weight = convert_to_tensor(sample_weight, dtype)
        if class_id is not None:
            y_true = _of_class(y_true, class_id)
        weights = with_weights(y_true, sample_weight)[1]
    if label_weights is not None:
        label_weights = convert_to_tensor(label_weights, dtype)
        weights = label_weights if weights is None else weights * label_weights
    return weights


def _only_largest(y_pred, k):
    """The scores, the lowest of all where they are not among the k largest."""
    places = graph.top_k(y_pred, k)[1]
    chosen = graph.sum(graph.one_hot(places, y_pred.spec.shape[-1]), axis=-2)
    return graph.where(chosen > 0, y_pred, LOWEST)


def _of_class(y, class_id):
    if y.ndim < 2:
        fail(
            "class_id needs an axis of the classes",
            {"y_pred": y.spec},
            "pass predictions of shape (samples, classes)",
            graph.ShapeError,
        )
    return y[..., class_id : class_id + 1]


def _labels_apart(y_pred):
    if y_pred.ndim != 2:
        fail(
            "multi_label=True needs two axes",
            {"y_pred": y_pred.spec},
            "pass predictions of shape (samples, labels)",
            graph.ShapeError,
        )
    return y_pred.spec.shape[-1]


def _histogram(y_true, exceeded, weights, thresholds, labels):
    """Weights by label, truth and exceeded thresholds: (labels, 2, thresholds + 1)."""
    bins = len(thresholds) + 1
    codes = exceeded + bins * graph.cast(y_true != 0, "int64")
    if labels != 1:
        codes = codes + 2 * bins * graph.arange(labels, dtype="int64")
    counts = graph.bincount(
        graph.ravel(codes), graph.ravel(weights), minlength=labels * 2 * bins
    )
    return graph.reshape(counts, (labels, 2, bins))


def _outcomes(counts, thresholds, multi_label) -> Outcomes:
    """The outcomes at each threshold: those who exceed it are positive."""
    above = graph.cumsum(counts[..., 1:], axis=-1, reverse=True)
    below = graph.cumsum(counts[..., :-1], axis=-1)
    parts = (above[:, 1], above[:, 0], below[:, 0], below[:, 1])
    return Outcomes(
        *[
            thresholds.in_order(graph.transpose(part) if multi_label else part[0])
            for part in parts
        ]
    )
