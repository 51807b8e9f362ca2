"""The same code eager, in a session, in a function and in fit gives the same numbers.

Each program is written once: a function of arrays that makes what it needs (layers,
variables) by `setup`, returns tensors, and may assign to the variables.
"""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, ops, optimizers

RNG = np.random.default_rng(7)
X = RNG.normal(size=(6, 5)).astype("float32")
IMAGES = RNG.normal(size=(3, 8, 8, 2)).astype("float32")
ROWS = RNG.normal(size=(4, 7, 3)).astype("float32")
TOLERANCE = 1e-6

PROGRAMS: dict[str, tuple] = {}


@pytest.fixture(autouse=True)
def same_engine(monkeypatch):
    """Ops on values are numpy's; other engines round differently."""
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def program(*arrays):
    """Decorator: a function that makes a program for these arrays."""

    def register(setup):
        PROGRAMS[setup.__name__] = (setup, arrays)
        return setup

    return register


def gradients_of(loss, sources):
    """The gradients of a function of nothing, by a tape."""
    with graph.GradientTape() as tape:
        value = loss()
    return [value, *tape.gradient(value, sources)]


def weights(*shape):
    size = int(np.prod(shape))
    values = np.sin(np.arange(size, dtype="float32") * 1.3 + 0.2) * 0.4
    return graph.Variable(values.reshape(shape))


@program(X)
def broadcasting_and_reductions():
    def run(x):
        centred = (x - graph.mean(x, axis=0)) / (graph.std(x, axis=0) + 1e-3)
        return [graph.logsumexp(centred, axis=1), graph.max(x * 2.0 + 1.0, axis=(0, 1))]

    return run, []


@program(X)
def regression_with_a_penalty():
    w, b = weights(5, 3), weights(3)

    def run(x):
        def loss():
            y = graph.tanh(graph.matmul(x, w) + b)
            return graph.mean(y * y) + 0.01 * graph.sum(w * w)

        return gradients_of(loss, [w, b])

    return run, [w, b]


@program(X)
def gradient_descent_in_program_order():
    w = weights(5, 1)

    def run(x):
        for _ in range(3):
            _, dw = gradients_of(
                lambda: graph.mean((graph.matmul(x, w) - 1.0) ** 2), [w]
            )
            w.assign_sub(0.1 * dw)
        return [graph.matmul(x, w)]

    return run, [w]


@program(X)
def hessian_of_a_network():
    w = weights(5, 2)

    def run(x):
        with graph.GradientTape() as outer:
            _, dw = gradients_of(lambda: graph.sum(graph.tanh(x @ w) ** 2), [w])
        return [dw, outer.jacobian(dw, w)]

    return run, [w]


@program(X)
def gradient_penalty():
    dense = layers.Dense(4, activation="softplus", kernel_initializer="ones")
    dense.build((None, 5))

    def run(x):
        x = graph.as_tensor(x)
        with graph.GradientTape() as outer:
            with graph.GradientTape() as inner:
                inner.watch(x)
                score = graph.sum(dense(x * 0.1))
            dx = inner.gradient(score, x)
            norm = graph.sqrt(graph.sum(dx * dx, axis=1) + 1e-6)
            penalty = graph.mean((norm - 1.0) ** 2)
        return [penalty, *outer.gradient(penalty, dense.trainable_weights)]

    return run, dense.weights


@program(ROWS)
def second_order_through_a_scan():
    w = weights(3)

    def run(x):
        def loss():
            def step(carry, row):
                carry = graph.tanh(carry * w + row)
                return carry, graph.sum(carry * carry)

            start = graph.zeros_like(x[:, 0])
            _, sums = graph.scan(step, start, graph.transpose(x, (1, 0, 2)))
            return graph.sum(sums)

        with graph.GradientTape() as outer:
            value, dw = gradients_of(loss, [w])
            total = graph.sum(dw * dw)
        return [value, dw, outer.gradient(total, w)]

    return run, [w]


@program(X)
def branches_and_loops():
    w = weights(5)

    def run(x):
        def loss():
            y = graph.cond(
                graph.sum(x) > 0, lambda: graph.exp(x * w), lambda: graph.sin(x * w)
            )
            _, y = graph.while_loop(
                lambda i, y: i < 4,
                lambda i, y: (i + 1, y * 0.5 + w),
                (0, y),
                maximum_iterations=6,
            )
            return graph.sum(y * y)

        return gradients_of(loss, [w])

    return run, [w]


@program(IMAGES)
def convolutions_with_batch_statistics():
    block = kerasish.Sequential(
        [
            layers.Conv2D(4, 3, padding="same", kernel_initializer="ones"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Conv2D(2, 3, strides=2, kernel_initializer="ones"),
        ]
    )
    block.build((None, 8, 8, 2))

    def run(x):
        def loss():
            return graph.mean(block(x, training=True) ** 2)

        return gradients_of(loss, block.trainable_weights)

    return run, block.weights


@program(ROWS)
def recurrent_layers_with_a_mask():
    masking = layers.Masking()
    lstm = layers.LSTM(3, return_sequences=True, kernel_initializer="ones")
    gru = layers.Bidirectional(layers.GRU(2, kernel_initializer="ones"))
    lstm.build((None, 7, 3))
    gru.build((None, 7, 3))
    sources = lstm.trainable_weights + gru.trainable_weights

    def run(x):
        return gradients_of(lambda: graph.sum(gru(lstm(masking(x))) ** 2), sources)

    return run, lstm.weights + gru.weights


@program(ROWS)
def attention_and_normalisation():
    attention = layers.MultiHeadAttention(2, 3, kernel_initializer="ones")
    norm = layers.LayerNormalization()
    attention.build((None, 7, 3), (None, 7, 3))
    norm.build((None, 7, 3))
    sources = [*attention.trainable_weights, *norm.trainable_weights]

    def run(x):
        def loss():
            y = norm(x + attention(x, x, use_causal_mask=True))
            return graph.sum(y**3)

        return gradients_of(loss, sources)

    return run, [*attention.weights, *norm.weights]


@program(X)
def dropout_keeps_its_state():
    dropout = layers.Dropout(0.4, seed=5)
    noise = layers.GaussianNoise(0.3, seed=6)

    def run(x):
        first = dropout(x, training=True)
        return [first, dropout(x, training=True), noise(first, training=True)]

    return run, [*dropout.variables, *noise.variables]


@program(X)
def an_optimizer_takes_two_steps():
    w = kerasish.Variable(np.full((5, 2), 0.3, "float32"))
    adam = optimizers.Adam(0.1, clipnorm=1.0)
    adam.build([w])

    def run(x):
        for _ in range(2):
            _, dw = gradients_of(lambda: graph.sum(graph.sigmoid(x @ w)), [w])
            adam.apply_gradients([(dw, w)])
        return [w * 1.0, adam.iterations * 1]

    return run, [w, *adam.variables]


@program(X)
def picking_sorting_and_scattering():
    w = weights(5)

    def run(x):
        def loss():
            y = x * w
            values, _places = graph.top_k(y, 2)
            picked = graph.take(y, [0, 3, 3], axis=1)
            spread = graph.scatter_add(y, [[0], [2]], picked[:2, :1] * w)
            return graph.sum(values * 2.0) + graph.sum(graph.sort(spread)[:, -2:])

        return gradients_of(loss, [w])

    return run, [w]


@program(X)
def linear_algebra():
    w = weights(5, 5)

    def run(x):
        def loss():
            a = graph.matmul(w, graph.transpose(w)) + 5.0 * graph.eye(5)
            y = graph.solve(a, graph.transpose(x))
            return graph.sum(y * y) + graph.slogdet(a)[1]

        return gradients_of(loss, [w])

    return run, [w]


@program(X)
def gradients_of_ones_own():
    @graph.custom_gradient
    def clipped(x):
        return x * x, lambda dy: graph.clip(dy * 2.0 * x, -0.5, 0.5)

    w = weights(5)

    def run(x):
        return gradients_of(
            lambda: graph.sum(clipped(x * w) * graph.stop_gradient(w)), [w]
        )

    return run, [w]


@program(IMAGES)
def functions_of_keras():
    w = weights(2)

    def run(x):
        def loss():
            y = ops.image.resize(x * w, (5, 5))
            y = ops.softmax(ops.reshape(y, (-1, 25, 2)), axis=1)
            return ops.sum(ops.square(y) * w) + ops.mean(ops.linalg.norm(y, axis=-1))

        return gradients_of(loss, [w])

    return run, [w]


@program(X)
def random_numbers_of_a_seed():
    def run(x):
        noise = kerasish.random.normal((5,), seed=11)
        return [x * noise, kerasish.random.uniform((2, 3), seed=4)]

    return run, []


# ---- the four ways


def run_eagerly(run, arrays):
    return [graph.as_tensor(t).numpy() for t in run(*map(graph.as_tensor, arrays))]


def run_in_a_session(run, arrays):
    inputs = [
        graph.placeholder("float32", (None, *a.shape[1:]), f"x{i}")
        for i, a in enumerate(arrays)
    ]
    with graph.tracing() as trace:
        outputs = [graph.as_symbolic(t) for t in run(*inputs)]
    steps = [v.assign(t) for v, t in trace.updates.items()]
    found = graph.Session().run([outputs, steps], dict(zip(inputs, arrays)))
    return found[0]


def run_in_a_function(run, arrays):
    return [t.numpy() for t in graph.function(run)(*arrays)]


class Carrier(kerasish.Model):
    """A model whose train step is the program; the results are kept in variables."""

    def __init__(self, run, results):
        super().__init__()
        self.run = run
        self.kept = [graph.Variable(np.zeros_like(r)) for r in results]

    def train_step(self, data):
        for variable, value in zip(self.kept, self.run(data)):
            variable.assign(value)
        return {"done": graph.as_tensor(1.0)}


def run_in_fit(run, arrays, results):
    model = Carrier(run, results)
    model.compile()
    (array,) = arrays
    model.fit(array, batch_size=len(array), shuffle=False, verbose=0)
    return [v.numpy() for v in model.kept]


@pytest.mark.parametrize("name", PROGRAMS)
def test_all_ways_give_the_same_numbers(name):
    setup, arrays = PROGRAMS[name]
    run, variables = setup()
    start = [v.numpy() for v in variables]

    def outcome(way, *more):
        for variable, value in zip(variables, start):
            variable.assign(value)
        results = way(run, arrays, *more)
        return [*results, *(v.numpy() for v in variables)]

    want = outcome(run_eagerly)
    assert all(np.isfinite(value).all() for value in want)
    count = len(want) - len(variables)
    ways = (run_in_a_session,), (run_in_a_function,), (run_in_fit, want[:count])
    for way, *more in ways:
        for got, value in zip(outcome(way, *more), want, strict=True):
            scale = max(1.0, float(np.abs(value).max(initial=0.0)))
            np.testing.assert_allclose(
                got, value, rtol=0, atol=TOLERANCE * scale, err_msg=way.__name__
            )
            assert got.dtype == value.dtype
