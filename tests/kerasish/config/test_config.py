"""kerasish.config: settings that can be read and set."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import config
from kerasish.base import run_limits
from kerasish.base.dtype_policy import _GLOBAL


@pytest.fixture(autouse=True)
def restored():
    before = config.floatx(), config.epsilon(), config.image_data_format()
    policy = _GLOBAL[0]
    yield
    config.set_floatx(before[0])
    config.set_epsilon(before[1])
    config.set_image_data_format(before[2])
    _GLOBAL[0] = policy
    config.set_max_epochs(None)
    config.set_max_steps_per_epoch(None)


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


def a_model():
    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


X = np.ones((6, 2), "float32")


def test_a_limit_of_epochs():
    assert config.max_epochs() is None
    config.set_max_epochs(2)
    with pytest.warns(UserWarning, match="limiting epochs to 2"):
        history = a_model().fit(X, X[:, :1], epochs=5, verbose=0)
    assert len(history.history["loss"]) == 2
    history = a_model().fit(X, X[:, :1], epochs=1, verbose=0)
    assert len(history.history["loss"]) == 1


def test_a_limit_of_steps():
    model = a_model()
    config.set_max_steps_per_epoch(2)
    assert config.max_steps_per_epoch() == 2
    with pytest.warns(UserWarning, match="limiting steps_per_epoch to 2"):
        assert len(model.predict(X, batch_size=2, verbose=0)) == 4
    steps = []
    counting = kerasish.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: steps.append(batch),
        on_test_batch_end=lambda batch, logs: steps.append(batch),
    )
    with pytest.warns(UserWarning, match="limiting"):
        model.fit(X, X[:, :1], batch_size=2, verbose=0, callbacks=[counting])
    with pytest.warns(UserWarning, match="limiting"):
        model.evaluate(X, X[:, :1], batch_size=2, verbose=0, callbacks=[counting])
    assert steps == [0, 1, 0, 1]


def test_limits_come_from_the_environment_first(monkeypatch):
    monkeypatch.setattr(run_limits, "_LIMITS", {})
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "3")
    assert config.max_epochs() == 3 and config.max_steps_per_epoch() is None
    with pytest.raises(graph.ArgumentError, match="must be an integer"):
        config.set_max_epochs(1.5)


def test_there_is_one_backend():
    assert config.backend() == "kerasish"
    config.set_backend("kerasish")
    with pytest.raises(NotImplementedError, match="KERASISH_ENGINE"):
        config.set_backend("jax")
    assert not config.is_nnx_enabled()


def test_flash_attention_is_remembered():
    assert config.is_flash_attention_enabled() is None
    config.disable_flash_attention()
    assert config.is_flash_attention_enabled() is False
    config.enable_flash_attention()
    assert config.is_flash_attention_enabled() is None


def test_code_from_files_never_runs():
    with pytest.raises(NotImplementedError, match="custom_objects"):
        config.enable_unsafe_deserialization()


def test_floatx_may_be_bfloat16():
    config.set_floatx("bfloat16")
    assert config.dtype_policy().name == "bfloat16"
