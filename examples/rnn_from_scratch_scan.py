"""A recurrent network without layers: `graph.scan`, a tape, and Adam by hand.

Handwritten digits are read row by row, eight pixels at a time; the last state of a
gated unit (GRU) names the digit. One function holds the whole step, and is compiled.

Run: python examples/rnn_from_scratch_scan.py      Expected: test accuracy of 0.95
"""

import numpy as np

import graph
from kerasish.datasets import digits

UNITS = 64


def make_parameters(inputs, classes, seed=0):
    """Variables by name; the three gates stand side by side in the unit's matrices."""
    random, gates = np.random.default_rng(seed), 3 * UNITS
    shapes = {"from_row": (inputs, gates), "from_state": (UNITS, gates)}
    shapes["readout"] = (UNITS, classes)
    starts = {n: random.normal(0, s[0] ** -0.5, size=s) for n, s in shapes.items()}
    starts["bias"] = np.zeros(gates)
    return {n: graph.Variable(a, n, dtype="float32") for n, a in starts.items()}


def logits(p, images):
    """The scores of the classes for images [batch, rows, pixels], read row by row."""

    def advance(state, row):
        x = graph.split(row @ p["from_row"] + p["bias"], 3, axis=-1)
        h = graph.split(state @ p["from_state"], 3, axis=-1)
        keep, reset = graph.sigmoid(x[0] + h[0]), graph.sigmoid(x[1] + h[1])
        new = graph.tanh(x[2] + reset * h[2])
        return keep * state + (1.0 - keep) * new, None

    start = graph.zeros((graph.shape(images)[0], UNITS))
    last, _ = graph.scan(advance, start, graph.swapaxes(images, 0, 1))
    return last @ p["readout"]


def make_step(p, rate=0.005, decay=(0.9, 0.999)):
    """One compiled step: the loss of a batch, its gradient, and Adam."""
    variables = list(p.values())
    moments = [[graph.Variable(v * 0.0) for v in variables] for _ in decay]
    count = graph.Variable(0.0, name="count")

    @graph.function
    def step(images, labels):
        with graph.GradientTape() as tape:
            log_p = graph.log_softmax(logits(p, images))
            loss = -graph.mean(graph.pick_class(log_p, labels))
        t = count.assign_add(1.0)
        lengthen = graph.sqrt(1.0 - decay[1] ** t) / (1.0 - decay[0] ** t)
        for v, g, m, s in zip(variables, tape.gradient(loss, variables), *moments):
            m.assign_add((1.0 - decay[0]) * (g - m))
            s.assign_add((1.0 - decay[1]) * (g * g - s))
            v.assign_sub(rate * lengthen * m / (graph.sqrt(s) + 1e-7))
        return loss

    return step


def main(epochs=10, batch=32):
    (x, y), (x_test, y_test) = digits.load_data()
    p = make_parameters(x.shape[-1], 10)
    step, random = make_step(p), np.random.default_rng(1)
    for epoch in range(1, epochs + 1):
        order = random.permutation(len(x))
        batches = [order[i : i + batch] for i in range(0, len(x), batch)]
        loss = np.mean([step(x[rows], y[rows]) for rows in batches])
        print(f"epoch {epoch:2d}  loss {loss:.4f}")
    accuracy = np.mean(graph.argmax(logits(p, x_test), axis=-1) == y_test)
    print(f"test accuracy {accuracy:.4f}")
    return accuracy


if __name__ == "__main__":
    main()
