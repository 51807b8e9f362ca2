"""A model with two inputs and two outputs: the halves of digits, read together.

The upper and the lower half of each image go through layers of their own; the model
says which digit it is, and how much ink the whole image has.

Run: python examples/functional_two_inputs.py
"""

import numpy as np

import kerasish
from kerasish import layers
from kerasish.datasets import digits


def build_model():
    upper = kerasish.Input((4, 8), name="upper")
    lower = kerasish.Input((4, 8), name="lower")
    flatten = layers.Flatten()
    features = [
        layers.Dense(64, activation="relu", name=f"read_{half.name}")(flatten(half))
        for half in (upper, lower)
    ]
    together = layers.Dense(64, activation="relu")(layers.Concatenate()(features))
    digit = layers.Dense(10, activation="softmax", name="digit")(together)
    ink = layers.Dense(1, name="ink")(layers.Add()(features))
    return kerasish.Model(
        inputs={"upper": upper, "lower": lower}, outputs={"digit": digit, "ink": ink}
    )


def halves(images):
    return {"upper": images[:, :4], "lower": images[:, 4:]}


def targets(images, labels):
    return {"digit": labels, "ink": images.mean(axis=(1, 2))[:, None]}


def main(epochs=20, verbose=2):
    kerasish.utils.set_random_seed(2)
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    model = build_model()
    model.compile(
        "adam",
        loss={"digit": "sparse_categorical_crossentropy", "ink": "mse"},
        loss_weights={"digit": 1.0, "ink": 10.0},
        metrics={"digit": ["accuracy"], "ink": ["mae"]},
    )
    model.fit(
        halves(x_train), targets(x_train, y_train), epochs=epochs, verbose=verbose
    )
    results = model.evaluate(
        halves(x_test), targets(x_test, y_test), verbose=0, return_dict=True
    )
    for name, value in results.items():
        print(f"{name:<16}{value:.4f}")
    guess = model.predict(halves(x_test[:5]), verbose=0)["digit"].argmax(axis=-1)
    print("first five:", np.asarray(guess), "labels:", y_test[:5])
    return results


if __name__ == "__main__":
    main()
