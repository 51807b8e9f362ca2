"""What an op costs on small values: eager, under a tape, in a compiled function."""

from __future__ import annotations

import numpy as np

import graph
from benchmarks.measure import interleaved
from benchmarks.tables import print_table
from kerasish import ops

X = np.ones(4, np.float32)
M = np.ones((4, 4), np.float32)
#: the same call of numpy, of the engine and of Keras' names, on its own kind of arrays
CALLS = {
    "x + y": lambda xp, x, m: x + x,
    "x * 2.0": lambda xp, x, m: x * 2.0,
    "exp(x)": lambda xp, x, m: xp.exp(x),
    "maximum(x, 0.0)": lambda xp, x, m: xp.maximum(x, 0.0),
    "sum(m, axis=1)": lambda xp, x, m: xp.sum(m, axis=1),
    "mean(m)": lambda xp, x, m: xp.mean(m),
    "m @ m": lambda xp, x, m: xp.matmul(m, m),
    "reshape(m, (2, 8))": lambda xp, x, m: xp.reshape(m, (2, 8)),
    "transpose(m)": lambda xp, x, m: xp.transpose(m),
    "concatenate([x, x])": lambda xp, x, m: xp.concatenate([x, x]),
    "where(x > 0, x, 0.0)": lambda xp, x, m: xp.where(x > 0, x, 0.0),
    "m[1:, 2]": lambda xp, x, m: m[1:, 2],
}
REPEATS = 3000
TAPE_OPS = 100


def eager_rows() -> list[tuple]:
    x, m = graph.as_tensor(X), graph.as_tensor(M)
    rows = [("call", "numpy", "graph more", "kerasish.ops more", "target")]
    for name, call in CALLS.items():
        times = interleaved(
            {
                "numpy": lambda call=call: call(np, X, M),
                "graph": lambda call=call: call(graph, x, m),
                "ops": lambda call=call: call(ops, x, m),
            },
            REPEATS,
        )
        numpy, *ours = (t * 1e6 for t in times.values())
        more = [f"{t - numpy:.2f} us" for t in ours]
        rows.append((name, f"{numpy:.2f} us", *more, "3 us"))
    return rows


def chain(x):
    y = x
    for _ in range(TAPE_OPS // 2):
        y = graph.tanh(y * 1.5)
    return y


def taped(x, backwards: bool):
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = chain(x)
    return tape.gradient(y, x) if backwards else y


def tape_rows() -> list[tuple]:
    x = graph.as_tensor(X)
    times = interleaved(
        {
            "plain": lambda: chain(x),
            "recorded": lambda: taped(x, False),
            "differentiated": lambda: taped(x, True),
        },
        REPEATS // TAPE_OPS * 5,
    )
    plain, recorded, differentiated = (t / TAPE_OPS * 1e6 for t in times.values())
    return [
        ("an op under a tape", "median", "target"),
        ("runs, without a tape", f"{plain:.2f} us", "-"),
        ("recording adds", f"{recorded - plain:.2f} us", "5 us"),
        ("runs and is recorded", f"{recorded:.2f} us", "5 us"),
        ("its gradient", f"{differentiated - recorded:.2f} us", "-"),
    ]


def function_rows() -> list[tuple]:
    @graph.function
    def ten_ops(x):
        for _ in range(5):
            x = graph.tanh(x * 1.5)
        return x

    def by_numpy():
        y = X
        for _ in range(5):
            y = np.tanh(y * np.float32(1.5))
        return y

    x = graph.as_tensor(X)
    times = interleaved({"function": lambda: ten_ops(x), "numpy": by_numpy}, REPEATS)
    rows = [("ten small ops", "median", "target")]
    targets = {"function": "15 us", "numpy": "-"}
    return rows + [(n, f"{t * 1e6:.2f} us", targets[n]) for n, t in times.items()]


def main() -> None:
    print_table("eager", eager_rows())
    print_table("tape", tape_rows())
    print_table("function", function_rows())


if __name__ == "__main__":
    main()
