"""Dense, EinsumDense, Lambda, Identity and Rescaling."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.layers.masks import get_mask


def doubled(x):
    return x * 2.0


def test_dense_multiplies_the_last_axis():
    layer = layers.Dense(1, activation="relu")
    layer.build((None, 2))
    layer.set_weights([[[1.0], [-1.0]], [0.5]])
    x = np.array([[[3.0, 1.0], [1.0, 3.0]]])
    assert layer(x).tolist() == [[[2.5], [0.0]]]


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "input_shape", "shapes"),
    [
        ("ab,bc->ac", 6, "c", (2, 5), [(5, 6), (6,)]),
        ("abc,cd->abd", (None, 6), "d", (2, 3, 5), [(5, 6), (6,)]),
        ("abc,cde->abde", (3, 4, 6), "e", (2, 3, 5), [(5, 4, 6), (6,)]),
        ("abc,cde->abde", (None, 4, 6), "bd", (2, 3, 5), [(5, 4, 6), (3, 4, 1)]),
        ("abcd,cde->abe", (None, 7), None, (2, 3, 4, 5), [(4, 5, 7)]),
        ("ab...,bc->ac...", 7, "c", (2, 3, 4, 5), [(3, 7), (7, 1, 1)]),
        ("...x,xy->...y", 6, "y", (2, 3, 4, 5), [(5, 6), (6,)]),
    ],
)
def test_einsum_dense_makes_the_weights_of_its_equation(
    equation, output_shape, bias_axes, input_shape, shapes
):
    layer = layers.EinsumDense(equation, output_shape, bias_axes=bias_axes)
    x = np.random.default_rng(0).normal(size=input_shape).astype("float32")
    y = layer(x).numpy()
    assert [tuple(w.shape) for w in layer.weights] == shapes
    want = np.einsum(equation, x, layer.kernel.numpy())
    np.testing.assert_allclose(y, want, 1e-4, 1e-5)
    told = layer.compute_output_shape(input_shape)
    assert all(size in (None, real) for size, real in zip(told, y.shape, strict=True))


def test_einsum_dense_scales_its_start_by_the_axes_that_are_summed():
    layer = layers.EinsumDense("ab,bcd->acd", (40, 40))
    layer.build((None, 10))
    limit = np.sqrt(6 / (10 + 40 * 40))
    largest = np.abs(layer.kernel.numpy()).max()
    assert 0.9 * limit < largest <= limit


@pytest.mark.parametrize(
    ("equation", "bias_axes", "word"),
    [
        ("ab,bc", None, "the form is not known"),
        ("...ab,bc->ac", None, "dots must stand on the same side"),
        ("ab,bc->ad", None, "'d' stands in one term only"),
        ("ab,bc->ac", "b", "bias_axes 'b'"),
    ],
)
def test_equations_that_make_no_layer_are_errors(equation, bias_axes, word):
    with pytest.raises(graph.GraphError, match=word):
        layers.EinsumDense(equation, 3, bias_axes=bias_axes)


def test_an_equation_of_another_rank_is_an_error():
    with pytest.raises(graph.ShapeError, match="another rank"):
        layers.EinsumDense("ab,bc->ac", 3).build((None, 2, 3))
    with pytest.raises(graph.ShapeError, match="another rank"):
        layers.EinsumDense("abc,cd->abd", 3).build((None, 2, 3))


def test_lambda_passes_arguments_and_the_training_flag():
    def scaled(x, factor, training=False):
        return x * factor if training else x

    layer = layers.Lambda(scaled, arguments={"factor": 3.0})
    assert layer(np.ones(1), training=True).tolist() == [3.0]
    assert layer(np.ones(1)).tolist() == [1.0]


def test_lambda_hands_a_mask_on_only_if_told_how():
    mask = np.array([[True, False]])
    layer = layers.Lambda(doubled, mask=lambda inputs, mask: mask)
    assert layer.compute_mask(np.ones((1, 2, 1)), mask) is mask
    assert not layers.Lambda(doubled).supports_masking


def test_output_shape_of_a_lambda_may_be_given():
    assert layers.Lambda(doubled, (7,)).compute_output_shape((None, 2)) == (None, 7)
    by_function = layers.Lambda(doubled, lambda shape: (*shape[:-1], 5))
    assert by_function.compute_output_shape((None, 2)) == (None, 5)
    assert layers.Lambda(doubled).compute_output_shape((None, 2)) == (None, 2)


def test_a_saved_lambda_is_found_by_the_name_of_function_or_layer():
    record = layers.serialize(layers.Lambda(doubled, name="twice"))
    for key in ("doubled", "twice"):
        layer = layers.deserialize(record, custom_objects={key: doubled})
        assert layer(np.ones(1)).tolist() == [2.0]


def test_a_python_lambda_is_saved_by_name_only_and_given_again_to_open():
    record = layers.serialize(layers.Lambda(lambda x: x + 1.0, name="plus"))
    assert record["config"]["function"]["config"] == "<lambda>"
    with pytest.raises(graph.GraphError, match="'plus': your_function"):
        layers.deserialize(record)
    layer = layers.deserialize(record, custom_objects={"plus": lambda x: x + 1.0})
    assert layer(np.ones(1)).tolist() == [2.0]


@pytest.mark.parametrize(
    "saved",
    [
        {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}},
        ["4wEAAAA=\n", None, None],
    ],
)
def test_bytecode_in_a_config_is_refused_with_the_way_out(saved):
    config = {"name": "old", "function": saved, "function_type": "lambda"}
    with pytest.raises(graph.GraphError, match=r"as code(.|\n)*'old': your_function"):
        layers.Lambda.from_config(config)
    with kerasish.saving.custom_object_scope({"old": doubled}):
        layer = layers.Lambda.from_config(config)
    assert layer(np.ones(1)).tolist() == [2.0]


def test_identity_keeps_structures():
    a, b = layers.Identity()([np.ones(1), np.zeros(1)])
    assert (a.tolist(), b.tolist()) == ([1.0], [0.0])


def test_rescaling_of_integers_gives_floats_for_each_channel():
    layer = layers.Rescaling([1.0, 0.5], offset=[0.0, -1.0])
    y = layer(np.array([[2, 4]], np.uint8))
    assert y.dtype == np.float32
    assert y.tolist() == [[2.0, 1.0]]


def test_calling_build_twice_or_after_a_call_keeps_the_weights():
    layer = layers.Dense(2)
    layer.build((None, 3))
    kernel = layer.kernel
    assert layer.built
    layer(np.ones((1, 3)))
    assert layer.kernel is kernel
    assert layer.get_build_config() == {"input_shape": (None, 3)}


def test_paths_of_weights_name_every_layer_once():
    class Outer(layers.Layer):
        def __init__(self):
            super().__init__(name="outer")
            self.inner = layers.Dense(2, name="inner")

        def build(self, input_shape):
            self.inner.build(input_shape)
            self.scale = self.add_weight((1,), name="scale")

        def call(self, x):
            return self.inner(x) * self.scale

    layer = Outer()
    layer(np.ones((1, 3)))
    paths = ["outer/scale", "outer/inner/kernel", "outer/inner/bias"]
    assert [w.path for w in layer.weights] == paths


def test_configs_of_keras_may_hold_features_that_are_off():
    config = {"units": 2, "lora_rank": None, "quantization_config": None}
    assert layers.Dense.from_config(config).units == 2


def test_sizes_given_to_a_lambda_stand_for_unknown_ones():
    layer = layers.Lambda(lambda x: x[:, :, 0], output_shape=(3,))
    x = kerasish.Input((None, 2))
    assert layer(x).shape == (None, 3)
    model = kerasish.Model(x, layer(x))
    assert model(np.ones((1, 3, 2))).tolist() == [[1.0, 1.0, 1.0]]


def test_einsum_dense_shows_sizes_as_output_shape_leaves_them():
    x = kerasish.Input((3, 4))
    y = layers.EinsumDense("abc,cd->abd", (None, 5))(x)
    assert y.shape == (None, None, 5)
    # what follows knows them all the same
    assert layers.Flatten()(y).shape == (None, 15)
    assert layers.EinsumDense("...c,cd->...d", 5)(x).shape == (None, 3, 5)


def test_weights_made_by_a_layer_that_is_not_trainable_are_not_either():
    layer = layers.LSTM(2, trainable=False)
    layer.build((None, 3, 4))
    assert [w.trainable for w in layer.weights] == [False] * 3
    layer.trainable = True
    assert [w.trainable for w in layer.weights] == [True] * 3


def test_layers_without_weights_are_built_from_the_start():
    class Own(layers.ReLU):
        def build(self, input_shape):
            self.gain = self.add_weight((), "ones")

    assert layers.Dropout(0.5).built and layers.MaxPooling1D().built
    assert layers.Dropout(0.5).get_build_config() is None
    assert not layers.Flatten().built and not layers.PReLU().built
    assert not Own().built


@pytest.mark.parametrize("dtype", ["mixed_float16", "float16", "float64"])
def test_symbolic_calls_cast_inputs_as_calls_on_arrays_do(dtype):
    x = np.ones((1, 4, 2), "float32")
    for layer in (
        layers.Dense(3, dtype=dtype),
        layers.AveragePooling1D(2, dtype=dtype),
        layers.ReLU(dtype=dtype),
        layers.LSTM(2, dtype=dtype),
    ):
        symbolic = layer(kerasish.Input((4, 2)))
        assert symbolic.dtype == layer(x).dtype == layer.compute_dtype


def test_symbolic_masks_outlive_the_cast_of_inputs():
    x = layers.Masking(dtype="float32")(kerasish.Input((4, 2)))
    y = layers.LSTM(2, dtype="float64", return_sequences=True)(x)
    assert get_mask(y) is not None
