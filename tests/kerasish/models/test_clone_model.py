"""Models made again from another's architecture."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish import layers
from kerasish.models import clone_model

X = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")


def functional():
    inputs = kerasish.Input((4,), name="in")
    hidden = layers.Dense(3, activation="relu", name="hidden")(inputs)
    return kerasish.Model(inputs, layers.Dense(1, name="out")(hidden), name="two")


def stacked():
    return kerasish.Sequential([kerasish.Input((4,)), layers.Dense(2, name="q")])


@pytest.mark.parametrize("make", [functional, stacked])
def test_a_clone_has_new_weights(make):
    model = make()
    clone = clone_model(model)
    assert type(clone) is type(model)
    assert [layer.name for layer in clone.layers] == [s.name for s in model.layers]
    assert (clone.get_weights()[0] != model.get_weights()[0]).any()
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        clone.predict(X, verbose=0), model.predict(X, verbose=0)
    )


@pytest.mark.parametrize("make", [functional, stacked])
def test_a_clone_on_other_inputs(make):
    model, inputs = make(), kerasish.Input((4,), name="other")
    clone = clone_model(model, input_tensors=inputs)
    assert type(clone) is type(model)
    assert clone.inputs[0].name == "other"
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        clone.predict(X, verbose=0), model.predict(X, verbose=0)
    )


def test_a_clone_in_the_middle_of_a_graph():
    start = kerasish.Input((2,))
    clone = clone_model(functional(), input_tensors=layers.Dense(4)(start))
    model = kerasish.Model(start, clone(layers.Dense(4)(start)))
    assert model.predict(X[:, :2], verbose=0).shape == (5, 1)


def test_layers_and_calls_of_the_users_own():
    model = functional()
    clone = clone_model(
        model,
        clone_function=lambda layer: layers.Dense(layer.units, name=f"{layer.name}_2"),
        call_function=lambda layer, *args, **kwargs: layer(*args, **kwargs) * 2.0,
    )
    clone.set_weights(model.get_weights())
    kernel, bias, kernel2, bias2 = model.get_weights()
    expected = ((X @ kernel + bias) * 2 @ kernel2 + bias2) * 2
    np.testing.assert_allclose(clone.predict(X, verbose=0), expected, rtol=1e-5)
    assert clone.get_layer("hidden_2").units == 3


def test_recursive_clones_reach_inner_models():
    inner = functional()
    inputs = kerasish.Input((4,))
    model = kerasish.Model(inputs, inner(inputs))
    seen = []

    def clone(layer):
        seen.append(layer.name)
        return type(layer).from_config(layer.get_config())

    clone_model(model, clone_function=clone)
    assert seen == ["two"]
    seen.clear()
    result = clone_model(model, clone_function=clone, recursive=True)
    assert seen == ["hidden", "out"]
    assert result.count_params() == model.count_params()


class Twice(layers.Layer):
    def call(self, x):
        return 2 * x


def test_layers_that_are_not_registered_are_cloned():
    inputs = kerasish.Input((4,))
    clone = clone_model(kerasish.Model(inputs, Twice()(inputs)))
    np.testing.assert_array_equal(clone.predict(X, verbose=0), 2 * X)


@pytest.mark.parametrize(
    ("make", "arguments", "text"),
    [
        (functional, {"input_tensors": X}, "must be Keras tensors"),
        (functional, {"input_tensors": []}, "the model has 1 inputs"),
        (stacked, {"call_function": print}, "call_function is for functional models"),
    ],
)
def test_what_cannot_be_cloned_is_told(make, arguments, text):
    with pytest.raises(ArgumentError, match=text):
        clone_model(make(), **arguments)


def test_a_subclass_cannot_be_cloned():
    with pytest.raises(NotImplementedError, match="make another object"):
        clone_model(type("Own", (kerasish.Model,), {})())


def test_copies_are_compiled_as_the_original_is():
    def own_loss(y, y_pred):
        return (y - y_pred) ** 2

    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    assert not getattr(kerasish.models.clone_model(model), "compiled", False)
    model.compile(kerasish.optimizers.Adam(0.25), own_loss, metrics=["mae"])
    copy = kerasish.models.clone_model(model)
    assert copy.compiled and copy.optimizer is not model.optimizer
    assert float(copy.optimizer.learning_rate) == 0.25
    assert copy.loss is own_loss
