"""Callbacks, generators and single batches, on as many ranks as it is started on.

``python -m tests.kerasish.distribution.ranked_training FOLDER`` writes what each rank
has seen to ``FOLDER/rank-N.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

import kerasish
from kerasish import callbacks, layers
from kerasish.distribution import DataParallel

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 4)).astype("float32")
Y = X.sum(1, keepdims=True) + RNG.normal(size=(60, 1)).astype("float32")


class Notes(callbacks.Callback):
    """Works with the model as the user's own callbacks do: on rank 0 only."""

    def __init__(self):
        super().__init__()
        self.batches, self.sums = 0, []

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1

    def on_epoch_end(self, epoch, logs=None):
        self.sums.append(float(self.model.predict(X[:7], verbose=0).sum()))
        logs["own"] = epoch * 2.0
        if epoch == 3:
            self.model.stop_training = True


class Everywhere(callbacks.Callback):
    every_rank = True
    epochs = 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs += 1


def make(strategy, **options):
    kerasish.utils.set_random_seed(1)
    with strategy.scope():
        model = kerasish.Sequential(
            [kerasish.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(1)]
        )
        options = {"optimizer": "adam", "metrics": ["mae"], "loss": "mse"} | options
        model.compile(**options)
    return model


def with_callbacks(strategy, folder):
    model, notes, everywhere = make(strategy), Notes(), Everywhere()
    path = folder / "best.weights.h5"
    given = [
        callbacks.LearningRateScheduler(lambda epoch, rate: 0.02 / (epoch + 1)),
        callbacks.ModelCheckpoint(path, save_weights_only=True),
        callbacks.EarlyStopping("val_loss", patience=9, restore_best_weights=True),
        callbacks.CSVLogger(folder / "log.csv"),
        notes,
        everywhere,
    ]
    arguments = {"batch_size": 16, "epochs": 9, "validation_split": 0.3, "verbose": 2}
    history = model.fit(X, Y, callbacks=given, **arguments).history
    found = {"weights": flat(model), "rate": float(model.optimizer.learning_rate)}
    found |= {"history": history, "everywhere": everywhere.epochs}
    return found, [notes.batches, notes.sums]


def with_generator(strategy, **options):
    def batches():
        while True:
            yield X[:9], Y[:9]
            yield X[9:14], Y[9:14]

    model = make(strategy, **options)
    data = batches()
    history = model.fit(data, steps_per_epoch=3, epochs=2, verbose=0).history
    return {"weights": flat(model), "history": history}


def with_single_batches(strategy):
    model = make(strategy)
    logs = [model.train_on_batch(X[:11], Y[:11]) for _ in range(2)]
    logs.append(model.test_on_batch(X[:3], Y[:3]))
    outputs = model.predict_on_batch(X[:5]).tolist()
    by_one = model.predict(X[:3], batch_size=1, verbose=0).tolist()
    return {"logs": logs, "outputs": outputs, "by_one": by_one, "weights": flat(model)}


def with_own_loop(strategy):
    """Inside the scope each rank computes with its rows; equal parts give the same."""
    rank, size = strategy.rank, strategy.size
    x, y = X[rank::size], Y[rank::size]
    with strategy.scope():
        model = make(strategy)
        loss_of = kerasish.losses.MeanSquaredError()
        losses = []
        for _ in range(3):
            with kerasish.GradientTape() as tape:
                loss = loss_of(y, model(x, training=True))
            weights = model.trainable_variables
            model.optimizer.apply(tape.gradient(loss, weights), weights)
            losses.append(float(loss))
    return {"weights": flat(model), "losses": losses}


def flat(model):
    return np.concatenate([w.ravel() for w in model.get_weights()]).tolist()


def main(folder: str) -> None:
    folder = Path(folder)
    strategy = DataParallel()
    results = {}
    results["callbacks"], seen = with_callbacks(strategy, folder)
    results["generator"] = with_generator(strategy)
    results["eager"] = with_generator(strategy, run_eagerly=True)
    results["several steps"] = with_generator(strategy, steps_per_execution=2)
    results["single batches"] = with_single_batches(strategy)
    results["own loop"] = with_own_loop(strategy)
    text = json.dumps({"same": results, "seen": seen})
    Path(folder, f"rank-{strategy.rank}.json").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
