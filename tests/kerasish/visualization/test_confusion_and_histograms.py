"""Confusion matrices and histograms: the numbers."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError
from kerasish.visualization import (
    activation_histograms,
    confusion_matrix,
    weight_histograms,
)

#: three cats, two of them right; a dog, taken for a cat; two birds, right
TRUE, PRED = [0, 0, 0, 1, 2, 2], [0, 0, 2, 0, 2, 2]
COUNTS = [[2, 0, 1], [1, 0, 0], [0, 0, 2]]


def test_counts():
    np.testing.assert_array_equal(confusion_matrix(TRUE, PRED), COUNTS)


def test_one_hot_labels_columns_and_scores():
    scores = np.eye(3)[PRED] * 0.5 + 0.1
    for true in (np.eye(3)[TRUE], np.array(TRUE)[:, None]):
        np.testing.assert_array_equal(confusion_matrix(true, scores), COUNTS)


def test_classes_that_nobody_saw_have_rows():
    assert confusion_matrix([0], [0], num_classes=4).shape == (4, 4)
    assert confusion_matrix([0], np.eye(5)[:1]).shape == (5, 5)
    assert confusion_matrix([True, False], [True, True]).tolist() == [[0, 1], [0, 1]]


def test_normalized():
    third = 1 / 3
    cases = {
        "true": [[2 * third, 0, third], [1, 0, 0], [0, 0, 1]],
        "pred": [[2 * third, 0, third], [third, 0, 0], [0, 0, 2 * third]],
        "all": np.array(COUNTS) / 6,
    }
    for normalize, expected in cases.items():
        found = confusion_matrix(TRUE, PRED, normalize=normalize)
        np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (([0, 1], [0]), "one prediction"),
        (([0.5], [0]), "whole numbers"),
        (([0], [[0.7]]), r"y_pred > 0.5"),
        (([0, 3], [0, 1], 2), "from 0 to num_classes - 1"),
        (([0, -1], [0, 1]), "from 0 to"),
        (([0], [0], 0), "num_classes must be"),
        (([0], [0], 1, "rows"), "normalize must be"),
    ],
)
def test_errors_of_confusion_matrices(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        confusion_matrix(*arguments)


def small_model():
    model = kerasish.Sequential(
        [
            kerasish.Input((2,)),
            layers.Dense(2, activation="relu", name="a"),
            layers.Dropout(0.5, name="drop"),
            layers.Dense(1, name="b"),
        ]
    )
    model.set_weights(
        [np.array([[1.0, -2.0], [3.0, 0.0]]), [0, 4], [[1], [np.inf]], [5]]
    )
    return model


def test_weights_are_counted():
    found = weight_histograms(small_model(), bins=5)
    assert list(found) == ["a/kernel", "a/bias", "b/kernel", "b/bias"]
    counts, edges = found["a/kernel"]
    np.testing.assert_array_equal(counts, [1, 0, 1, 1, 1])
    np.testing.assert_allclose(edges, [-2, -1, 0, 1, 2, 3])
    assert found["b/kernel"][0].sum() == 1  # the infinite one does not count


def test_weights_that_are_not_trained_can_be_left_out():
    model = small_model()
    model.layers[0].trainable = False
    assert list(weight_histograms(model, trainable_only=True)) == ["b/kernel", "b/bias"]


def test_outputs_of_layers_are_counted():
    x = np.array([[1.0, 1.0], [-4.0, 0.0], [3.0, 0.0]], "float32")
    a = np.maximum(x @ [[1.0, -2.0], [3.0, 0.0]] + [0, 4], 0)
    found = activation_histograms(small_model(), x, ["a", "drop"], 4, batch_size=2)
    assert list(found) == ["a", "drop"]
    for counts, edges in found.values():  # dropout passes everything
        expected = np.histogram(a, 4)
        np.testing.assert_array_equal(counts, expected[0])
        np.testing.assert_allclose(edges, expected[1])


def test_all_layers_but_inputs_and_each_of_several_outputs():
    inputs = kerasish.Input((3, 2))
    outputs = layers.LSTM(2, return_state=True, name="lstm")(inputs)
    model = kerasish.Model(inputs, outputs)
    found = activation_histograms(model, np.ones((4, 3, 2)), bins=3)
    assert list(found) == ["lstm/0", "lstm/1", "lstm/2"]
    assert all(counts.sum() == 8 for counts, _ in found.values())


def test_errors_of_histograms():
    with pytest.raises(ArgumentError, match="bins must be"):
        weight_histograms(small_model(), bins=0)
    with pytest.raises(ArgumentError, match="bins must be"):
        activation_histograms(small_model(), np.ones((1, 2)), bins=2.5)
    with pytest.raises(ArgumentError, match="no graph of layers"):
        activation_histograms(kerasish.Sequential(), np.ones((1, 2)))
