"""Trains on all processes that start it, each with a part of every batch.

Run: python -m kerasish.run -n 2 examples/data_parallel.py
Expected: test accuracy of at least 0.95 for any -n; needs the extra "mpi-local"
Also: python examples/data_parallel.py, which is one process
"""

import argparse

import kerasish
from kerasish import layers
from kerasish.datasets import digits
from kerasish.distribution import DataParallel


def build_model():
    return kerasish.Sequential(
        [
            kerasish.Input((8, 8)),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main(epochs=20, folder=None):
    kerasish.utils.set_random_seed(1)
    strategy = DataParallel()
    (x, y), (x_test, y_test) = digits.load_data()
    with strategy.scope():
        model = build_model()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    # every process has all data and takes its part of each batch of 64
    model.fit(x, y, batch_size=64, epochs=epochs, verbose=2, resume=folder)
    accuracy = model.evaluate(x_test, y_test, verbose=0)[1]
    if strategy.rank == 0:
        print(f"test accuracy {accuracy:.3f} on {strategy.size} processes")
    return accuracy


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--resume", help="folder from which a stopped run goes on")
    given = parser.parse_args()
    main(given.epochs, given.resume)
