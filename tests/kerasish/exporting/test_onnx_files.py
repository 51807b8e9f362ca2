"""Models exported to ONNX predict in onnxruntime what they predict here."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import onnx
import onnxruntime

import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError, UnsupportedError


def exported(model, tmp_path, **options):
    file = tmp_path / "model.onnx"
    model.export(file, **options)
    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 4
    return onnxruntime.InferenceSession(str(file), settings)


def draw(*shape):
    return np.random.default_rng(1).normal(size=shape).astype("float32")


def convolutional():
    x = kerasish.Input((16, 16, 3), name="image")
    y = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    y = layers.BatchNormalization()(y)
    y = layers.DepthwiseConv2D(3, activation="gelu")(y)
    y = layers.Add()([y, layers.Conv2D(8, 1)(y)])
    up = layers.Conv2DTranspose(4, 3, strides=2, padding="same", name="up")(y)
    y = layers.GlobalAveragePooling2D()(layers.MaxPooling2D()(y))
    return kerasish.Model(x, [layers.Dense(5, "softmax", name="kind")(y), up])


def test_two_outputs_by_their_names(tmp_path):
    model = convolutional()
    session = exported(model, tmp_path)
    x = draw(3, 16, 16, 3)
    assert [o.name for o in session.get_outputs()] == ["kind", "up"]
    got = session.run(None, {"image": x})
    for a, b in zip(got, model.predict(x, verbose=0)):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_recurrent_layers_with_masks_and_any_length(tmp_path):
    model = kerasish.Sequential(
        [
            kerasish.Input((None,), dtype="int32"),
            layers.Embedding(20, 8, mask_zero=True),
            layers.Bidirectional(layers.LSTM(6, return_sequences=True)),
            layers.GRU(5, go_backwards=True),
            layers.Dense(1),
        ]
    )
    session = exported(model, tmp_path)
    for length in (4, 9):
        x = np.random.default_rng(2).integers(0, 20, (3, length)).astype("int32")
        x[0, length // 2 :] = 0
        (got,) = session.run(None, {session.get_inputs()[0].name: x})
        want = model.predict(x, verbose=0)
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


class Own(kerasish.Model):
    def __init__(self):
        super().__init__()
        self.attend = layers.MultiHeadAttention(2, 4)

    def call(self, x):
        return {"y": self.attend(x, x, use_causal_mask=True), "mean": x.mean(1)}


def test_a_model_of_a_class(tmp_path):
    model = Own()
    x = draw(2, 6, 8)
    want = model(x)
    session = exported(model, tmp_path)
    mean, y = session.run(None, {"input": x})
    np.testing.assert_allclose(y, want["y"], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(mean, want["mean"], rtol=1e-5, atol=1e-6)


def test_what_is_put_in_may_be_told(tmp_path):
    class TwoInputs(kerasish.Model):
        def call(self, given):
            return given["a"] + given["b"]

    model = TwoInputs()
    a, b = draw(2, 3), draw(2, 3)
    model({"a": a, "b": b})
    with pytest.raises(ArgumentError, match="pass input_signature"):
        exported(model, tmp_path)
    signature = {name: kerasish.Input((3,), name=name) for name in "ab"}
    session = exported(model, tmp_path, input_signature=[signature])
    np.testing.assert_array_equal(session.run(None, {"a": a, "b": b})[0], a + b)


def test_state_between_calls_is_refused(tmp_path):
    model = kerasish.Sequential(
        [kerasish.Input((4, 3), batch_size=2), layers.LSTM(2, stateful=True)]
    )
    with pytest.raises(UnsupportedError, match="keep no state between calls"):
        model.export(tmp_path / "m.onnx")
    assert not list(tmp_path.iterdir())


def test_formats(tmp_path):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    model.export(tmp_path / "plain", format="onnx")
    assert (tmp_path / "plain").stat().st_size
    with pytest.raises(ArgumentError, match="one of 'onnx', 'c'"):
        model.export(tmp_path / "m.pdf")
    with pytest.raises(UnsupportedError, match="export that with Keras"):
        model.export(tmp_path / "m", format="tf_saved_model")


def test_int8_models_leave_with_int8_weights(tmp_path):
    model = kerasish.Sequential(
        [
            kerasish.Input((6,), dtype="int32"),
            layers.Embedding(50, 16),
            layers.EinsumDense("abc,cd->abd", (None, 32), activation="relu"),
            layers.Flatten(),
            layers.Dense(3),
        ]
    )
    model.quantize("int8")
    model.layers[1].enable_lora(2)
    model.layers[1].lora_kernel_b.assign(np.ones((2, 32)))
    ids = np.arange(24).reshape(4, 6) % 50
    file = tmp_path / "m.onnx"
    model.export(file)
    kinds = [w.data_type for w in onnx.load(file).graph.initializer if w.dims[1:]]
    assert kinds.count(onnx.TensorProto.INT8) == 3
    session = onnxruntime.InferenceSession(file)
    (got,) = session.run(None, {session.get_inputs()[0].name: ids.astype("int32")})
    np.testing.assert_allclose(got, model.predict(ids, verbose=0), rtol=1e-5, atol=1e-6)
