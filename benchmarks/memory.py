"""Memory over many predictions and many models: it must not grow."""

from __future__ import annotations

import gc
import resource
import sys

import numpy as np

import kerasish
from benchmarks.tables import print_table
from kerasish import layers

PREDICTIONS = 10_000
MODELS = 300


def resident_mb() -> float:
    """The memory of this process in MB (its peak where the system says no more)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as f:
            return int(f.read().split()[1]) * resource.getpagesize() / 1e6
    except FileNotFoundError:
        scale = 1e6 if sys.platform == "darwin" else 1e3
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def small_model():
    model = kerasish.Sequential(
        [kerasish.Input((16,)), layers.Dense(32, activation="relu"), layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model


def grow(work, rounds: int, warm: int) -> float:
    """MB gained from the round ``warm`` to the last."""
    for _ in range(warm):
        work()
    gc.collect()
    before = resident_mb()
    for _ in range(rounds - warm):
        work()
    gc.collect()
    return resident_mb() - before


def main() -> None:
    x, y = np.ones((64, 16), "float32"), np.ones((64, 1), "float32")
    model = small_model()

    def one_model():
        small_model().fit(x, y, epochs=1, verbose=0)

    rows = [("what", "growth")]
    gained = grow(lambda: model.predict(x, verbose=0), PREDICTIONS, 500)
    rows.append((f"{PREDICTIONS:,} predictions", f"{gained:+.1f} MB"))
    gained = grow(one_model, MODELS, 30)
    rows.append((f"{MODELS} models built, fitted, dropped", f"{gained:+.1f} MB"))
    print_table("memory", rows)


if __name__ == "__main__":
    main()
