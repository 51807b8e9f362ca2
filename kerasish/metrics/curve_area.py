"""Areas under curves that are known at thresholds."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.metrics.confusion import Outcomes
from kerasish.metrics.samplewise import ratio


@internal
def curve_area(found: Outcomes, curve: str, summation_method: str):
    """The area under a curve; along the first axis stand rising thresholds.

    Args:
        found: gathered outcomes.
        curve: "ROC", "PR" or "PRGAIN".
        summation_method: see `AUC`.
    """
    if curve == "PR" and summation_method == "interpolation":
        return _interpolated_precision_area(found)
    points = {"ROC": _roc, "PR": _precision_recall, "PRGAIN": _gains}[curve]
    x, y = points(found)
    if summation_method == "interpolation":
        heights = (y[:-1] + y[1:]) / 2.0
    elif summation_method == "minoring":
        heights = graph.minimum(y[:-1], y[1:])
    else:
        heights = graph.maximum(y[:-1], y[1:])
    return graph.sum((x[:-1] - x[1:]) * heights, axis=0)


def _recall(found):
    return ratio(found.true_positives, found.true_positives + found.false_negatives)


def _roc(found):
    """The share of zeros that are called 1, and that of ones."""
    wrong = found.false_positives
    return ratio(wrong, wrong + found.true_negatives), _recall(found)


def _precision_recall(found):
    right = found.true_positives
    return _recall(found), ratio(right, right + found.false_positives)


def _gains(found):
    """Recall and precision on the scale on which the base rate is 0."""
    right = found.true_positives
    ones = right + found.false_negatives
    odds = ratio(ones, found.true_negatives + found.false_positives)
    recall = 1.0 - odds * ratio(found.false_negatives, right)
    precision = 1.0 - odds * ratio(found.false_positives, right)
    none = right == 0
    recall = graph.maximum(graph.where(none, 0.0, recall), 0.0)
    return recall, graph.where(none, 1.0, precision)


def _interpolated_precision_area(found):
    """The area under precision over recall, exact between thresholds.

    Between two thresholds true positives grow in proportion to all positives p:
    precision = (slope * p + intercept) / p, which is integrated over recall.
    """
    right = found.true_positives
    positives = right + found.false_positives
    gained = right[:-1] - right[1:]
    slope = ratio(gained, graph.maximum(positives[:-1] - positives[1:], 0.0))
    intercept = right[1:] - slope * positives[1:]
    both = graph.logical_and(positives[:-1] > 0, positives[1:] > 0)
    growth = graph.where(both, ratio(positives[:-1], positives[1:]), 1.0)
    ones = right[1:] + found.false_negatives[1:]
    terms = slope * (gained + intercept * graph.log(growth))
    return graph.sum(ratio(terms, graph.maximum(ones, 0.0)), axis=0)
