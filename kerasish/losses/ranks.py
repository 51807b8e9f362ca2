"""Targets, predictions and weights of ranks that differ by a last axis of size 1."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float


@internal
def same_rank(x, y):
    """The two, where one has a last axis of size 1 that the other lacks, alike.

    The axis is added if the other is a vector, so that the first axis stays that of
    the samples; else it is dropped. Other ranks stay as they are.
    """
    if x.ndim == y.ndim + 1 and x.spec.shape[-1] == 1:
        return _joined(x, y)
    if y.ndim == x.ndim + 1 and y.spec.shape[-1] == 1:
        return _joined(y, x)[::-1]
    return x, y


def _joined(longer, shorter):
    if shorter.ndim == 1:
        return longer, graph.expand_dims(shorter, -1)
    return graph.squeeze(longer, -1), shorter


@internal
def matched(y_true, y_pred, name: str):
    """Targets and predictions as floats of one shape; nothing is broadcast silently.

    Raises:
        ShapeError: the shapes differ by more than a last axis of size 1.
    """
    y_pred = to_float(y_pred)
    y_true, y_pred = same_rank(to_float(y_true, y_pred.dtype), y_pred)
    if not _fit(y_true.shape, y_pred.shape):
        fail(
            f"{name}: targets and predictions do not fit",
            {"y_true": y_true.spec, "y_pred": y_pred.spec},
            "give the targets the shape of the model's output",
            graph.ShapeError,
        )
    return y_true, y_pred


def _fit(a, b) -> bool:
    pairs = zip(a, b)
    return len(a) == len(b) and all(m == n or None in (m, n) for m, n in pairs)


@internal
def with_weights(values, weights):
    """Values and weights so that they broadcast sample by sample.

    Raises:
        ShapeError: weights that fit neither the samples nor the values.
    """
    if not values.ndim or not weights.ndim:
        return values, weights
    values, weights = same_rank(values, weights)
    missing = values.ndim - weights.ndim
    if missing > 0:  # a weight for each sample, not for the last axis
        weights = graph.expand_dims(weights, tuple(range(weights.ndim, values.ndim)))
    elif missing < 0:
        values = graph.expand_dims(values, tuple(range(values.ndim, weights.ndim)))
    require_weights(values, weights)
    return values, weights


@internal
def require_weights(values, weights) -> None:
    """Raises a ShapeError if the weights do not broadcast against the values."""
    pairs = zip(values.shape[::-1], weights.shape[::-1])
    if not all(m == n or 1 in (m, n) or None in (m, n) for m, n in pairs):
        fail(
            "the sample weights do not fit the values that they weigh",
            {"sample_weight": weights.spec, "values": values.spec},
            "pass one weight for each sample, or one for each value",
            graph.ShapeError,
        )
