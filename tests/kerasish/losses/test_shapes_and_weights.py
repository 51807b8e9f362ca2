"""How targets, predictions, weights and masks meet."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import losses


def values(y_true, y_pred, **changes):
    loss = losses.MeanSquaredError(reduction="none", **changes)
    return loss(np.array(y_true, "float32"), np.array(y_pred, "float32")).numpy()


def masked(array, mask):
    tensor = graph.as_tensor(np.array(array, "float32"))
    tensor.tags = graph.as_tensor(np.array(mask))
    return tensor


def test_a_vector_of_targets_fits_a_column_of_predictions():
    found = values([1, 2, 3], [[1], [4], [6]])
    np.testing.assert_array_equal(found, [0, 4, 9])
    found = values([[1], [2], [3]], [1, 4, 6])
    np.testing.assert_array_equal(found, [0, 4, 9])


def test_a_last_axis_of_one_is_dropped_from_higher_ranks():
    found = values(np.zeros((2, 3, 1)), np.ones((2, 3)))
    assert found.shape == (2,)


@pytest.mark.parametrize("shape", [(3,), (4, 2), (4, 3, 2), (4,)])
def test_other_shapes_are_never_broadcast(shape):
    with pytest.raises(graph.ShapeError) as caught:
        losses.MeanSquaredError()(np.zeros(shape), np.zeros((4, 3)))
    assert f"y_true=float32[{', '.join(map(str, shape))}]" in str(caught.value)
    assert "y_pred=float32[4, 3]" in str(caught.value)


def test_a_weight_for_each_sample():
    loss = losses.MeanSquaredError()
    y_true, y_pred = np.zeros((2, 1)), np.array([[1.0], [3.0]])
    for weights in ([0.5, 2.0], [[0.5], [2.0]]):
        found = loss(y_true, y_pred, sample_weight=np.array(weights))
        assert float(found) == pytest.approx((0.5 * 1 + 2 * 9) / 2)


def test_a_weight_for_each_sample_of_a_sequence_is_not_one_for_each_step():
    loss = losses.MeanSquaredError(reduction="none")
    found = loss(np.zeros((2, 2, 1)), np.ones((2, 2, 1)), np.array([1.0, 5.0]))
    np.testing.assert_array_equal(found.numpy(), [[1, 1], [5, 5]])


def test_a_weight_for_each_step():
    loss = losses.MeanSquaredError(reduction="none")
    weights = np.array([[1.0, 2.0], [3.0, 0.0]])
    found = loss(np.zeros((2, 2, 1)), np.ones((2, 2, 1)), weights)
    np.testing.assert_array_equal(found.numpy(), weights)


def test_one_number_weighs_all():
    loss = losses.MeanSquaredError()
    assert float(loss(np.zeros((2, 1)), np.ones((2, 1)), sample_weight=0.25)) == 0.25


def test_weights_that_do_not_fit_are_named():
    with pytest.raises(graph.ShapeError, match="sample weights do not fit"):
        losses.MeanSquaredError()(np.zeros((4, 1)), np.zeros((4, 1)), np.ones(3))


def test_mean_with_sample_weight_divides_by_the_weights():
    loss = losses.MeanAbsoluteError(reduction="mean_with_sample_weight")
    y_true, y_pred = np.zeros((2, 1)), np.array([[1.0], [4.0]])
    assert float(loss(y_true, y_pred, np.array([3.0, 1.0]))) == 7 / 4
    assert float(loss(y_true, y_pred, np.zeros(2))) == 0
    assert float(loss(y_true, y_pred)) == 2.5


def test_a_mask_of_the_predictions_leaves_samples_out_of_the_mean():
    y_pred = masked([[1.0], [2.0], [3.0], [9.0]], [True, True, True, False])
    loss = losses.MeanAbsoluteError()
    assert float(loss(np.zeros((4, 1)), y_pred)) == pytest.approx(2.0)
    weighted = loss(np.zeros((4, 1)), y_pred, sample_weight=np.array([2.0, 0, 0, 1]))
    assert float(weighted) == pytest.approx(2 / 3)
    total = losses.MeanAbsoluteError(reduction="sum")(np.zeros((4, 1)), y_pred)
    assert float(total) == 6


def test_a_mask_that_leaves_nothing_gives_zero():
    y_pred = masked([[1.0], [2.0]], [False, False])
    assert float(losses.MeanAbsoluteError()(np.zeros((2, 1)), y_pred)) == 0


def test_dtype_is_that_of_the_computation():
    loss = losses.MeanSquaredError(dtype="float64")
    assert loss(np.zeros((2, 1)), np.ones((2, 1))).dtype == np.float64
    assert losses.MeanSquaredError()(np.zeros(2), np.ones(2)).dtype == np.float32


def test_lists_of_numbers_are_arrays_and_other_lists_are_nestings():
    assert float(losses.MeanSquaredError()([0.0, 1.0], [2.0, 1.0])) == 2

    class Both(losses.Loss):
        def call(self, y_true, y_pred):
            return graph.absolute(y_true[0] - y_pred[0]) + y_pred[1]

    y_pred = [np.array([3.0]), np.array([10.0])]
    assert float(Both()([np.array([1.0]), np.array([0.0])], y_pred)) == 12


@pytest.mark.parametrize("reduction", ["sum", "mean", "sum_over_batch_size"])
def test_nothing_to_reduce_gives_zero(reduction):
    loss = losses.MeanSquaredError(reduction=reduction)
    nothing = np.zeros((0, 4, 3), "float32")
    assert float(loss(nothing, nothing)) == 0.0
