"""Mistakes that train without an error are told once; what is right is not."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.training.advice import TrainingAdvice

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(8, 4)).astype("float32")
PIXELS = RNG.integers(0, 256, (4, 8, 8, 3)).astype("float32")
CLASSES = RNG.integers(0, 3, 8)
LOGITS = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
PROBABILITIES = "sparse_categorical_crossentropy"


def advice(parts, x, y, loss, epochs=1, model=None, optimizer="sgd", metrics=None):
    """Topics of the advice that fit gives."""
    if model is None:
        model = kerasish.Sequential([kerasish.Input(x.shape[1:]), *parts])
    model.compile(optimizer, loss, metrics=metrics)
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


GREY = RNG.integers(0, 256, (4, 8, 8)).astype("float32")


@pytest.mark.parametrize(
    ("x", "want"),
    [(GREY, ["unscaled images"]), (GREY / 255, []), (GREY + 0.5, []), (-GREY, [])],
)
def test_unscaled_images_of_a_dense_network(x, want):
    parts = [layers.Flatten(), layers.Dense(1)]
    assert advice(parts, x, np.ones((4, 1), "float32"), "mae") == want


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


def test_a_softmax_of_one_unit():
    parts = [layers.Dense(1, activation="softmax")]
    y = (CLASSES > 0).astype("float32")[:, None]
    assert advice(parts, ROWS, y, "binary_crossentropy") == ["softmax of one unit"]


def test_labels_that_are_cut():
    parts = [layers.Dense(3, activation="softmax")]
    assert advice(parts, ROWS, CLASSES / 2, PROBABILITIES) == ["labels are no classes"]
    assert advice(parts, ROWS, CLASSES * 1.0, PROBABILITIES) == []


def test_labels_outside_the_classes_are_an_error():
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(3, activation="softmax")]
    )
    model.compile("sgd", PROBABILITIES)
    with pytest.raises(graph.ExecutionError, match="label 3 is outside 3 classes"):
        model.fit(ROWS, CLASSES + 1, verbose=0)


def difference(y_true, y_pred):
    return kerasish.ops.square(y_true - y_pred)


class OwnLoss(kerasish.Loss):
    def call(self, y_true, y_pred):
        return difference(y_true, y_pred)


@pytest.mark.parametrize(
    ("loss", "metrics", "y", "want"),
    [
        (OwnLoss(), None, ROWS[:, 0], ["targets of another rank"]),
        ("mse", [difference], ROWS[:, 0], ["targets of another rank"]),
        (OwnLoss(), [difference], ROWS[:, :1], []),
        ("mse", ["mae"], ROWS[:, 0], []),
        (difference, None, ROWS[:, 0], []),
    ],
)
def test_vectors_beside_columns(loss, metrics, y, want):
    parts = [layers.Dense(1)]
    assert advice(parts, ROWS, y, loss, metrics=metrics) == want


def test_what_is_said_of_vectors_beside_columns():
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(1)])
    model.compile("sgd", OwnLoss(name="own"))
    text = r"targets are \(N,\) and outputs \(N, 1\), and the loss 'own' is your own"
    with pytest.warns(TrainingAdvice, match=text):
        model.fit(ROWS, ROWS[:, 0], verbose=0)


def test_a_layer_whose_gradient_is_zero():
    dead = layers.Dense(3, activation="relu", bias_initializer=fixed(-1e3), name="dead")
    parts = [dead, layers.Dense(1)]
    model = kerasish.Sequential([kerasish.Input((4,)), *parts], name="net")
    topics = advice([], ROWS, ROWS[:, :1], "mse", epochs=20, model=model)
    assert topics == ["dead gradient"]
    model.compile("sgd", "mse")
    with pytest.warns(TrainingAdvice, match="'net/dead' has not changed in 8 steps"):
        model.fit(ROWS, ROWS[:, :1], batch_size=1, verbose=0)


def fixed(value):
    return kerasish.initializers.Constant(value)


@pytest.mark.parametrize(("rate", "want"), [(0.0, []), (0.1, ["dead gradient"])])
def test_nothing_changes_where_the_rate_is_zero(rate, want):
    dead = layers.Dense(1, activation="relu", bias_initializer=fixed(-1e3))
    model = kerasish.Sequential([kerasish.Input((4,)), dead])
    y = ROWS[:, :1]
    optimizer = kerasish.optimizers.SGD(rate)
    assert advice([], ROWS, y, "mse", 20, model, optimizer=optimizer) == want


def test_weights_that_are_nan_are_another_matter():
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(1)])
    model.set_weights([np.full((4, 1), np.nan), np.zeros(1)])
    topics = advice([], ROWS, ROWS[:, :1], "mse", epochs=20, model=model)
    assert topics == ["loss is not finite"]


def test_layers_that_learn_or_shall_not_are_not_dead():
    frozen = layers.Dense(4, trainable=False)
    parts = [frozen, layers.Dense(4, "relu"), layers.Dense(1)]
    assert advice(parts, ROWS, ROWS[:, :1], "mse", epochs=20) == []


def test_variables_without_a_gradient_are_told_with_the_way_to_silence_it():
    class Spare(layers.Layer):
        def build(self, shape):
            self.spare = self.add_weight((2,), name="spare")

        def call(self, x):
            return x

    model = kerasish.Sequential([kerasish.Input((4,)), Spare(), layers.Dense(1)])
    model.compile("sgd", "mse")
    text = r'spare.*filterwarnings\("ignore", "these variables have no gradient"\)'
    with pytest.warns(UserWarning, match=text) as caught:
        model.fit(ROWS, ROWS[:, :1], epochs=20, verbose=0)
    assert len(caught) == 1


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


def test_unused_inputs_of_a_subclassed_model():
    class Half(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x):
            return self.dense(x["used"])

    x = {"used": ROWS, "idle": ROWS}
    model = Half()
    model.compile("sgd", "mse")
    with pytest.warns(TrainingAdvice, match=r"unused input: .* Half .* input 'idle'"):
        model.fit(x, ROWS[:, :1], verbose=0)


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
