"""Quantizers and configs of quantization."""

import numpy as np
import pytest

import graph
import kerasish
from kerasish import quantizers


def test_names_and_configs_make_quantizers():
    for identifier in ("AbsMaxQuantizer", "abs_max_quantizer"):
        assert isinstance(quantizers.get(identifier), quantizers.AbsMaxQuantizer)
    made = quantizers.get("AbsMaxQuantizer", axis=0)
    again = quantizers.get(quantizers.serialize(made))
    assert again.axis == (0,) and again.get_config() == made.get_config()
    assert made.get_config() == {
        "axis": [0],
        "value_range": [-127, 127],
        "epsilon": 1e-7,
        "output_dtype": "int8",
    }
    assert "axis" not in quantizers.AbsMaxQuantizer().get_config()
    assert quantizers.get(None) is None and kerasish.Quantizer is quantizers.Quantizer


@pytest.mark.parametrize("axis", [0, -1, (0, 1)])
@pytest.mark.parametrize("to_numpy", [True, False])
def test_the_largest_becomes_the_limit(axis, to_numpy):
    x = np.sin(np.arange(12.0)).reshape(3, 4).astype("float32")
    q, scale = quantizers.abs_max_quantize(x, axis, to_numpy=to_numpy)
    want = np.float32(127) / (np.abs(x).max(axis, keepdims=True) + np.float32(1e-7))
    np.testing.assert_allclose(scale, want, rtol=1e-6)
    np.testing.assert_array_equal(q, np.round(x * want))
    assert q.dtype == "int8" and np.abs(q.numpy().astype(int)).max() == 127


def test_four_bits_and_zeros():
    q, scale = quantizers.AbsMaxQuantizer(value_range=(-8, 7))([[1.0, -2.0], [0, 0]])
    assert q.tolist() == [[4, -7], [0, 0]] and np.isfinite(scale.numpy()).all()


def test_mistakes_say_what_to_do():
    with pytest.raises(ValueError, match="value_range must be inside"):
        quantizers.AbsMaxQuantizer(value_range=(-200, 127))
    wide = quantizers.AbsMaxQuantizer(value_range=(-200, 200), output_dtype="int16")
    with pytest.raises(ValueError, match="weights become int8"):
        quantizers.Int8QuantizationConfig(wide)
    with pytest.raises(NotImplementedError, match="Int8QuantizationConfig"):
        _ = quantizers.QuantizationConfig().mode


def test_configs_are_written_and_read_with_what_is_inside():
    config = quantizers.Int8QuantizationConfig(quantizers.AbsMaxQuantizer(axis=0))
    again = quantizers.deserialize(quantizers.serialize(config))
    assert again.mode == "int8" and again.weight_quantizer.axis == (0,)
    assert again.get_config() == config.get_config()
    # as in Keras: what is not said at all is the default
    plain = quantizers.Int8QuantizationConfig.from_config(
        {"activation_quantizer": None}
    )
    assert plain.activation_quantizer is None


def numbers(shape, start):
    count = int(np.prod(shape))
    return np.sin(np.arange(count) * 1.7 + start).reshape(shape).astype("float32")


#: what Keras 3.15 gives
FAKE = [
    [0.21428572, 0.21428572, -0.53571427, -0.21428572],
    [0.21428572, -0.10714286, -0.53571427, 0.21428572],
    [0.21428572, -0.53571427, -0.53571427, 0.21428572],
]
FAKE_BY_CHANNEL = [
    [0.26785716, 0.2857143, 0.0, -0.21428573],
    [0.26785716, -0.07142857, 0.0, 0.3214286],
    [0.26785716, -0.21428573, 0.0, 0.5357143],
]


def test_fake_quantization_rounds_and_has_the_gradients_of_keras():
    x = graph.as_tensor(numbers((3, 4), 1))
    low, high = graph.as_tensor(np.float32(-0.5)), graph.as_tensor(np.float32(0.25))
    with graph.GradientTape() as tape:
        tape.watch([x, low, high])
        y = quantizers.fake_quant_with_min_max_vars(x, low, high, num_bits=3)
        loss = graph.sum(y * graph.stop_gradient(x))
    np.testing.assert_allclose(y, FAKE, rtol=1e-6, atol=1e-7)
    dx, dlow, dhigh = tape.gradient(loss, [x, low, high])
    inside = (x.numpy() >= np.min(FAKE)) & (x.numpy() <= np.max(FAKE))
    np.testing.assert_array_equal(dx, np.where(inside, x, 0))
    np.testing.assert_allclose([dlow, dhigh], [-3.2398193, 4.241233], rtol=1e-6)


@pytest.mark.parametrize("axis", [1, 0])
def test_fake_quantization_by_channel(axis):
    low = np.array([-0.5, -0.2, 0, -1.0], "float32")
    high = np.array([0.25, 0.3, 0.4, 0.5], "float32")
    x, want = numbers((3, 4), 1), np.array(FAKE_BY_CHANNEL)
    x, want = (x, want) if axis else (x.T, want.T)
    y = quantizers.fake_quant_with_min_max_vars(
        x, low, high, num_bits=4, narrow_range=True, axis=axis
    )
    np.testing.assert_allclose(y, want, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_four_bits_go_into_bytes_and_back(axis, dtype):
    low = -8 if dtype == "int8" else 0
    x = np.random.default_rng(0).integers(low, low + 16, (5, 3, 7)).astype(dtype)
    packed, shape, size = quantizers.pack_int4(x, axis, dtype)
    assert packed.shape == shape and size == x.shape[axis]
    assert shape[axis] == (size + 1) // 2 and packed.dtype == dtype
    np.testing.assert_array_equal(quantizers.unpack_int4(packed, size, axis, dtype), x)


def test_bytes_are_those_of_keras():
    x = np.array([[-3, 7, 1], [2, -8, 0], [1, 0, 5]], "int8")
    packed, *rest = quantizers.pack_int4(x)
    assert packed.tolist() == [[45, -121, 1], [1, 0, 5]] and rest == [(2, 3), 3]
    with pytest.raises(ValueError, match="int8 or uint8"):
        quantizers.pack_int4(x, dtype="int16")
    with pytest.raises(ValueError, match="another dtype"):
        quantizers.pack_int4(x, dtype="uint8")


@pytest.mark.parametrize(
    ("dtype", "want"),
    [
        ("float8_e4m3fn", [0, 1.125, -3.25, 2**-9, 448, -448, 0.017578125, 1, 1.25]),
        ("float8_e5m2", [0, 1, -3.5, 2**-10, 512, -57344, 0.015625, 1, 1.25]),
    ],
)
def test_8_bit_floats_round_as_in_keras(dtype, want):
    x = [0, 1.1, -3.3, 1e-3, 500, -7e4, 0.017, 1.0625, 1.1875]
    got = quantizers.quantize_and_dequantize(x, 1.0, dtype, "float32")
    assert got.tolist() == want
    twice = quantizers.quantize_and_dequantize(np.float32(x) * 2, 2.0, dtype, "float32")
    assert twice.tolist() == [2 * y for y in want]
    with pytest.raises(ValueError, match="unknown format"):
        quantizers.quantize_and_dequantize(x, 1.0, "float16", "float32")


def test_every_8_bit_float_stays_what_it_is():
    floats = pytest.importorskip("ml_dtypes")
    for name in ("float8_e4m3fn", "float8_e5m2"):
        x = np.arange(256, dtype="uint8").view(getattr(floats, name)).astype("float32")
        x = np.array([v for v in x if np.isfinite(v)], "float32")
        np.testing.assert_array_equal(
            quantizers.quantize_and_dequantize(x, 1.0, name, "float32"), x
        )


def test_scales_of_8_bit_floats():
    history = quantizers.compute_float8_amax_history(numbers((3, 4), 1), [1.0, 2, 3])
    np.testing.assert_allclose(history, [0.9985433, 3, 1], rtol=1e-6)
    scales = [
        float(quantizers.compute_float8_scale(amax, 3.0, 448.0))
        for amax in (2.0, 0.0, np.inf)
    ]
    np.testing.assert_allclose(scales, [0.0044642859, 3, 3], rtol=1e-6)
    assert float(quantizers.compute_float8_scale(448.0, 1.0, 448.0, margin=1)) == 2.0
