"""Models of the user's own class."""

import numpy as np

import graph
import kerasish
from kerasish import layers

X = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")


class Plain(kerasish.Model):
    """Makes its weights in build."""

    def __init__(self, units=3):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight((input_shape[-1], self.units), name="kernel")
        super().build(input_shape)

    def call(self, x):
        return graph.matmul(x, self.kernel)


class WithLayer(Plain):
    """Has a layer besides."""

    def __init__(self, units=3):
        super().__init__(units)
        self.dense = layers.Dense(2)

    def call(self, x):
        return self.dense(super().call(x))


def test_a_models_own_build_runs_once():
    for kind, count in ((Plain, 1), (WithLayer, 3)):
        called = kind()
        assert called(X).shape == (6, 3 if kind is Plain else 2)
        built = kind()
        built.build((None, 4))
        fitted = kind()
        fitted.compile("sgd", "mse")
        fitted.fit(X, X[:, : called(X).shape[1]], verbose=0)
        for model in (called, built, fitted):
            assert len(model.weights) == count
            assert model.weights[0].shape == (4, 3)
            assert model.built


def test_from_config_of_the_base_class_makes_a_functional_model():
    inputs = kerasish.Input((4,))
    model = kerasish.Model(inputs, layers.Dense(2)(inputs))
    again = kerasish.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        again.predict(X, verbose=0), model.predict(X, verbose=0)
    )
    assert Plain.from_config({"units": 5}).units == 5


def test_input_and_output_are_those_of_the_first_call():
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(3, name="a")])
    model.add(layers.Dense(2))
    model.pop()
    model.add(layers.Dense(1))
    features = kerasish.Model(model.inputs, model.get_layer("a").output)
    kernel, bias = model.get_layer("a").get_weights()
    np.testing.assert_allclose(
        features.predict(X, verbose=0), X @ kernel + bias, rtol=1e-5, atol=1e-6
    )


def test_cells_with_tuples_of_states_in_a_stack():
    class Cell(layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.state_size = (units, units)
            self.output_size = units

        def build(self, input_shape):
            self.kernel = self.add_weight((input_shape[-1], self.output_size))

        def call(self, x, states):
            a, b = states
            y = graph.matmul(x, self.kernel) + a
            return y, (0.5 * y, b + y)

    layer = layers.RNN([Cell(3), Cell(2)], return_state=True)
    x = np.random.default_rng(1).normal(size=(2, 4, 3)).astype("float32")
    y, first, second = layer(x)
    kernels = layer.get_weights()
    states = [np.zeros((2, n)) for n in (3, 3, 2, 2)]
    for t in range(4):
        inner = x[:, t]
        for i, kernel in enumerate(kernels):
            inner = inner @ kernel + states[2 * i]
            states[2 * i] = 0.5 * inner
            states[2 * i + 1] = states[2 * i + 1] + inner
    np.testing.assert_allclose(y, inner, rtol=1e-5)
    for found, expected in zip(graph.flatten([first, second]), states):
        np.testing.assert_allclose(found, expected, rtol=1e-5)
