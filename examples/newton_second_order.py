"""Newton's method on real digits: second derivatives that are never written down.

The Hessian of multinomial logistic regression has 650 x 650 numbers here. Newton's step
needs only its products with vectors, each about the price of two gradients; conjugate
gradients solve H step = -gradient with them, inside one compiled function.

Run: python examples/newton_second_order.py   Expected: gradient of 1e-14 after 7 steps
"""

import numpy as np

import graph
from kerasish.datasets import digits

PENALTY = 1e-3


def load_data():
    """The images as rows, with a 1 for the intercept, and their classes."""
    (x, y), _ = digits.load_data()
    x = x.reshape(len(x), -1).astype("float64")
    return np.concatenate([x, np.ones((len(x), 1))], axis=1), np.eye(10)[y]


def objective(w, x, y):
    """Mean cross-entropy of softmax(x w), plus PENALTY / 2 |w|**2: strictly convex."""
    fit = -graph.mean(graph.sum(y * graph.log_softmax(x @ w), axis=1))
    return fit + PENALTY / 2 * graph.sum(w * w)


def conjugate_gradients(product, b, tolerance):
    """The s with product(s) = b, where product multiplies by a positive matrix."""

    def advance(s, r, p, rr):
        ap = product(p)
        length = rr / graph.sum(p * ap)
        r = r - length * ap
        new = graph.sum(r * r)
        return s + length * p, r, r + new / rr * p, new

    start = (graph.zeros_like(b), b, b, graph.sum(b * b))
    return graph.while_loop(lambda *now: now[-1] > tolerance**2, advance, start)[0]


def newton(loss, w, gradient):
    """-H^-1 gradient, the more exact the nearer: so convergence becomes quadratic."""
    norm = graph.norm(gradient)
    return conjugate_gradients(
        lambda v: graph.hessian_vector_product(loss, w, v)[0],
        -gradient,
        tolerance=graph.minimum(0.1, norm) * norm,
    )


def minimize(direction, x, y, steps):
    """The norms of the gradient in steps along direction(loss, w, gradient)."""
    w = graph.Variable(np.zeros((x.shape[1], y.shape[1])), name="w")

    @graph.function
    def step(x, y):
        loss = objective(w, x, y)
        (gradient,) = graph.gradients(loss, [w])
        w.assign_add(direction(loss, w, gradient))
        return loss, graph.norm(gradient)

    values = [tuple(map(float, step(x, y))) for _ in range(steps + 1)]
    for number, (loss, norm) in enumerate(values):
        print(f"step {number}  loss {loss:.6f}  gradient {norm:.1e}")
    return [norm for _, norm in values]


def main(steps=7):
    x, y = load_data()
    curvature = np.linalg.eigvalsh(x.T @ x / len(x))[-1] / 2 + PENALTY  # at most
    slow = minimize(lambda loss, w, gradient: -gradient / curvature, x, y, steps)
    return slow, minimize(newton, x, y, steps)


if __name__ == "__main__":
    main()
