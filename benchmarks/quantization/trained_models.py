"""Models trained on real data, each with a score on data that it has not seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

import kerasish
from examples import digits_mlp, mnist_cnn, text_lstm
from kerasish import layers
from kerasish.datasets import digits


class Trained(NamedTuple):
    """A model, inputs that it has not seen, and what it reaches on them."""

    name: str
    model: kerasish.Model
    inputs: np.ndarray
    measure: str
    score: Callable[[kerasish.Model], float]


def trained_models() -> Iterator[Trained]:
    """The examples one by one, trained."""
    for make in (_mlp, _attention, _cnn, _text):
        kerasish.utils.set_random_seed(1)
        yield make()


def _classifier(name, model, train, test, epochs) -> Trained:
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*train, batch_size=64, epochs=epochs, verbose=0)

    def accuracy(model) -> float:
        found = np.argmax(model.predict(test[0], verbose=0), -1)
        return float(np.mean(found == test[1]))

    return Trained(name, model, test[0], "accuracy", accuracy)


def _mlp() -> Trained:
    model = digits_mlp.build_model()
    return _classifier("digits, MLP", model, *digits.load_data(), epochs=30)


def _attention() -> Trained:
    rows = kerasish.Input((8, 8))
    x = layers.EinsumDense("abc,cd->abd", (None, 64), bias_axes="d")(rows)
    places = layers.Embedding(8, 64)(kerasish.ops.arange(8))
    x = x + places
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(4, 16)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(64, activation="gelu")(x))
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
    model = kerasish.Model(rows, outputs)
    return _classifier("digits, attention", model, *digits.load_data(), epochs=30)


def _cnn() -> Trained:
    (x, y), (x_test, y_test) = mnist_cnn.load_digits()
    train, test = (x[..., None], y), (x_test[..., None], y_test)
    return _classifier("MNIST, CNN", mnist_cnn.build_model(), train, test, epochs=4)


def _text() -> Trained:
    text, alphabet = text_lstm.load_text()
    x, y = text_lstm.as_windows(text, alphabet)
    last = len(x) - len(x) // 10
    model = text_lstm.build_model(len(alphabet))
    loss = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(kerasish.optimizers.Adam(4e-3, clipnorm=1.0), loss)
    model.fit(x[:last], y[:last], batch_size=128, epochs=3, verbose=0)
    inputs, targets = x[last:], y[last:]

    def perplexity(model) -> float:
        logits = model.predict(inputs, verbose=0)
        return math.exp(float(np.mean(np.asarray(loss(targets, logits)))))

    return Trained("text, LSTM", model, inputs, "perplexity", perplexity)
