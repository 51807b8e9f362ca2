"""A training step of an MLP with Adam: fit, against a loop written by hand in numpy."""

from __future__ import annotations

import numpy as np

import kerasish
from benchmarks.measure import interleaved
from benchmarks.tables import format_seconds, print_table
from kerasish import layers

SIZES = (784, 512, 512, 10)
BATCH = 32
STEPS = 20


class NumpyLoop:
    """The same step by hand: forward, softmax crossentropy, backward, Adam in place."""

    def __init__(self, weights):
        self.weights = [w.copy() for w in weights]
        self.m = [np.zeros_like(w) for w in weights]
        self.v = [np.zeros_like(w) for w in weights]
        self.step_number = 0
        self.loss = self.correct = 0.0

    def step(self, x, y):
        w1, b1, w2, b2, w3, b3 = self.weights
        a1 = np.maximum(x @ w1 + b1, 0)
        a2 = np.maximum(a1 @ w2 + b2, 0)
        logits = a2 @ w3 + b3
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(x))
        self.loss += float(-np.log(p[rows, y] + 1e-7).mean())
        self.correct += float((p.argmax(axis=1) == y).mean())
        d3 = p
        d3[rows, y] -= 1
        d3 /= len(x)
        d2 = d3 @ w3.T
        d2 *= a2 > 0
        d1 = d2 @ w2.T
        d1 *= a1 > 0
        gradients = (x.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0))
        self.adam(gradients)

    def adam(self, gradients, rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-7):
        self.step_number += 1
        t = self.step_number
        scale = np.float32(rate * np.sqrt(1 - beta2**t) / (1 - beta1**t))
        for w, m, v, g in zip(self.weights, self.m, self.v, gradients):
            m += np.float32(1 - beta1) * (g - m)
            v += np.float32(1 - beta2) * (g * g - v)
            w -= scale * m / (np.sqrt(v) + np.float32(epsilon))


def make_model():
    model = kerasish.Sequential([kerasish.Input((SIZES[0],))])
    for size in SIZES[1:-1]:
        model.add(layers.Dense(size, activation="relu"))
    model.add(layers.Dense(SIZES[-1], activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main() -> None:
    random = np.random.default_rng(0)
    x = random.random((BATCH * STEPS, SIZES[0]), dtype="float32")
    y = random.integers(0, SIZES[-1], len(x)).astype("int32")
    model = make_model()
    by_hand = NumpyLoop(model.get_weights())

    def numpy_epoch():
        order = random.permutation(len(x))
        for i in range(0, len(x), BATCH):
            chosen = order[i : i + BATCH]
            by_hand.step(x[chosen], y[chosen])

    def fit_epoch():
        model.fit(x, y, batch_size=BATCH, verbose=0)

    times = interleaved({"numpy by hand": numpy_epoch, "fit": fit_epoch}, repeats=30)
    ratio = times["fit"] / times["numpy by hand"]
    rows = [("what", "ms a step", "ratio", "target")]
    rows += [
        (name, format_seconds(t / STEPS), f"{t / times['numpy by hand']:.2f}", target)
        for (name, t), target in zip(times.items(), ("-", "<= 2.5"))
    ]
    print_table(f"MLP {'-'.join(map(str, SIZES))}, batch {BATCH}, Adam", rows)
    print(f"  ratio of fit to numpy: {ratio:.2f}")


if __name__ == "__main__":
    main()
