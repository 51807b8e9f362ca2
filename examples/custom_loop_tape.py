"""Reads handwritten digits with a loop of its own: a tape, an optimizer, metrics.

Run: python examples/custom_loop_tape.py        Expected: test accuracy of at least 0.96
"""

import numpy as np

import kerasish
from kerasish import layers
from kerasish.datasets import digits


def build_model():
    return kerasish.Sequential(
        [
            kerasish.Input((8, 8, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10),
        ]
    )


def main(epochs=12, batch_size=32, verbose=True):
    kerasish.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    model = build_model()
    optimizer = kerasish.optimizers.Adam(0.003)
    loss_function = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
    mean_loss = kerasish.metrics.Mean()
    accuracy = kerasish.metrics.SparseCategoricalAccuracy()

    @kerasish.function  # traced once and compiled; without this line it runs on values
    def train_step(x, y):
        with kerasish.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_function(y, logits)
        weights = model.trainable_weights
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        mean_loss.update_state(loss)
        accuracy.update_state(y, logits)

    @kerasish.function
    def test_step(x, y):
        accuracy.update_state(y, model(x, training=False))

    random = np.random.default_rng(0)
    for epoch in range(epochs):
        mean_loss.reset_state()
        accuracy.reset_state()
        order = random.permutation(len(x_train))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            train_step(x_train[rows][..., None], y_train[rows])
        if verbose:
            loss, right = float(mean_loss.result()), float(accuracy.result())
            print(f"epoch {epoch + 1}: loss {loss:.4f}, accuracy {right:.4f}")
    accuracy.reset_state()
    test_step(x_test[..., None], y_test)
    result = float(accuracy.result())
    print(f"test accuracy {result:.4f}")
    return float(mean_loss.result()), result


if __name__ == "__main__":
    main()
