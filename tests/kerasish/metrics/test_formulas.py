"""Accuracies, scores and overlaps by hand."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import metrics


def value(metric, *batch, **weights):
    metric.update_state(*batch, **weights)
    return float(metric.result())


def test_accuracies():
    assert value(metrics.Accuracy(), [1, 2, 3], [1, 2, 4]) == pytest.approx(2 / 3)
    assert value(metrics.BinaryAccuracy(), [1, 0, 1], [0.5, 0.5, 0.6]) == (
        pytest.approx(2 / 3)
    )
    scores = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    labels = np.array([1, 0, 0])
    assert value(metrics.SparseCategoricalAccuracy(), labels, scores) == (
        pytest.approx(2 / 3)
    )
    assert value(metrics.CategoricalAccuracy(), np.eye(2)[labels], scores) == (
        pytest.approx(2 / 3)
    )


def test_accuracy_of_columns_and_sequences():
    metric = metrics.BinaryAccuracy()
    assert value(metric, [1, 0], np.array([[0.9], [0.8]])) == 0.5
    steps = np.array([[[0.1, 0.9], [0.9, 0.1]]])
    metric = metrics.SparseCategoricalAccuracy()
    assert value(metric, np.array([[1, 1]]), steps) == 0.5
    metric.reset_state()
    assert value(metric, np.array([[[1], [1]]]), steps) == 0.5


def test_accuracy_with_weights_and_other_shapes():
    scores = np.array([[0.1, 0.9], [0.8, 0.2]])
    weights = np.array([3.0, 1.0])
    metric = metrics.SparseCategoricalAccuracy()
    assert value(metric, [1, 1], scores, sample_weight=weights) == 0.75
    with pytest.raises(graph.ShapeError, match="sparse_categorical_accuracy"):
        metric.update_state(np.eye(2), scores)


def test_top_k_accuracies():
    scores = np.array([[0.1, 0.5, 0.4], [0.6, 0.3, 0.1]])
    labels = np.array([2, 2])
    for k, expected in ((1, 0.0), (2, 0.5), (3, 1.0)):
        assert value(metrics.SparseTopKCategoricalAccuracy(k), labels, scores) == (
            expected
        )
        one_hot = np.eye(3)[labels]
        assert value(metrics.TopKCategoricalAccuracy(k), one_hot, scores) == expected
    ranked = metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    assert value(ranked, labels, np.array([[1, 2, 0], [0, 1, 2]])) == 0.5
    assert ranked.get_config()["from_sorted_ids"] is True


def test_root_mean_squared_error_is_that_of_all_values():
    metric = metrics.RootMeanSquaredError()
    metric.update_state([[0.0], [0.0]], [[3.0], [4.0]])
    metric.update_state([[0.0]], [[5.0]])
    assert float(metric.result()) == pytest.approx(np.sqrt(50 / 3))


def test_r2_score():
    y_true = np.array([[1.0, 0.0], [2.0, 1.0], [3.0, 5.0]])
    y_pred = np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 3.0]])
    each = 1 - np.array([1.0, 6.0]) / np.array([2.0, 14.0])
    found = metrics.R2Score(class_aggregation=None)(y_true, y_pred)
    np.testing.assert_allclose(found.numpy(), each, rtol=1e-6)
    assert value(metrics.R2Score(), y_true, y_pred) == pytest.approx(each.mean())
    weighted = metrics.R2Score("variance_weighted_average")
    expected = (each * [2, 14]).sum() / 16
    assert value(weighted, y_true, y_pred) == pytest.approx(expected)


def test_adjusted_r2_score_needs_more_samples_than_regressors():
    y_true, y_pred = np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [2.0], [3.0]])
    plain = value(metrics.R2Score(), y_true, y_pred)
    adjusted = value(metrics.R2Score(num_regressors=1), y_true, y_pred)
    assert adjusted == pytest.approx(1 - (1 - plain) * 2 / 1)
    assert value(metrics.R2Score(num_regressors=2), y_true, y_pred) == plain


@pytest.mark.parametrize("name", ["R2Score", "FBetaScore", "F1Score"])
def test_two_axes_are_needed(name):
    with pytest.raises(graph.ShapeError, match="two axes"):
        getattr(metrics, name)().update_state([1.0, 0.0], [1.0, 0.0])


def test_f_scores():
    y_true = np.array([[1, 0], [1, 1], [0, 1]])
    y_pred = np.array([[0.9, 0.6], [0.4, 0.8], [0.7, 0.2]])
    # class 0: 1 right, 1 wrong, 1 missed; class 1: 1 right, 1 wrong, 1 missed
    found = metrics.F1Score(threshold=0.5)(y_true, y_pred)
    np.testing.assert_allclose(found.numpy(), [0.5, 0.5], rtol=1e-5)
    y_pred[1, 0] = 0.6  # class 0: 2 right, 1 wrong, 0 missed
    beta = metrics.FBetaScore(beta=2.0, threshold=0.5)(y_true, y_pred)
    expected = 5 * (2 / 3) * 1 / (4 * 2 / 3 + 1)
    np.testing.assert_allclose(beta.numpy()[0], expected, rtol=1e-5)
    micro = metrics.F1Score("micro", threshold=0.5)(y_true, y_pred)
    assert float(micro) == pytest.approx(2 * 3 / (2 * 3 + 2 + 1), rel=1e-5)


def test_f_score_without_a_threshold_takes_the_largest():
    y_true = np.array([[1, 0, 0], [0, 1, 0]])
    y_pred = np.array([[0.4, 0.3, 0.3], [0.4, 0.3, 0.3]])
    found = metrics.F1Score()(y_true, y_pred)
    np.testing.assert_allclose(found.numpy(), [2 / 3, 0, 0], rtol=1e-5)


def test_overlaps():
    labels, found = [0, 0, 1, 1, 2], [0, 1, 0, 1, 2]
    assert value(metrics.IoU(3, [0]), labels, found) == pytest.approx(1 / 3)
    assert value(metrics.MeanIoU(3), labels, found) == pytest.approx(5 / 9)
    weights = np.array([1, 0, 1, 1, 1])
    metric = metrics.IoU(3, [0])
    assert value(metric, labels, found, sample_weight=weights) == pytest.approx(0.5)
    assert metric.total_cm.numpy().dtype == np.int64
    np.testing.assert_array_equal(metric.total_cm.numpy()[0], [1, 0, 0])


def test_overlap_ignores_a_class_and_what_is_outside():
    metric = metrics.MeanIoU(2, ignore_class=-1)
    assert value(metric, [0, 1, -1, 7], [0, 1, 0, 1]) == pytest.approx(1)


def test_classes_that_were_not_met_do_not_count_in_the_mean():
    assert value(metrics.MeanIoU(5), [0, 1], [0, 1]) == pytest.approx(1)


def test_fractions_of_weights_are_cut_with_a_warning():
    metric = metrics.MeanIoU(2)
    with pytest.warns(UserWarning, match="cut to integers"):
        metric.update_state([0, 1], [0, 1], sample_weight=np.array([1.5, 1.0]))
    metric = metrics.IoU(2, [0], dtype="float32")
    metric.update_state([0, 0], [0, 1], sample_weight=np.array([1.5, 0.5]))
    assert float(metric.result()) == pytest.approx(0.75)


def test_target_classes_must_exist():
    with pytest.raises(graph.ArgumentError, match="outside the classes"):
        metrics.IoU(2, [2])


def test_overlap_of_one_hot_labels_along_another_axis():
    labels = np.moveaxis(np.eye(3)[[[0, 1], [2, 2]]], -1, 1)
    metric = metrics.OneHotMeanIoU(3, axis=1)
    assert value(metric, labels, labels) == pytest.approx(1)


def test_correlations():
    y_true = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]])
    y_pred = np.array([[1.0, 3.0, 5.0], [2.0, 1.0, 0.0]])
    assert value(metrics.PearsonCorrelation(), y_true, y_pred) == pytest.approx(0)
    found = metrics.concordance_correlation(y_true[:1], y_pred[:1])
    covariance = np.cov(y_true[0], y_pred[0], bias=True)
    expected = 2 * covariance[0, 1] / (np.trace(covariance) + (1.0 - 3.0) ** 2)
    np.testing.assert_allclose(found.numpy(), [expected], rtol=1e-5)


def test_cosine_similarity_is_positive_for_like_directions():
    metric = metrics.CosineSimilarity()
    assert value(metric, [[1.0, 0.0]], [[2.0, 0.0]]) == pytest.approx(1)
