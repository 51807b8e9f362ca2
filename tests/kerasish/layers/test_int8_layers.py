"""Layers with weights in int8, against what Keras 3.15 computes with the same."""

import json
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, quantizers

RECORDED = json.loads(Path(__file__).with_name("keras_int8.json").read_text())
CASES = pytest.mark.parametrize("case", RECORDED.values(), ids=RECORDED)


def numbers(shape, start):
    count = int(np.prod(shape))
    return np.sin(np.arange(count) * 1.7 + start).reshape(shape).astype("float32")


def recorded_layer(case, **arguments):
    """The layer of a case with its weights, and its inputs."""
    shape = tuple(case["shape"])
    layer = getattr(layers, case["kind"])(**case["arguments"], **arguments)
    layer.build((None, *shape[1:]))
    layer.set_weights([numbers(w.shape, i) for i, w in enumerate(layer.weights)])
    if case["kind"] == "Embedding":
        return layer, np.arange(6).reshape(shape) % 5
    return layer, numbers(shape, 9)


def assert_close(tensor, values):
    np.testing.assert_allclose(np.asarray(tensor).ravel(), values, rtol=2e-5, atol=2e-6)


@CASES
def test_outputs_and_scales_are_those_of_keras(case):
    layer, x = recorded_layer(case)
    layer.quantize("int8")
    assert_close(layer(x), case["outputs"])
    assert_close(layer._scale, case["scale"])
    assert layer.dtype_policy.name == "int8_from_float32"


@CASES
def test_gradients_of_inputs_are_those_of_the_weights_as_floats(case):
    if "gradient" not in case:
        return
    layer, x = recorded_layer(case)
    layer.quantize("int8")
    x = graph.as_tensor(x)
    with graph.GradientTape() as tape:
        tape.watch(x)
        loss = graph.sum(layer(x) ** 2)
    assert_close(tape.gradient(loss, x), case["gradient"])


@CASES
def test_lora_on_int8_and_what_is_saved_of_it_are_as_in_keras(case):
    if "lora" not in case:
        return
    layer, x = recorded_layer(case)
    layer.quantize("int8")
    layer.enable_lora(2, 3)
    for start, factor in zip((4, 5), layer._factors):
        factor.assign(numbers(factor.shape, start))
    assert_close(layer(x), case["lora"])
    store = {}
    layer.save_own_variables(store)
    weight, scale = case["saved"]
    assert store["0"].dtype == "int8"
    assert np.abs(store["0"].ravel() - np.array(weight)).max() <= 1  # ties
    assert_close(store[str(len(store) - 1)], scale)


@CASES
def test_a_config_makes_an_int8_layer_whose_weights_can_be_set(case):
    layer, x = recorded_layer(case)
    layer.quantize("int8")
    again = type(layer).from_config(json.loads(json.dumps(layer.get_config())))
    again.build((None, *case["shape"][1:]))
    assert [w.dtype for w in again.weights] == [w.dtype for w in layer.weights]
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(x), layer(x))
    assert again.get_config() == layer.get_config()


def test_dots_stand_for_axes_before_or_behind():
    x = numbers((2, 3, 5), 0)
    for equation, output in (("...x,xy->...y", 7), ("ab...,bc->ac...", 7)):
        layer = layers.EinsumDense(equation, output, bias_axes=None)
        want = layer(x)
        layer.quantize("int8")
        assert np.abs(np.asarray(layer(x) - want)).max() < 0.03


@pytest.mark.parametrize("tied", [True, False])
def test_embeddings_in_reverse(tied):
    layer = layers.ReversibleEmbedding(20, 8, tie_weights=tied)
    x = numbers((2, 3, 8), 1)
    layer.build(None)
    want = layer(x, reverse=True)
    layer.quantize("int8")
    assert np.abs(np.asarray(layer(x, reverse=True) - want)).max() < 0.003
    names = [w.name for w in layer._stored_variables()]
    extra = [] if tied else ["reverse_embeddings", "reverse_embeddings_scale"]
    assert names == ["embeddings", "embeddings_scale", *extra]


def test_inputs_may_stay_floats():
    layer = layers.Dense(3)
    x = numbers((4, 6), 0)
    want = x @ numbers((6, 3), 0)
    layer.build((None, 6))
    layer.kernel.assign(numbers((6, 3), 0))
    layer.quantize(config=quantizers.Int8QuantizationConfig(activation_quantizer=None))
    kernel = layer.kernel.numpy() / layer.kernel_scale.numpy()
    np.testing.assert_allclose(layer(x), x @ kernel, rtol=1e-5, atol=1e-6)
    assert np.abs(layer(x).numpy() - want).max() < 0.02
    assert layer.get_config()["quantization_config"]["config"] == {
        "weight_quantizer": None,
        "activation_quantizer": None,
    }


def test_zeros_stay_zeros_and_long_sums_are_as_good_as_floats():
    layer = layers.Dense(2, use_bias=False)
    layer.build((None, 5000))
    layer.kernel.assign(np.full((5000, 2), 0.5))
    layer.quantize("int8")
    assert not np.asarray(layer(np.zeros((1, 5000)))).any()
    np.testing.assert_allclose(layer(np.ones((1, 5000))), [[2500, 2500]], rtol=1e-6)


def test_a_policy_set_on_a_built_layer_quantizes_it():
    layer = layers.Dense(2)
    layer.build((None, 3))
    layer.dtype_policy = "int8_from_float32"
    assert layer.kernel.dtype == "int8"


@pytest.mark.parametrize(
    ("mistake", "error", "text"),
    [
        (lambda d: d.quantize("int3"), ValueError, "unknown mode"),
        (lambda d: d.quantize("int4"), NotImplementedError, "'int8' needs twice"),
        (lambda d: d.quantize("float8"), NotImplementedError, "mixed_bfloat16"),
        (lambda d: d.quantize(), ValueError, "a mode or a config"),
        (lambda d: d.quantize("int8", config=3), ValueError, "QuantizationConfig"),
        (lambda d: (d.quantize("int8"), d.quantize("int8")), ValueError, "already"),
        (lambda d: layers.Dense(2).quantize("int8"), ValueError, "needs weights"),
        (lambda d: layers.Flatten().quantize("int8"), NotImplementedError, "floats"),
        (
            lambda d: layers.LSTM(2, dtype="int8_from_float32"),
            NotImplementedError,
            "LSTMCell with",
        ),
        (
            lambda d: layers.Dense(2, dtype="int4_from_float32"),
            NotImplementedError,
            "int4",
        ),
    ],
)
def test_mistakes_say_what_to_do(mistake, error, text):
    layer = layers.Dense(2)
    layer.build((None, 3))
    with pytest.raises(error, match=text):
        mistake(layer)


def test_subclasses_are_quantized_only_when_told():
    class Twice(layers.Dense):
        def call(self, inputs, training=None):
            return super().call(inputs) * 2.0

    layer = Twice(2)
    layer.build((None, 3))
    with pytest.raises(NotImplementedError, match="_int8_call"):
        layer.quantize("int8")
    layer.quantize("int8", type_check=False)
    assert layer.kernel.dtype == "int8"


def test_halves_compute_with_int8_weights():
    pytest.importorskip("ml_dtypes")
    layer = layers.Dense(2, dtype="mixed_bfloat16")
    layer.build((None, 3))
    layer.quantize("int8")
    assert layer(np.ones((1, 3))).dtype.name == "bfloat16"
    assert layer.dtype_policy.name == "int8_from_mixed_bfloat16"


def small_model():
    ids = kerasish.Input((5,), dtype="int32")
    x = layers.Embedding(20, 8)(ids)
    x = layers.MultiHeadAttention(2, 4)(x, x)
    x = layers.Conv1D(4, 2)(x)
    return kerasish.Model(ids, layers.Dense(3, name="head")(layers.Flatten()(x)))


def test_models_are_quantized_layer_by_layer():
    model = small_model()
    ids = np.arange(20).reshape(4, 5)
    want = model.predict(ids, verbose=0)
    with pytest.warns(UserWarning, match=r"no int8.*Conv1D"):
        model.quantize("int8")
    assert sum(w.dtype == "int8" for w in model.weights) == 6
    assert np.abs(model.predict(ids, verbose=0) - want).max() < 0.02


@pytest.mark.parametrize(
    "filters", ["head", ["he.d", "nothing"], lambda layer: layer.name == "head"]
)
def test_filters_choose_layers(filters):
    model = small_model()
    model.quantize("int8", filters=filters)
    names = [w.path for w in model.weights if w.dtype == "int8"]
    assert len(names) == 1 and "head" in names[0]


def test_models_without_weights_and_other_filters_are_refused():
    with pytest.raises(ValueError, match="needs weights"):
        kerasish.Sequential([layers.Dense(2)]).quantize("int8")
    with pytest.raises(ValueError, match="filters must be"):
        small_model().quantize("int8", filters=3)


@pytest.mark.parametrize("suffix", ["keras", "h5", "weights.h5"])
def test_files_keep_int8(suffix, tmp_path):
    model = kerasish.Sequential(
        [kerasish.Input((6,)), layers.Dense(64, activation="relu"), layers.Dense(3)]
    )
    model.quantize("int8")
    path = tmp_path / f"m.{suffix}"
    x = numbers((3, 6), 0)
    if suffix == "weights.h5":
        model.save_weights(path)
        again = kerasish.models.clone_model(model)
        again.load_weights(path)
    else:
        model.save(path)
        again = kerasish.saving.load_model(path)
    np.testing.assert_array_equal(
        again.predict(x, verbose=0), model.predict(x, verbose=0)
    )
    assert [w.dtype for w in again.weights] == [w.dtype for w in model.weights]


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_files_keep_int8_inside_of_attention(suffix, tmp_path):
    """Keras 3.15 writes such files, and cannot read them: no config says int8."""
    x = kerasish.Input((5, 8))
    model = kerasish.Model(x, layers.MultiHeadAttention(2, 4, name="mha")(x, x))
    model.quantize("int8")
    policy = model.get_layer("mha").dtype_policy
    assert policy["mha/query"].name == "int8_from_float32"
    assert policy.default_policy.name == "float32"
    model.save(tmp_path / f"m.{suffix}")
    again = kerasish.saving.load_model(tmp_path / f"m.{suffix}")
    x = numbers((2, 5, 8), 0)
    np.testing.assert_array_equal(
        again.predict(x, verbose=0), model.predict(x, verbose=0)
    )
