"""Reads handwritten digits: a network in a few lines, trained, saved and loaded again.

Run: python examples/digits_mlp.py [picture.png]
Expected: test accuracy of at least 0.97, in 10 seconds on 2 cores
"""

import os
import sys
import tempfile

import numpy as np

import kerasish
from kerasish import layers
from kerasish.datasets import digits


def build_model():
    return kerasish.Sequential(
        [
            kerasish.Input((8, 8)),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main(picture=None, epochs=30, verbose=2):
    kerasish.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    model = build_model()
    model.summary()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(
        x_train,
        y_train,
        epochs=epochs,
        batch_size=32,
        validation_split=0.1,
        verbose=verbose,
    )
    loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
    print(f"test loss {loss:.4f}, test accuracy {accuracy:.4f}")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "digits.h5")
        model.save(path)
        again = kerasish.models.load_model(path)
    same = np.array_equal(
        model.predict(x_test, verbose=0), again.predict(x_test, verbose=0)
    )
    print(f"saved, loaded again, predicts the same: {same}")
    if picture is not None:
        kerasish.utils.plot_history(history, path=picture)
    return accuracy, same


if __name__ == "__main__":
    main(*sys.argv[1:2])
