"""Quantizers and configs of quantization."""

import numpy as np
import pytest

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
