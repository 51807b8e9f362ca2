"""Losses by hand, and safe at the ends of their range."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

import graph
from kerasish import losses

LN = math.log


@pytest.mark.parametrize(
    "name,y_true,y_pred,expected",
    [
        ("mean_squared_error", [1.0, 2.0], [3.0, 2.0], 2.0),
        ("mean_absolute_error", [1.0, 2.0], [3.0, 2.0], 1.0),
        ("mean_absolute_percentage_error", [2.0, 4.0], [3.0, 4.0], 25.0),
        ("mean_squared_logarithmic_error", [0.0, 1.0], [0.0, 3.0], LN(2) ** 2 / 2),
        ("huber", [0.0, 0.0], [0.5, 3.0], (0.125 + 2.5) / 2),
        ("log_cosh", [0.0], [1.0], LN(math.cosh(1))),
        ("poisson", [2.0], [1.0], 1.0),
        ("kl_divergence", [0.5, 0.5], [0.25, 0.75], LN(2) / 2 + LN(2 / 3) / 2),
        ("cosine_similarity", [1.0, 0.0], [1.0, 1.0], -math.sqrt(0.5)),
        ("hinge", [1.0, -1.0], [0.5, 0.5], (0.5 + 1.5) / 2),
        ("hinge", [1.0, 0.0], [0.5, 0.5], (0.5 + 1.5) / 2),
        ("squared_hinge", [1.0, -1.0], [0.5, 0.5], (0.25 + 2.25) / 2),
        ("categorical_hinge", [0.0, 1.0], [0.75, 0.5], 1.25),
        ("binary_crossentropy", [1.0, 0.0], [0.25, 0.5], (LN(4) + LN(2)) / 2),
        ("binary_focal_crossentropy", [1.0], [0.5], LN(2) / 4),
        ("categorical_crossentropy", [0.0, 1.0], [0.75, 0.25], LN(4)),
        ("categorical_focal_crossentropy", [0.0, 1.0], [0.5, 0.5], LN(2) / 16),
        ("dice", [1.0, 0.0], [0.5, 0.5], 0.5),
        ("tversky", [1.0, 0.0], [0.5, 0.5], 0.5),
    ],
)
def test_formula(name, y_true, y_pred, expected):
    found = getattr(losses, name)(np.array([y_true]), np.array([y_pred]))
    np.testing.assert_allclose(np.ravel(found.numpy()), expected, rtol=1e-6)


def test_tversky_weighs_what_was_missed_by_alpha():
    y_true, y_pred = np.array([[1.0, 0.0]]), np.array([[0.5, 0.0]])
    found = losses.tversky(y_true, y_pred, alpha=1.0, beta=0.0)
    assert float(found) == pytest.approx(1 - 0.5 / 1.0)


def test_sparse_labels_are_the_places_of_one_hot_labels():
    labels = np.array([2, 0, 1])
    scores = np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [0.3, 0.6, 0.1]])
    for from_logits in (False, True):
        sparse = losses.sparse_categorical_crossentropy(labels, scores, from_logits)
        dense = losses.categorical_crossentropy(np.eye(3)[labels], scores, from_logits)
        np.testing.assert_allclose(sparse.numpy(), dense.numpy(), rtol=1e-6)
    column = losses.sparse_categorical_crossentropy(labels[:, None], scores)
    assert column.shape == (3,)


def test_classes_along_another_axis():
    scores = np.array([[[0.25, 0.75], [0.75, 0.25]]])  # (1, classes, steps)
    found = losses.sparse_categorical_crossentropy(np.array([[0, 0]]), scores, axis=1)
    np.testing.assert_allclose(found.numpy(), [[LN(4), LN(4 / 3)]], rtol=1e-6)


def test_label_smoothing_moves_labels_to_equal_shares():
    loss = losses.CategoricalCrossentropy(label_smoothing=0.3)
    expected = -(0.1 * LN(0.5) + 0.8 * LN(0.25) + 0.1 * LN(0.25))
    found = loss(np.array([[0.0, 1.0, 0.0]]), np.array([[0.5, 0.25, 0.25]]))
    assert float(found) == pytest.approx(expected)
    binary = losses.BinaryCrossentropy(label_smoothing=0.2)
    expected = -(0.9 * LN(0.25) + 0.1 * LN(0.75))
    assert float(binary([1.0], [0.25])) == pytest.approx(expected)


def test_ignored_labels_leave_the_mean_and_the_gradient():
    y_pred = np.array([[0.25, 0.75], [np.nan, np.nan], [0.5, 0.5]])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    labels = np.array([0, -1, 1])
    assert float(loss(labels, y_pred)) == pytest.approx((LN(4) + LN(2)) / 2)
    with graph.GradientTape() as tape:
        predictions = graph.as_tensor(y_pred)
        tape.watch(predictions)
        value = loss(labels, predictions)
    gradient = tape.gradient(value, predictions).numpy()
    assert np.isfinite(gradient).all()
    np.testing.assert_array_equal(gradient[1], 0)


@pytest.mark.parametrize("label", [12, 10, -1])
def test_a_label_outside_the_classes_is_named(label):
    loss = losses.SparseCategoricalCrossentropy()
    scores = np.full((2, 10), 0.1, "float32")
    text = f"label {label} is outside 10 classes"
    with pytest.raises(ValueError, match=text):
        loss(np.array([3, label]), scores)
    x = graph.placeholder("float32", (None, 10), "x")
    y = graph.placeholder("int32", (None,), "y")
    compiled = graph.Session().make_callable(loss(y, x), [y, x])
    with pytest.raises(graph.ExecutionError, match=text):
        compiled(np.array([3, label]), scores)


@pytest.mark.parametrize("logit", [200.0, -200.0])
def test_large_logits_stay_finite(logit):
    binary = losses.BinaryCrossentropy(from_logits=True)
    expected = 200.0 if logit < 0 else 0.0
    assert float(binary([1.0], [logit])) == expected
    sparse = losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(sparse([0], [[logit, 0.0]])) == expected


def test_probabilities_of_zero_and_one_stay_finite():
    assert float(losses.BinaryCrossentropy()([1.0], [0.0])) == pytest.approx(
        -LN(1e-7), rel=1e-4
    )
    assert float(losses.CategoricalCrossentropy()([[1.0, 0.0]], [[0.0, 1.0]])) < 17


@pytest.mark.parametrize("kind", ["sparse", "categorical", "binary"])
def test_in_a_graph_losses_of_outputs_use_their_logits(kind):
    x = graph.placeholder("float32", (None, 2), "x")
    if kind == "sparse":
        loss = losses.SparseCategoricalCrossentropy()([1], graph.softmax(x))
    elif kind == "categorical":
        loss = losses.CategoricalCrossentropy()([[0.0, 1.0]], graph.softmax(x))
    else:
        loss = losses.BinaryCrossentropy()([[0.0, 1.0]], graph.sigmoid(x))
    (dx,) = graph.gradients(loss, [x])
    value, gradient = graph.Session().run([loss, dx], {x: [[90.0, -90.0]]})
    assert value == pytest.approx(180.0 if kind != "binary" else 90.0)
    expected = [[1, -1]] if kind != "binary" else [[0.5, -0.5]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


def test_generalized_crossentropy():
    found = losses.categorical_generalized_cross_entropy(
        np.array([1]), np.array([[0.75, 0.25]]), q=0.5
    )
    np.testing.assert_allclose(found.numpy(), [(1 - 0.5) / 0.5])


def test_circle_of_two_pairs():
    embeddings = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    found = losses.circle(np.array([0, 0, 1]), embeddings, gamma=2.0, margin=0.25)
    near, far = 1 - 0.6, 1 - 0.0  # distances of row 0 to its like and to the other
    pull = 2.0 * (0.25 + near) * (near - 0.25)
    push = 2.0 * (1.25 - far) * (0.75 - far)
    assert found.numpy()[0] == pytest.approx(LN(1 + math.exp(pull + push)))
    assert found.numpy()[2] == 0  # nothing has its label
    np.testing.assert_array_equal(found.tags.numpy(), [True, True, False])


def readings(labels, steps, classes):
    """All readings of classes that spell the labels; 0 is the blank."""
    for path in itertools.product(range(classes), repeat=steps):
        merged = [key for key, _ in itertools.groupby(path)]
        if [c for c in merged if c] == list(labels):
            yield path


@pytest.mark.parametrize("labels", [(1,), (1, 2), (2, 2), (1, 2, 1)])
def test_ctc_sums_over_all_readings(labels):
    steps, classes = 4, 3
    logits = np.random.default_rng(1).normal(size=(1, steps, classes))
    shares = np.exp(logits[0]) / np.exp(logits[0]).sum(-1, keepdims=True)
    total = sum(
        np.prod([shares[t, c] for t, c in enumerate(path)])
        for path in readings(labels, steps, classes)
    )
    padded = np.array([(*labels, 0, 0)])
    np.testing.assert_allclose(losses.ctc(padded, logits).numpy(), [-LN(total)])


def test_ctc_of_too_few_steps_is_infinite():
    assert np.isinf(losses.ctc(np.array([[1, 1]]), np.zeros((1, 2, 3))).numpy()).all()
