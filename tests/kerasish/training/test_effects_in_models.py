"""graph.print and graph.py_function in layers, functional models and fit."""

from __future__ import annotations

import numpy as np

import graph
import kerasish
from kerasish import layers

X = np.arange(24, dtype=np.float32).reshape(8, 3) / 10
Y = X.sum(1, keepdims=True)


class Loud(layers.Layer):
    def call(self, inputs):
        graph.print(self.name, graph.shape(inputs)[0])
        return inputs


class Doubled(layers.Layer):
    """Twice the inputs, by numpy, with a gradient by numpy."""

    def call(self, inputs):
        return graph.py_function(
            lambda a: a * 2, [inputs], inputs.spec, lambda dy, a: dy * 2
        )


def trained(*middle, epochs=1):
    kerasish.utils.set_random_seed(0)
    model = kerasish.Sequential(
        [kerasish.Input((3,)), *middle, layers.Dense(1, kernel_initializer="ones")]
    )
    model.compile("sgd", "mse")
    history = model.fit(X, Y, 4, epochs, verbose=0, shuffle=False)
    return model, history.history["loss"]


def test_a_print_in_a_layer_prints_in_each_batch_of_fit(capsys):
    model, _ = trained(Loud(name="a"), Loud(name="b"))
    assert capsys.readouterr().out.splitlines() == ["a 4", "b 4"] * 2
    model.predict(X[:3], verbose=0)
    assert capsys.readouterr().out.splitlines() == ["a 3", "b 3"]


def test_a_python_function_trains_like_the_graph():
    by_python, losses = trained(Doubled(), epochs=3)
    by_graph, wanted = trained(layers.Rescaling(2.0), epochs=3)
    np.testing.assert_allclose(losses, wanted, 1e-6)
    np.testing.assert_allclose(
        by_python.predict(X, verbose=0), by_graph.predict(X, verbose=0), 1e-6
    )


def test_a_python_function_in_a_functional_model():
    inputs = kerasish.Input((3,))
    model = kerasish.Model(inputs, Doubled()(layers.Dense(2)(inputs)))
    np.testing.assert_allclose(
        model.predict(X, verbose=0), 2 * np.asarray(model.layers[1](X)), 1e-6
    )


def test_an_error_of_a_python_function_in_fit_names_layer_and_line():
    class Failing(layers.Layer):
        def call(self, inputs):
            def fail(a):
                raise RuntimeError("no more")

            return graph.py_function(fail, [inputs], inputs.spec, lambda dy, a: dy)

    try:
        trained(Failing(name="odd"))
    except graph.ExecutionError as error:
        text = str(error)
    assert text.startswith("py_function 'fail' raised RuntimeError: no more\n")
    assert "made by: Failing 'odd' at test_effects_in_models.py:" in text


def test_a_stateless_call_prints_too(capsys):
    layer = Loud(name="a")
    outputs, _ = layer.stateless_call([], [], X)
    np.testing.assert_array_equal(outputs, X)
    assert capsys.readouterr().out.splitlines() == ["a 8"]
