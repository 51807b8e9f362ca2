"""Trainings whose results must not depend on the number of ranks.

``python -m tests.kerasish.distribution.trainings FILE DTYPE EPOCHS NAME...`` runs some,
on as many ranks as it is started on, and rank 0 writes the results to a file.
"""

from __future__ import annotations

import sys

import numpy as np

import graph
import kerasish
from kerasish import layers
from kerasish.distribution import DataParallel

SAMPLES, BATCH = 1003, 64


def numbers(samples=SAMPLES):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(samples, 6))
    y = np.argmax(x[:, :4] + 0.3 * rng.normal(size=(samples, 4)), axis=1)
    return x, y


def dense(*inner, loss="sparse_categorical_crossentropy", optimizer="adam", **options):
    model = kerasish.Sequential(
        [kerasish.Input((6,)), *inner, layers.Dense(4, activation="softmax")]
    )
    options.setdefault("metrics", ["accuracy"])
    model.compile(optimizer, loss, **options)
    return model


def plain(strategy, optimizer, **fit):
    with strategy.scope():
        model = dense(layers.Dense(16, activation="tanh"), optimizer=optimizer)
    return model, numbers(), fit


def sgd(strategy):
    return plain(strategy, kerasish.optimizers.SGD(0.1, momentum=0.9))


def adam(strategy):
    return plain(strategy, "adam")


def clipped(strategy):
    return plain(strategy, kerasish.optimizers.AdamW(0.01, global_clipnorm=0.1))


def dropout(strategy):
    inner = [
        layers.Dense(15, activation="tanh"),
        layers.Dropout(0.3),
        layers.GaussianNoise(0.1),
    ]
    with strategy.scope():
        model = dense(*inner)
    return model, numbers(), {}


def sync_bn(strategy):
    synchronized = {"synchronized": True}
    inner = [
        layers.Dense(16, use_bias=False),
        layers.BatchNormalization(**synchronized),
        layers.Activation("relu"),
        layers.Dense(8, use_bias=False),
        layers.BatchNormalization(momentum=0.9, **synchronized),
    ]
    with strategy.scope():
        model = dense(*inner)
    return model, numbers(), {}


def masks(strategy):
    rng = np.random.default_rng(1)
    x = rng.integers(1, 20, (SAMPLES, 7))
    for row, length in zip(x, rng.integers(1, 8, SAMPLES)):
        row[length:] = 0
    y = np.cumsum(x, axis=1) % 3
    with strategy.scope():
        model = kerasish.Sequential(
            [
                kerasish.Input((7,)),
                layers.Embedding(20, 5, mask_zero=True),
                layers.LSTM(6, return_sequences=True),
                layers.Dense(3, activation="softmax"),
            ]
        )
        loss = kerasish.losses.SparseCategoricalCrossentropy()
        model.compile("adam", loss, weighted_metrics=["accuracy"])
    return model, (x, y), {}


def weights(strategy):
    x, y = numbers()
    with strategy.scope():
        loss = kerasish.losses.SparseCategoricalCrossentropy(
            reduction="mean_with_sample_weight"
        )
        model = dense(layers.Dense(8, activation="tanh"), loss=loss)
    sample_weight = np.random.default_rng(2).uniform(0, 2, len(x))
    return model, (x, y, sample_weight), {}


def regularized(strategy):
    inner = layers.Dense(
        8, activation="tanh", kernel_regularizer="l2", activity_regularizer="l1"
    )
    with strategy.scope():
        model = dense(inner, weighted_metrics=["crossentropy"])
    return model, numbers(), {"class_weight": {0: 2.0, 1: 0.5, 2: 1.0, 3: 1.0}}


def small_batches(strategy):
    """Ranks without rows: batches of 2, the last of 1."""
    with strategy.scope():
        model = dense(layers.Dense(8, activation="tanh"), layers.Dropout(0.5))
    return model, numbers(41), {"batch_size": 2}


class OwnStep(kerasish.Model):
    """A model with two heads and a step of its own."""

    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(8, activation="tanh")
        self.scores = layers.Dense(4)
        self.absolute = kerasish.metrics.MeanAbsoluteError(name="absolute")
        self.loss_of_all = kerasish.losses.MeanSquaredError()

    def call(self, x):
        return self.scores(self.hidden(x))

    def train_step(self, data):
        x, y = data
        y = graph.one_hot(y, 4, dtype=self.compute_dtype)
        with kerasish.GradientTape() as tape:
            loss = self.loss_of_all(y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.absolute.update_state(y, self(x))
        return {"loss": loss, "absolute": self.absolute.result()}


def own_step(strategy):
    with strategy.scope():
        model = OwnStep()
        model.compile(kerasish.optimizers.SGD(0.1))
    return model, numbers(), {"evaluates": False}


TRAININGS = {
    f.__name__: f
    for f in (
        sgd,
        adam,
        clipped,
        dropout,
        sync_bn,
        masks,
        weights,
        regularized,
        small_batches,
        own_step,
    )
}


def run(name: str, strategy: DataParallel, epochs: int = 3) -> dict[str, np.ndarray]:
    """The weights, the logs, what evaluate says and the predictions."""
    kerasish.utils.set_random_seed(7)
    model, (x, y, *sample_weight), options = TRAININGS[name](strategy)
    sample_weight = sample_weight[0] if sample_weight else None
    evaluates = options.pop("evaluates", True)
    options = {"batch_size": BATCH, "epochs": epochs, "verbose": 0} | options
    history = model.fit(x, y, sample_weight=sample_weight, **options)
    weights = [v.numpy().ravel() for v in model.weights if v.dtype != np.uint32]
    results = {"weights": np.concatenate(weights)}
    results |= {f"history {k}": np.array(v) for k, v in history.history.items()}
    if evaluates:
        found = model.evaluate(x, y, options["batch_size"], 0, sample_weight)
        results["evaluate"] = np.array(found)
    results["predict"] = model.predict(x[:101], 13, verbose=0)
    return results


def main(path: str, dtype: str, epochs: str, *names: str) -> None:
    kerasish.config.set_floatx(dtype)
    strategy = DataParallel()
    results = {"size": np.array(strategy.size)}
    for name in names or TRAININGS:
        found = run(name, strategy, int(epochs))
        results |= {f"{name}/{key}": value for key, value in found.items()}
    if strategy.rank == 0:
        np.savez(path, **results)


if __name__ == "__main__":
    main(*sys.argv[1:])
