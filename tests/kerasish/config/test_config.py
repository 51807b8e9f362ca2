"""kerasish.config: settings that can be read and set."""

from __future__ import annotations

import pytest

import graph
from kerasish import config


@pytest.fixture(autouse=True)
def restored():
    before = config.floatx(), config.epsilon(), config.image_data_format()
    policy = config.dtype_policy()
    yield
    config.set_floatx(before[0])
    config.set_epsilon(before[1])
    config.set_image_data_format(before[2])
    config.set_dtype_policy(policy)


def test_defaults():
    assert config.floatx() == "float32"
    assert config.epsilon() == 1e-7
    assert config.image_data_format() == "channels_last"
    assert config.dtype_policy().name == "float32"
    assert config.is_interactive_logging_enabled()


def test_settings_can_be_changed():
    config.set_floatx("float64")
    config.set_epsilon(1e-3)
    config.set_image_data_format("channels_first")
    config.set_dtype_policy("mixed_float16")
    assert (config.floatx(), config.epsilon()) == ("float64", 1e-3)
    assert config.image_data_format() == "channels_first"
    assert config.dtype_policy().compute_dtype == "float16"


def test_unknown_words_are_refused():
    with pytest.raises(graph.ArgumentError, match="unknown float dtype"):
        config.set_floatx("float8")
    with pytest.raises(graph.ArgumentError, match="data_format is unknown"):
        config.set_image_data_format("channels_middle")
