"""Kills a process that saves in a loop, again and again: no file is ever lost.

    python -m tests.stress.kill_saves --count 500

A child writes one model after another to the same path. Number ``n`` has all weights
and the optimizer's state equal to ``n``, so that a file tells whether it is whole. The
child is killed at a random moment; then the file must open, be whole, and be at least
as new as the last one that the child had finished.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("KERASISH_ENGINE", "numpy")

import numpy as np

import kerasish
from kerasish.saving import load_model, verify

NAMES = ("model.h5", "model.keras", "model.weights.h5")


def made_model():
    """A small model whose optimizer has state."""
    model = kerasish.Sequential(
        [
            kerasish.Input((8,)),
            kerasish.layers.Dense(64, activation="relu"),
            kerasish.layers.Dense(8),
        ]
    )
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def fill(model, number: int) -> None:
    """Sets everything that is saved to a number."""
    for variable in (*model.variables, *model.optimizer.variables):
        variable.assign(np.full(variable.shape, number, variable.dtype))


def number_of(model) -> int:
    """The number that all variables hold; fails if they hold several."""
    found = {
        float(value)
        for variable in (*model.variables, *model.optimizer.variables)
        for value in np.unique(variable.numpy())
    }
    if len(found) != 1:
        raise AssertionError(f"a mixture of saves: {sorted(found)}")
    return int(found.pop())


def save(model, path: Path) -> None:
    if path.name.endswith(".weights.h5"):
        model.save_weights(path)
    else:
        model.save(path)


def load(path: Path, spare) -> int:
    """The number of the save that a file holds."""
    verify(path)
    if path.name.endswith(".weights.h5"):
        spare.load_weights(path)
        return number_of(spare)
    return number_of(load_model(path))


def child(model, path: Path, first: int, told: int) -> None:
    """Saves until it is killed; tells the number of each finished save."""
    for number in range(first, first + 10_000):
        fill(model, number)
        save(model, path)
        os.write(told, number.to_bytes(8, "little"))


def run_and_kill(model, path: Path, first: int, seconds: float) -> tuple[int, bool]:
    """Kills a child that saves.

    Returns:
        The number of the last save that it had finished, 0 for none, and whether it
        was in the middle of another one.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(model, path, first, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    with os.fdopen(reading, "rb") as told:
        numbers = told.read()
    finished = int.from_bytes(numbers[-8:], "little") if numbers else 0
    return finished, any(f"-{process}-" in name for name in os.listdir(path.parent))


def run(count: int, seed: int = 0) -> dict:
    """Kills ``count`` children; returns what was seen.

    Args:
        count: kills in all.
        seed: of the moments.

    Raises:
        AssertionError: a file was lost, older than it should be, or not whole.
    """
    rng = random.Random(seed)
    seen = {"kills": 0, "saves": 0, "in the middle": 0, "most leftovers": 0}
    with tempfile.TemporaryDirectory() as place:
        model, spare = made_model(), made_model()
        numbers = dict.fromkeys(NAMES, 1)
        started = time.monotonic()
        for name in NAMES:
            fill(model, 1)
            save(model, Path(place, name))
        seconds = time.monotonic() - started  # of three saves
        for turn in range(count):
            name = NAMES[turn % len(NAMES)]
            path = Path(place, name)
            before = numbers[name]
            lives = rng.expovariate(1 / seconds)
            finished, in_the_middle = run_and_kill(model, path, before + 1, lives)
            now = load(path, spare)
            if not max(before, finished) <= now <= max(before, finished) + 1:
                raise AssertionError(f"{name}: {now} after {before}, {finished}")
            left = len(os.listdir(place)) - len(NAMES)
            seen["kills"] += 1
            seen["saves"] += now - before
            seen["in the middle"] += in_the_middle
            seen["most leftovers"] = max(seen["most leftovers"], left)
            numbers[name] = now
        for name in NAMES:
            save(model, Path(place, name))
        left = sorted(set(os.listdir(place)) - set(NAMES))
        if left:
            raise AssertionError(f"leftovers that no save removed: {left}")
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    seen = run(arguments.count, arguments.seed)
    print(seen, "0 files lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
