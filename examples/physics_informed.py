"""A network that solves a differential equation: it learns from the equation alone.

The oscillator u'' = -u with u(0) = 0 and u(pi / 2) = 1 has the solution sin(x). The
network is never shown it: the loss is how far u'' + u is from 0, at points between. A
network's derivative by its input is a gradient like any other, and so is that of it.

Run: python examples/physics_informed.py [picture.png]
Expected: largest error below 1e-3, in 10 seconds on 2 cores
"""

import sys

import numpy as np

import graph
import kerasish
from kerasish import layers

END = np.float32(np.pi / 2)


def build_network():
    return kerasish.Sequential(
        [
            kerasish.Input((1,)),
            layers.Dense(20, activation="tanh"),
            layers.Dense(20, activation="tanh"),
            layers.Dense(1),
        ]
    )


def solution(network, x):
    """u(x) = x / END + x * (END - x) * network(x): it has the values at both ends."""
    return x / END + x * (END - x) * network(x)


def with_second_derivative(u, x):
    """u(x) and u''(x); a row of u depends on its own row of x, so sums do no harm."""
    with graph.GradientTape() as outer:
        outer.watch(x)
        with graph.GradientTape() as inner:
            inner.watch(x)
            y = u(x)
        dy = inner.gradient(y, x)
    return y, outer.gradient(dy, x)


def main(picture=None, steps=2000):
    kerasish.utils.set_random_seed(3)
    network = build_network()
    rate = kerasish.optimizers.schedules.CosineDecay(1e-2, steps)
    optimizer = kerasish.optimizers.Adam(rate)
    optimizer.build(network.trainable_variables)

    @graph.function
    def step(x):
        with graph.GradientTape() as tape:
            y, second = with_second_derivative(lambda x: solution(network, x), x)
            loss = graph.mean(graph.square(second + y))
        weights = network.trainable_variables
        optimizer.apply(tape.gradient(loss, weights), weights)
        return loss

    points = np.linspace(0.0, END, 64, dtype="float32")[:, None]
    for number in range(1, steps + 1):
        loss = step(points)
        if number % 500 == 0:
            print(f"step {number:5d}  mean square of u'' + u {float(loss):.2e}")
    x = np.linspace(0.0, END, 1000, dtype="float32")[:, None]
    error = float(abs(solution(network, x) - np.sin(x)).max())
    print(f"largest error against sin(x): {error:.1e}")
    if picture is not None:
        draw(picture, x, np.asarray(solution(network, x)))
    return error


def draw(path, x, y):
    from matplotlib.figure import Figure

    left, right = Figure(figsize=(9, 3.2), layout="constrained").subplots(1, 2)
    left.plot(x, y, label="network")
    left.plot(x[::50], np.sin(x[::50]), "o", markersize=4, label="sin(x)")
    left.set(xlabel="x", ylabel="u(x)")
    left.legend()
    right.plot(x, y - np.sin(x))
    right.set(xlabel="x", ylabel="u(x) - sin(x)")
    left.figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(*sys.argv[1:2])
