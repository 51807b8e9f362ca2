"""A rank: trains a workload, and rank 0 prints what a step took.

Started by ``python -m benchmarks.ranks``, on as many ranks as are measured.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

import kerasish
from benchmarks.workloads.catalogue import WORKLOADS
from benchmarks.workloads.data import examples
from benchmarks.workloads.keras_models import make_model
from kerasish.distribution import DataParallel

#: steps before the clock runs
WARM_UP = 5
#: sizes of the messages whose time is measured, in bytes
MESSAGES = (64, 1 << 18, 1 << 20, 1 << 22)


class Clock(kerasish.callbacks.Callback):
    """Seconds of each step, and how many of them this rank waited for messages."""

    every_rank, decides = True, False

    def __init__(self, strategy):
        super().__init__()
        self.watchdog = getattr(strategy.communicator, "watchdog", None)
        self.steps: list[tuple[float, float, int]] = []
        self._last = None

    def on_train_batch_end(self, batch, logs=None):
        dog = self.watchdog
        now = (
            time.perf_counter(),
            dog.seconds if dog else 0.0,
            dog.count if dog else 0,
        )
        if self._last is not None:
            self.steps.append(tuple(b - a for a, b in zip(self._last, now)))
        self._last = now


def train(strategy, name: str, batch: int, steps: int) -> dict:
    workload = WORKLOADS[name]._replace(batch=batch, steps=steps)
    with strategy.scope():
        kerasish.utils.set_random_seed(0)
        model = make_model(kerasish, workload)
    x, y = examples(workload, batch * steps)
    clock = Clock(strategy)
    model.fit(x, y, batch_size=batch, epochs=2, verbose=0, callbacks=[clock])
    gradients = sum(4 * v.numpy().size for v in model.trainable_variables)
    return {"steps": clock.steps[WARM_UP:], "gradient_bytes": gradients}


def messages(strategy) -> dict[int, float]:
    """The least seconds that a sum over all ranks takes, by bytes."""
    found = {}
    for size in MESSAGES:
        x, times = np.zeros(size // 4, np.float32), []
        for _ in range(50):
            start = time.perf_counter()
            strategy.communicator.all_reduce(x)
            times.append(time.perf_counter() - start)
        found[size] = min(times)
    return found


def main(name: str, batch: str, steps: str) -> None:
    strategy = DataParallel()
    found = {"messages": messages(strategy)}
    found |= train(strategy, name, int(batch), int(steps))
    if strategy.rank == 0:
        print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
