"""How long products with int8 weights take, beside those with float32."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np

import graph
import kerasish
from kerasish import layers

#: width of the layers, how many, rows, repetitions
SIZES = ((256, 3, 1, 60), (256, 3, 256, 20), (1024, 3, 1, 30), (1024, 3, 256, 7),
         (4096, 2, 1, 9), (4096, 2, 64, 5))  # fmt: skip


def speed_rows() -> Iterator[list]:
    """Milliseconds of processors for a pass, medians of calls in turn."""
    yield ["layers", "rows", "float32 ms", "int8 ms", "ratio", "weights read"]
    for width, count, rows, repetitions in SIZES:
        times = _times(width, count, rows, repetitions)
        floats, small = (statistics.median(found) * 1e3 for found in times)
        megabytes = count * width * width / 1e6
        yield [
            f"{count} x Dense({width})",
            rows,
            f"{floats:.3g}",
            f"{small:.3g}",
            f"{small / floats:.2f}",
            f"{4 * megabytes:.1f} -> {megabytes:.1f} MB",
        ]


def _times(width: int, count: int, rows: int, repetitions: int) -> list[list[float]]:
    hidden = [layers.Dense(width, activation="relu") for _ in range(count)]
    floats = kerasish.Sequential([kerasish.Input((width,)), *hidden])
    small = kerasish.models.clone_model(floats)
    small.set_weights(floats.get_weights())
    small.quantize("int8")
    x = np.random.default_rng(0).normal(size=(rows, width)).astype("float32")
    calls = [
        graph.function(lambda x, model=model: model(x)) for model in (floats, small)
    ]
    for call in calls:
        call(x)
    times: list[list[float]] = [[], []]
    for _ in range(repetitions):
        for call, found in zip(calls, times):
            start = time.process_time()
            call(x)
            found.append(time.process_time() - start)
    return times
