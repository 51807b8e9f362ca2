"""What a run costs before it computes: sessions, single predictions, imports."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

import graph
import kerasish
from benchmarks.measure import interleaved
from benchmarks.tables import format_seconds, print_table
from kerasish import layers


def ten_scalar_ops():
    x = graph.placeholder("float32", (), "x")
    y = x
    for _ in range(5):
        y = graph.exp(y * 0.5)
    session, value = graph.Session(), np.float32(1.0)
    return lambda: session.run(y, {x: value})


def predict_one_row():
    model = kerasish.Sequential(
        [
            kerasish.Input((784,)),
            layers.Dense(512, activation="relu"),
            layers.Dense(512, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    row = np.ones((1, 784), "float32")
    return lambda: model.predict(row, verbose=0)


def import_seconds(module: str) -> float:
    code = (
        "import time; t = time.perf_counter(); "
        f"import {module}; print(time.perf_counter() - t)"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True).stdout)
        for _ in range(7)
    ]
    return sorted(runs)[len(runs) // 2]


def main() -> None:
    times = interleaved(
        {
            "Session.run, ten scalar ops": ten_scalar_ops(),
            "predict of one row, MLP 784-512-512-10": predict_one_row(),
        },
        repeats=2000,
    )
    targets = iter(("15 us", "100 us"))
    rows = [("what", "median", "target")]
    rows += [(name, format_seconds(t), next(targets)) for name, t in times.items()]
    for module, target in (("numpy", "-"), ("kerasish", "250 ms")):
        rows.append(
            (f"import {module}", format_seconds(import_seconds(module)), target)
        )
    print_table("overhead", rows)


if __name__ == "__main__":
    main()
