"""State of layers and metrics inside loops: compiled steps agree with plain Python."""

from __future__ import annotations

import numpy as np

import graph
import kerasish
from graph.testing import assert_close
from kerasish import layers, metrics

X = np.random.default_rng(0).normal(size=(8, 5, 3)).astype(np.float32)


class Looped(layers.Layer):
    """Dropout, batch statistics and a metric at every step of a sequence."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dropout = layers.Dropout(0.5, seed=3)
        self.norm = layers.BatchNormalization(momentum=0.5)
        self.mean = metrics.Mean(name="seen")

    def build(self, input_shape):
        self.norm.build((input_shape[0], input_shape[-1]))
        super().build(input_shape)

    def call(self, inputs, training=False):
        def step(total, row):
            y = self.norm(self.dropout(row, training=training), training=training)
            self.mean.update_state(graph.sum(row))
            return total + y, y

        steps = graph.swapaxes(inputs, 0, 1)
        return graph.scan(step, graph.zeros_like(steps[0]), steps)[0]


def by_hand(layer, x):
    total = 0
    for i in range(x.shape[1]):
        row = graph.as_tensor(x[:, i])
        total = total + layer.norm(layer.dropout(row, training=True), training=True)
        layer.mean.update_state(graph.sum(row))
    return total


def state_of(layer):
    return [np.asarray(v.value) for v in layer.non_trainable_variables] + [
        np.asarray(layer.mean.result())
    ]


def test_a_traced_call_gives_the_numbers_of_a_loop_in_python():
    now, later, plain = Looped(), Looped(), Looped()
    for layer in (now, later, plain):
        layer.build(X.shape)
    x = graph.placeholder("float32", (None, None, 3), "x")
    with graph.tracing() as trace:
        y = later(x, training=True)
    run = graph.CompiledCallable([x], [y], list(trace.updates.items()))
    for _ in range(2):
        want = np.asarray(by_hand(plain, X))
        assert_close(np.asarray(now(X, training=True)), want)
        assert_close(run([X])[0], want)
        for a, b, c in zip(state_of(now), state_of(later), state_of(plain)):
            assert_close(a, c)
            assert_close(b, c)


def test_training_a_functional_model_updates_the_state_at_every_step():
    def trained(run_eagerly):
        kerasish.utils.set_random_seed(1)
        inputs = kerasish.Input((None, 3))
        layer = Looped()
        outputs = layers.Dense(1)(layer(inputs))
        model = kerasish.Model(inputs, outputs)
        model.compile("sgd", "mse", run_eagerly=run_eagerly)
        history = model.fit(X, X[:, 0, :1], batch_size=4, epochs=2, verbose=0)
        return history.history["loss"], state_of(layer), model.predict(X, verbose=0)

    for a, b in zip(
        graph.flatten(trained(run_eagerly=True)),
        graph.flatten(trained(run_eagerly=False)),
        strict=True,
    ):
        assert_close(np.asarray(a), np.asarray(b), rtol=1e-4)


class NoisyCell(layers.Layer):
    """A cell of the user's own that draws new zeros at each step."""

    state_size = output_size = 3

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dropout = layers.Dropout(0.5, seed=7)

    def call(self, inputs, states, training=False):
        new = self.dropout(inputs, training=training) + states[0]
        return new, [new]


def test_dropout_in_a_cell_draws_anew_at_every_step():
    now, later = layers.RNN(NoisyCell()), layers.RNN(NoisyCell())
    x = graph.placeholder("float32", (None, 5, 3), "x")
    ones = np.ones((4, 5, 3), np.float32)
    with graph.tracing() as trace:
        y = later(x, training=True)
    run = graph.CompiledCallable([x], [y], list(trace.updates.items()))
    first = run([ones])[0]
    assert_close(first, np.asarray(now(ones, training=True)))
    assert len(np.unique(first)) > 2  # the same zeros at all steps give 0 or 10
    assert not np.array_equal(run([ones])[0], first)
