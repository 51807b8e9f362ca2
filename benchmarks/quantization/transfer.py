"""LoRA on a transfer task: a model of the digits 0 to 4 learns 5 to 9 from few."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import kerasish
from examples.mnist_cnn import load_digits
from kerasish import layers

SAMPLES = 200
EPOCHS = 30
RANKS = (1, 2, 4, 8)
SEEDS = (1, 2, 3)


def transfer_rows() -> Iterator[list]:
    """A row for each way of learning: what it trains, and what it reaches."""
    (x, y), (x_test, y_test) = load_digits()
    old, new = y < 5, y >= 5
    train, test = (x[new][:SAMPLES], y[new][:SAMPLES]), (x_test, y_test)
    ways = {"only the new head": None, "everything": "all"}
    ways |= {f"head and LoRA, rank {rank}": rank for rank in RANKS}
    found: dict[str, list] = {way: [] for way in ways}
    for seed in SEEDS:
        kerasish.utils.set_random_seed(seed)
        body = _pretrained(x[old], y[old])
        start = body.get_weights()
        for way, what in ways.items():
            found[way].append(_tuned(body, start, what, train, test))
    yield ["what learns", "trainable", "of all", "accuracy on 5 to 9"]
    for way, results in found.items():
        trained, whole, _ = results[0]
        accuracies = [accuracy for *_, accuracy in results]
        spread = f"{np.mean(accuracies):.3f} ({min(accuracies):.3f} to "
        yield [
            way,
            f"{trained:,}",
            f"{trained / whole:.1%}",
            f"{spread}{max(accuracies):.3f})",
        ]


def _pretrained(x: np.ndarray, y: np.ndarray) -> kerasish.Model:
    """The layers before the head of a model that knows the digits given."""
    body = kerasish.Sequential(
        [
            kerasish.Input((28, 28)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(128, activation="relu"),
        ]
    )
    model = kerasish.Sequential([body, layers.Dense(5)])
    _fit(model, x, y, epochs=10, rate=1e-3)
    return body


def _tuned(body, start, what, train, test) -> tuple[int, int, float]:
    """(trainable numbers, all numbers, accuracy) of one way."""
    own = kerasish.models.clone_model(body)
    own.set_weights(start)
    whole = own.count_params() + 5 * 129
    if what is None:
        own.trainable = False
    front = (
        layers.LoRA(own, rank=what, alpha=2 * what) if isinstance(what, int) else own
    )
    model = kerasish.Sequential([kerasish.Input((28, 28)), front, layers.Dense(5)])
    _fit(model, train[0], train[1] - 5, EPOCHS, 1e-3)
    wanted = test[1] >= 5
    choice = np.argmax(model.predict(test[0][wanted], verbose=0), -1)
    trained = sum(w.numpy().size for w in model.trainable_weights)
    return trained, whole, float(np.mean(choice == test[1][wanted] - 5))


def _fit(model, x, y, epochs: int, rate: float) -> None:
    loss = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(kerasish.optimizers.Adam(rate), loss)
    model.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
