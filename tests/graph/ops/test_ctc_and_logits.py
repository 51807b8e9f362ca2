"""Label sequences without positions, and logits behind probabilities."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import gradcheck

LOGITS = np.random.default_rng(4).normal(size=(2, 5, 3))


def test_steps_beyond_the_length_do_not_count():
    labels = np.array([[1, 2], [2, 0]])
    found = graph.ctc_loss(labels, LOGITS, [2, 1], [5, 3]).numpy()
    cut = graph.ctc_loss(labels[1:], LOGITS[1:, :3], [1], [3]).numpy()
    np.testing.assert_allclose(found[1:], cut)


def test_labels_beyond_the_length_do_not_count():
    a = graph.ctc_loss([[1, 2]], LOGITS[:1], [1], [5]).numpy()
    b = graph.ctc_loss([[1, 1]], LOGITS[:1], [1], [5]).numpy()
    np.testing.assert_array_equal(a, b)


def test_no_label_is_blank_at_every_step():
    shares = graph.log_softmax(LOGITS).numpy()
    found = graph.ctc_loss([[1], [1]], LOGITS, [0, 0], [5, 5], blank=2)
    np.testing.assert_allclose(found.numpy(), -shares[..., 2].sum(1))


def test_another_class_may_be_the_blank():
    swapped = LOGITS[..., [2, 1, 0]]
    found = graph.ctc_loss([[1, 0], [0, 1]], LOGITS, [2, 2], [5, 5], blank=2)
    same = graph.ctc_loss([[1, 2], [2, 1]], swapped, [2, 2], [5, 5], blank=0)
    np.testing.assert_allclose(found.numpy(), same.numpy())


def test_gradient_of_the_logits():
    labels = np.array([[1, 1], [2, 0]])
    gradcheck(lambda x: graph.ctc_loss(labels, x, [2, 1], [5, 4]), [LOGITS])


def test_too_few_steps_give_infinity_without_nan_gradients():
    with graph.GradientTape() as tape:
        logits = graph.as_tensor(LOGITS)
        tape.watch(logits)
        found = graph.ctc_loss([[1, 1], [1, 2]], logits, [2, 2], [2, 5])
    assert np.isinf(found.numpy()).tolist() == [True, False]
    assert np.isfinite(tape.gradient(found, logits).numpy()).all()


def test_ranks_are_checked():
    with pytest.raises(graph.ShapeError, match="ctc_loss: labels are"):
        graph.ctc_loss([1], LOGITS, [1], [5])


def test_logits_are_found_through_marks_and_nowhere_else():
    x = graph.placeholder("float32", (None, 3), "x")
    assert graph.softmax_logits(graph.softmax(x, 0), 0) is x
    assert graph.softmax_logits(graph.softmax(x, 0)) is None
    assert graph.softmax_logits(graph.stop_gradient(graph.softmax(x))) is None
    assert graph.softmax_logits(graph.exp(x) / 2.0) is None
    assert graph.sigmoid_logits(graph.tanh(x)) is None
    assert graph.sigmoid_logits(graph.as_tensor([0.5])) is None
