"""Counts of right and wrong predictions, and what is made of them."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import metrics
from kerasish.metrics.confusion import count_outcomes
from kerasish.metrics.thresholds import Thresholds

RNG = np.random.default_rng(2)
Y_TRUE = (RNG.random(40) > 0.4).astype("float32")
Y_PRED = np.round(RNG.random(40), 2).astype("float32")
WEIGHTS = RNG.random(40).astype("float32")


def counted(thresholds, weights=WEIGHTS):
    """The four counts, one comparison after the other."""
    rows = []
    for threshold in thresholds:
        called = np.float32(threshold) < Y_PRED
        truth = Y_TRUE > 0
        parts = (called & truth, called & ~truth, ~called & ~truth, ~called & truth)
        rows.append([weights[part].sum() for part in parts])
    return np.transpose(rows)


@pytest.mark.parametrize(
    "thresholds", [[0.5], [0.9, 0.123, 0.456], [0.0, 0.25, 0.5, 0.75, 1.0]]
)
def test_counts_are_those_of_comparisons(thresholds):
    found = count_outcomes(Y_TRUE, Y_PRED, Thresholds(thresholds), WEIGHTS)
    np.testing.assert_allclose(np.stack(found), counted(thresholds), rtol=1e-5)


def test_a_nan_is_no_positive_prediction():
    metric = metrics.TruePositives([0.0, 0.5, 1.0])
    metric.update_state([1, 1], [np.nan, 0.7])
    np.testing.assert_array_equal(metric.result().numpy(), [1, 1, 0])


@pytest.mark.parametrize(
    "name,expected",
    [
        ("TruePositives", 2),
        ("FalsePositives", 1),
        ("TrueNegatives", 1),
        ("FalseNegatives", 1),
        ("Precision", 2 / 3),
        ("Recall", 2 / 3),
    ],
)
def test_single_threshold(name, expected):
    metric = getattr(metrics, name)()
    metric.update_state([1, 1, 0, 0, 1], [0.9, 0.8, 0.7, 0.2, 0.1])
    assert float(metric.result()) == pytest.approx(expected)
    assert metric.result().shape == ()


def test_several_thresholds_stay_in_their_order():
    metric = metrics.Precision(thresholds=[0.75, 0.0])
    metric.update_state([1, 1, 0], [0.9, 0.2, 0.5])
    np.testing.assert_allclose(metric.result().numpy(), [1, 2 / 3])
    assert metric.get_config()["thresholds"] == [0.75, 0.0]


def test_top_k_and_class_id():
    y_true = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    y_pred = np.array([[0.3, 0.2, 0.1], [0.3, 0.1, 0.2], [0.5, 0.4, 0.6]])
    recall = metrics.Recall(top_k=1)
    recall.update_state(y_true, y_pred)
    assert float(recall.result()) == pytest.approx(2 / 3)
    precision = metrics.Precision(top_k=2, class_id=0)
    precision.update_state(y_true, y_pred)
    assert float(precision.result()) == pytest.approx(1 / 3)


def test_class_id_needs_classes():
    with pytest.raises(graph.ShapeError, match="class_id"):
        metrics.Precision(class_id=1).update_state([1, 0], [0.2, 0.3])


def area(y_true, y_pred):
    """The share of pairs of a one and a zero that stand in the right order."""
    ones, zeros = y_pred[y_true > 0], y_pred[y_true == 0]
    order = np.sign(ones[:, None] - zeros[None, :])
    return np.mean((order + 1) / 2)


def test_roc_area_is_the_share_of_ordered_pairs():
    metric = metrics.AUC(num_thresholds=1001)
    metric.update_state(Y_TRUE[:20], Y_PRED[:20])
    metric.update_state(Y_TRUE[20:], Y_PRED[20:])
    assert float(metric.result()) == pytest.approx(area(Y_TRUE, Y_PRED), abs=1e-4)


def test_area_of_perfect_predictions_is_one():
    for curve in ("ROC", "PR", "PRGAIN"):
        metric = metrics.AUC(curve=curve)
        metric.update_state([0, 0, 1, 1], [0.0, 0.1, 0.9, 1.0])
        assert float(metric.result()) == pytest.approx(1)


def test_summation_methods_bound_the_area():
    areas = {}
    for method in ("minoring", "interpolation", "majoring"):
        metric = metrics.AUC(thresholds=[0.3, 0.6], summation_method=method)
        metric.update_state(Y_TRUE, Y_PRED)
        areas[method] = float(metric.result())
    assert areas["minoring"] < areas["interpolation"] < areas["majoring"]
    assert areas["interpolation"] == pytest.approx(
        (areas["minoring"] + areas["majoring"]) / 2, rel=1e-5
    )


def test_labels_apart_are_areas_of_their_own():
    y_true = np.stack([Y_TRUE, 1 - Y_TRUE], axis=1)
    y_pred = np.stack([Y_PRED, Y_PRED], axis=1)
    alone = [
        float(metrics.AUC(num_thresholds=50)(y_true[:, i], y_pred[:, i]))
        for i in (0, 1)
    ]
    both = metrics.AUC(num_thresholds=50, multi_label=True)
    assert float(both(y_true, y_pred)) == pytest.approx(np.mean(alone), rel=1e-5)
    weighted = metrics.AUC(
        num_thresholds=50, multi_label=True, num_labels=2, label_weights=[3.0, 1.0]
    )
    expected = (3 * alone[0] + alone[1]) / 4
    assert float(weighted(y_true, y_pred)) == pytest.approx(expected, rel=1e-5)
    assert weighted.true_positives.shape == (50, 2)


def test_area_of_logits():
    logits = np.log(Y_PRED + 0.01) - np.log(1.01 - Y_PRED)
    found = metrics.AUC(num_thresholds=20, from_logits=True)(Y_TRUE, logits)
    plain = metrics.AUC(num_thresholds=20)(Y_TRUE, 1 / (1 + np.exp(-logits)))
    assert float(found) == pytest.approx(float(plain))


def test_given_thresholds_are_saved_and_others_not():
    assert metrics.AUC(thresholds=[0.6, 0.3]).get_config()["thresholds"] == [0.3, 0.6]
    assert "thresholds" not in metrics.AUC().get_config()


@pytest.mark.parametrize(
    "arguments,text",
    [
        ({"num_labels": 2}, "num_labels"),
        ({"num_thresholds": 1}, "num_thresholds"),
        ({"thresholds": [2.0]}, "thresholds"),
    ],
)
def test_arguments_that_do_not_go_together(arguments, text):
    with pytest.raises(graph.ArgumentError, match=text):
        metrics.AUC(**arguments)


@pytest.mark.parametrize(
    "name,bound", [("SensitivityAtSpecificity", 0.5), ("PrecisionAtRecall", 0.5)]
)
def test_best_rate_under_a_condition(name, bound):
    metric = getattr(metrics, name)(bound, num_thresholds=101)
    metric.update_state(Y_TRUE, Y_PRED, sample_weight=WEIGHTS)
    right, wrong, away, missed = counted(np.linspace(0, 1, 101))
    sensitivity = right / (right + missed)
    if name == "SensitivityAtSpecificity":
        rates, others = sensitivity, away / (away + wrong)
    else:
        with np.errstate(invalid="ignore"):
            rates, others = np.nan_to_num(right / (right + wrong)), sensitivity
    expected = rates[others >= bound].max()
    assert float(metric.result()) == pytest.approx(expected, rel=1e-4)
