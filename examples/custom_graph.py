"""The engine alone, without layers: placeholders, variables, gradients, a session.

Fits y = a * sin(b * x + c) to points of that curve by gradient descent with momentum.

Run: python examples/custom_graph.py        Expected: loss below 1e-6
"""

import numpy as np

import graph

TARGET = 1e-6


def build():
    x = graph.placeholder("float32", (None,), "x")
    y = graph.placeholder("float32", (None,), "y")
    parameters = {
        name: graph.Variable(value, name=name)
        for name, value in (("a", 1.0), ("b", 1.2), ("c", 0.0))
    }
    a, b, c = parameters.values()
    loss = graph.mean(graph.square(a * graph.sin(b * x + c) - y))
    gradients = graph.gradients(loss, list(parameters.values()))
    updates = []
    for variable, gradient in zip(parameters.values(), gradients):
        speed = graph.Variable(0.0, name=f"speed_of_{variable.name}")
        new_speed = 0.9 * speed - 0.02 * gradient
        updates += [speed.assign(new_speed), variable.assign(variable + new_speed)]
    return x, y, parameters, loss, updates


def main(steps=600):
    x, y, parameters, loss, updates = build()
    points = np.linspace(-2.0, 2.0, 200, dtype="float32")
    values = 1.5 * np.sin(1.7 * points + 0.3)
    session = graph.Session()
    step = session.make_callable([loss, *updates], [x, y])
    for number in range(1, steps + 1):
        current = float(step(points, values)[0])
        if number % 100 == 0:
            print(f"step {number:5d}  loss {current:.3e}")
    found = {name: round(float(v), 4) for name, v in parameters.items()}
    print(f"found {found}, loss {current:.1e}, target {TARGET:.0e}")
    try:
        session.run(loss, {x: points})
    except graph.FeedError as error:
        print(f"\nA feed is missing, and the error says which:\n{error}")
    return current


if __name__ == "__main__":
    main()
