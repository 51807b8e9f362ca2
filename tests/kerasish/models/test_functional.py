"""Functional models: several inputs and outputs, shared and nested layers."""

import json

import numpy as np
import pytest

import kerasish
from kerasish import layers, models


def two_in_two_out(as_dict=False):
    a = kerasish.Input((3,), name="a")
    b = kerasish.Input((2,), name="b")
    joined = layers.Concatenate(name="joined")([a, b])
    first = layers.Dense(4, name="first")(joined)
    second = layers.Dense(1, name="second")(a)
    if as_dict:
        return kerasish.Model({"a": a, "b": b}, {"one": first, "two": second})
    return kerasish.Model([a, b], [first, second])


def data(n=5):
    random = np.random.default_rng(0)
    return random.random((n, 3), dtype="float32"), random.random((n, 2), "float32")


def test_lists_in_lists_out():
    model = two_in_two_out()
    first, second = model(list(data()))
    assert first.shape == (5, 4)
    assert second.shape == (5, 1)


def test_dicts_in_dicts_out():
    model = two_in_two_out(as_dict=True)
    a, b = data()
    result = model.predict({"b": b, "a": a}, verbose=0)
    assert sorted(result) == ["one", "two"]
    np.testing.assert_allclose(result["two"], model.get_layer("second")(a), rtol=1e-6)


def test_layers_are_ordered_from_inputs_to_outputs():
    names = [layer.name for layer in two_in_two_out().layers]
    assert set(names[:2]) == {"a", "b"}
    assert names.index("joined") < names.index("first")


def test_a_shared_layer_counts_once():
    x, y = kerasish.Input((3,)), kerasish.Input((3,))
    shared = layers.Dense(2)
    model = kerasish.Model([x, y], layers.Add()([shared(x), shared(y)]))
    assert len(model.weights) == 2
    a = np.ones((2, 3), "float32")
    np.testing.assert_allclose(model([a, 2 * a]), shared(a) + shared(2 * a), rtol=1e-6)


def test_nested_models_run_and_round_trip():
    inner_in = kerasish.Input((4,))
    inner = kerasish.Model(inner_in, layers.Dense(4, name="d")(inner_in), name="inner")
    x = kerasish.Input((4,))
    model = kerasish.Model(x, layers.Dense(1)(inner(inner(x))))
    again = models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    values = np.random.default_rng(0).random((3, 4), dtype="float32")
    np.testing.assert_array_equal(model(values), again(values))


def test_json_names_calls_of_shared_layers():
    x, y = kerasish.Input((3,), name="x"), kerasish.Input((3,), name="y")
    shared = layers.Dense(2, name="shared")
    model = kerasish.Model([x, y], layers.Add(name="sum")([shared(x), shared(y)]))
    record = json.loads(model.to_json())
    entry = next(e for e in record["config"]["layers"] if e["name"] == "shared")
    assert len(entry["inbound_nodes"]) == 2
    again = models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    a = np.random.default_rng(1).random((2, 3), dtype="float32")
    np.testing.assert_array_equal(model([a, 3 * a]), again([a, 3 * a]))


def test_a_model_of_inner_tensors():
    model = two_in_two_out()
    x = model.get_layer("joined").output
    tail = kerasish.Model(x, model.get_layer("first").output)
    values = np.ones((2, 5), "float32")
    np.testing.assert_allclose(tail(values), model.get_layer("first")(values))


def test_operators_and_ops_become_layers():
    x = kerasish.Input((3,))
    model = kerasish.Model(x, kerasish.ops.exp(x) * 2.0 + x[:, :1])
    values = np.random.default_rng(0).random((2, 3), dtype="float32")
    want = np.exp(values) * 2 + values[:, :1]
    np.testing.assert_allclose(model(values), want, rtol=1e-6)
    again = models.model_from_json(model.to_json())
    np.testing.assert_allclose(again(values), want, rtol=1e-6)


def test_layers_are_without_the_functions_between_them_as_in_keras():
    x = kerasish.Input((4,), name="x")
    y = layers.Dense(2, name="dense")(x + 1.0)
    model = kerasish.Model(x, y)
    assert [layer.name for layer in model.layers] == ["x", "dense"]
    assert [type(item).__name__ for item in model.operations] == [
        "InputLayer",
        "FunctionCall",
        "Dense",
    ]


def test_subclass_that_gives_inputs_and_outputs_is_functional():
    class Mine(kerasish.Model):
        def __init__(self):
            x = kerasish.Input((3,))
            super().__init__(x, layers.Dense(2)(x))
            self.note = "mine"

    model = Mine()
    assert model.output_shape == (None, 2)
    assert model.note == "mine"
    assert model(np.ones((1, 3), "float32")).shape == (1, 2)


def test_subclassed_models_track_lists_of_layers():
    class Mine(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [layers.Dense(3), layers.Dense(2)]

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return x

    model = Mine()
    assert model(np.ones((1, 4), "float32")).shape == (1, 2)
    assert len(model.weights) == 4


def test_an_input_that_is_not_listed_is_named():
    a, b = kerasish.Input((3,), name="a"), kerasish.Input((3,), name="b")
    with pytest.raises(ValueError, match="need input 'b'"):
        kerasish.Model(a, layers.Add()([a, b]))


def test_inputs_must_be_keras_tensors():
    x = kerasish.Input((3,))
    with pytest.raises(ValueError, match="must be Keras tensors"):
        kerasish.Model(inputs=np.ones((2, 3)), outputs=layers.Dense(1)(x))


def test_wrong_number_of_inputs_is_told():
    with pytest.raises(ValueError, match="has 2 inputs"):
        two_in_two_out()([data()[0]])


def test_missing_key_is_named():
    with pytest.raises(ValueError, match="input 'b' is missing"):
        two_in_two_out(as_dict=True)({"a": data()[0]})


def test_get_layer_lists_what_exists():
    with pytest.raises(ValueError, match="'joined'"):
        two_in_two_out().get_layer("nothing")


def test_masks_of_a_model_are_those_that_its_outputs_carry():
    x = kerasish.Input((4,), dtype="int32")
    embedded = layers.Embedding(5, 2, mask_zero=True)(x)
    model = kerasish.Model(x, [embedded, layers.GlobalAveragePooling1D()(embedded)])
    numbers = np.array([[1, 2, 0, 0]])
    mask, none = model.compute_mask(numbers, None)
    np.testing.assert_array_equal(mask, [[True, True, False, False]])
    assert none is None
