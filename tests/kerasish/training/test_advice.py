"""Mistakes that train without an error are told once; what is right is not."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.training.advice import TrainingAdvice

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(8, 4)).astype("float32")
PIXELS = RNG.integers(0, 256, (4, 8, 8, 3)).astype("float32")
CLASSES = RNG.integers(0, 3, 8)
LOGITS = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
PROBABILITIES = "sparse_categorical_crossentropy"


def advice(parts, x, y, loss, epochs=1, model=None):
    """Topics of the advice that fit gives."""
    if model is None:
        model = kerasish.Sequential([kerasish.Input(x.shape[1:]), *parts])
    model.compile("sgd", loss)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(x, y, epochs=epochs, verbose=0)
    assert all(w.category is TrainingAdvice for w in caught)
    assert all(w.filename == __file__ for w in caught)
    return [str(w.message).partition(":")[0] for w in caught]


def convolutions(*first):
    return [*first, layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(1)]


@pytest.mark.parametrize(
    ("first", "scale", "want"),
    [
        ([], 1.0, ["unscaled images"]),
        ([], 1 / 255, []),
        ([layers.Rescaling(1 / 255)], 1.0, []),
        ([layers.BatchNormalization()], 1.0, []),
        ([layers.Lambda(lambda x: x / 255)], 1.0, []),
    ],
)
def test_unscaled_images(first, scale, want):
    y = np.ones((4, 1), "float32")
    assert advice(convolutions(*first), PIXELS * scale, y, "mae") == want


@pytest.mark.parametrize(
    ("parts", "loss", "want"),
    [
        ([layers.Dense(3, activation="softmax")], LOGITS, ["softmax twice"]),
        ([layers.Dense(3), layers.Softmax()], LOGITS, ["softmax twice"]),
        ([layers.Dense(3)], LOGITS, []),
        ([layers.Dense(3, activation="softmax")], PROBABILITIES, []),
        ([layers.Dense(3)], PROBABILITIES, ["logits as probabilities"]),
        ([layers.Dense(3), layers.Activation("softmax")], PROBABILITIES, []),
        ([layers.Dense(3)], lambda y, p: kerasish.ops.mean(p), []),
    ],
)
def test_softmax_and_losses(parts, loss, want):
    assert advice(parts, ROWS, CLASSES, loss) == want


def test_the_end_of_a_nested_model_counts():
    inner = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(3)])
    assert advice([inner], ROWS, CLASSES, PROBABILITIES) == ["logits as probabilities"]


@pytest.mark.parametrize(
    ("y", "want"),
    [
        (CLASSES[:, None] * 1.0 + 1.0, ["targets are no probabilities"]),
        (CLASSES[:, None] / 2.0, []),
    ],
)
def test_targets_of_binary_crossentropy(y, want):
    parts = [layers.Dense(1, activation="sigmoid")]
    assert advice(parts, ROWS, y, "binary_crossentropy") == want


def test_unused_inputs():
    used, unused = kerasish.Input((4,)), kerasish.Input((4,), name="second")
    model = kerasish.Model([used, unused], layers.Dense(1)(used))
    assert advice([], [ROWS, ROWS], ROWS[:, :1], "mse", model=model) == ["unused input"]
    assert advice([], [ROWS, ROWS], ROWS[:, :1], "mse", model=model) == ["unused input"]


def test_advice_is_given_once_and_can_be_silenced():
    parts = [layers.Dense(3)]
    topics = advice(parts, ROWS, CLASSES, PROBABILITIES, epochs=3)
    assert topics == ["logits as probabilities"]
    model = kerasish.Sequential([kerasish.Input((4,)), *parts])
    model.compile("sgd", PROBABILITIES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "logits as probabilities")
        model.fit(ROWS, CLASSES, verbose=0)
        model.fit(ROWS, CLASSES, verbose=0)


def test_a_loss_that_overflows_is_told_with_the_batch():
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(1)])
    model.compile(kerasish.optimizers.SGD(1e30), "mse")
    text = r"(?s)loss is not finite: .*batch 1 of epoch 1.*multiply: .*learning rate"
    with pytest.warns(TrainingAdvice, match=text) as caught:
        model.fit(ROWS, ROWS[:, :1], batch_size=4, epochs=3, verbose=0)
    assert len(caught) == 1
