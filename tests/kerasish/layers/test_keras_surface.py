"""What users of Keras count on: errors by kind, flags, members that only explain."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers

X = np.ones((1, 2), "float32")


@pytest.mark.parametrize(
    "call",
    [
        lambda: layers.Dense(2)(),
        lambda: layers.Dense(2)(X, X, X),
        lambda: layers.Dense(2)(X, other=3),
        lambda: layers.Dense(2)([[1.0, 2.0]]),
        lambda: layers.Dense(2)(None),
    ],
)
def test_wrong_calls_are_both_kinds_of_error_that_keras_raises(call):
    with pytest.raises(TypeError) as caught:
        call()
    assert isinstance(caught.value, ValueError)


def test_inputs_of_a_layer_never_called_are_a_missing_attribute():
    layer = layers.Dense(2)
    assert not hasattr(layer, "input") and not hasattr(layer, "output")
    with pytest.raises(ValueError, match="never called on Keras tensors"):
        layer.output  # noqa: B018


def test_parameters_are_counted_once_they_exist():
    layer = layers.Dense(2)
    with pytest.raises(ValueError, match="count_params needs weights"):
        layer.count_params()
    layer.build((None, 3))
    assert layer.count_params() == 8
    assert layers.ReLU().count_params() == 0


def test_models_without_weights_yet_have_none():
    model = kerasish.Sequential([layers.Dense(2)])
    assert model.weights == [] and model.get_weights() == []


def test_layers_are_found_by_positions_that_exist():
    model = kerasish.Sequential([layers.Dense(2)])
    with pytest.raises(ValueError, match="has 1 layers"):
        model.get_layer(index=7)


def test_a_layer_that_computes_masks_supports_them():
    class Own(layers.Layer):
        def call(self, x):
            return x + 1.0

        def compute_mask(self, inputs, previous_mask=None):
            return previous_mask

    class Silent(Own):
        supports_masking = False

    assert Own().supports_masking and not Silent().supports_masking
    assert not layers.Layer().supports_masking


def test_masks_that_inner_layers_make_stay():
    class Words(layers.Layer):
        supports_masking = True

        def __init__(self):
            super().__init__()
            self.table = layers.Embedding(3, 2, mask_zero=True)

        def call(self, x):
            return self.table(x)

    y = layers.LSTM(2, return_sequences=True)(Words()(np.array([[1, 2, 0]])))
    np.testing.assert_allclose(y[0, 1], y[0, 2])


def test_stateless_call_takes_a_value_for_each_variable():
    layer = layers.Dense(2)
    layer.build((None, 2))
    with pytest.raises(ValueError, match="a value for each variable"):
        layer.stateless_call([], [], X)


def test_forgotten_super_is_the_kind_of_error_that_keras_raises():
    class Forgets(layers.Layer):
        def __init__(self):
            self.x = 1

    with pytest.raises(RuntimeError, match="super"):
        Forgets()(X)


def test_classes_of_users_are_no_classes_of_keras():
    class Own(kerasish.Model):
        def call(self, x):
            return x

    saved = kerasish.saving.serialize_keras_object(Own())
    assert saved["module"] == Own.__module__ and saved["registered_name"] == "Own"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("quantized_build", ((1, 2), "int8")),
        ("quantized_call", (X,)),
        ("enable_lora", (2,)),
        ("add_metric", (X,)),
        ("rematerialized_call", (abs,)),
        ("export", ("folder",)),
        ("get_quantization_layer_structure", ("int8",)),
    ],
)
def test_members_that_are_absent_say_what_to_do_instead(name, arguments):
    model = kerasish.Sequential([kerasish.Input((2,)), layers.Dense(1)])
    with pytest.raises(NotImplementedError, match="hint: ") as caught:
        getattr(model, name)(*arguments)
    assert name in str(caught.value)
    assert isinstance(caught.value, graph.GraphError)


def test_a_convolution_may_be_put_in_place_of_the_layers_own():
    class Standardized(layers.Conv1D):
        def convolution_op(self, inputs, kernel):
            return super().convolution_op(inputs, kernel * 0.0) + 2.0

    y = Standardized(3, 2)(np.ones((1, 4, 1)))
    assert y.shape == (1, 3, 3) and float(y[0, 0, 0]) == 2.0


def test_metrics_of_inner_layers_are_the_layers_too():
    class Own(layers.Layer):
        def __init__(self):
            super().__init__()
            self.mean = kerasish.metrics.Mean(name="mean")

    outer = layers.Wrapper(Own())
    assert [m.name for m in outer.metrics] == ["mean"]


def test_training_may_be_given_by_position():
    assert not np.any(layers.Dropout(1.0)(X, True).numpy())
    assert np.all(layers.Dropout(1.0)(X, False).numpy() == X)
