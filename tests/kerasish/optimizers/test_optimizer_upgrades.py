"""Configs of Keras 1 and 2."""

from __future__ import annotations

import pytest

import kerasish
from kerasish import optimizers
from kerasish.base.errors import ConfigError
from kerasish.optimizers.upgrades import upgrade_config


def test_lr_becomes_learning_rate():
    optimizer = optimizers.SGD.from_config({"lr": 0.5, "momentum": 0.9, "decay": 0.0})
    assert float(optimizer.learning_rate) == 0.5
    assert optimizer.momentum == 0.9


def test_decay_becomes_a_schedule():
    optimizer = optimizers.RMSprop.from_config({"lr": 0.5, "decay": 0.25})
    assert float(optimizer.learning_rate) == 0.5
    v = kerasish.Variable([1.0])
    for _ in range(4):
        optimizer.apply_gradients([([1.0], v)])
    assert float(optimizer.learning_rate) == 0.25


def test_missing_epsilon_is_the_global_one():
    assert optimizers.Adam.from_config({"lr": 0.1, "epsilon": None}).epsilon == 1e-7


def test_old_adagrad_starts_at_zero():
    old = upgrade_config("Adagrad", {"lr": 0.1})
    assert old == {"learning_rate": 0.1, "initial_accumulator_value": 0.0}
    new = upgrade_config("Adagrad", {"learning_rate": 0.1})
    assert new == {"learning_rate": 0.1}


def test_settings_of_tf_keras_are_dropped():
    config = {
        "name": "Adam",
        "jit_compile": False,
        "is_legacy_optimizer": False,
        "learning_rate": 0.5,
        "weight_decay": None,
    }
    assert optimizers.Adam.from_config(config).name == "Adam"


def test_nadam_drops_only_the_old_default():
    assert upgrade_config("Nadam", {"lr": 1.0, "schedule_decay": 0.004}) == {
        "learning_rate": 1.0
    }
    assert "decay" not in upgrade_config("Nadam", {"lr": 1.0, "decay": 0.004})
    with pytest.raises(ConfigError, match="schedule_decay of an older Keras"):
        upgrade_config("Nadam", {"lr": 1.0, "schedule_decay": 0.5})


def test_unknown_argument_of_a_config_is_an_error():
    with pytest.raises(ValueError, match=r"SGD: unknown arguments \['speed'\]"):
        optimizers.SGD.from_config({"learning_rate": 0.1, "speed": 3})


def test_the_config_itself_is_not_changed():
    config = {"lr": 0.5, "decay": 0.5}
    upgrade_config("SGD", config)
    assert config == {"lr": 0.5, "decay": 0.5}


@pytest.mark.parametrize("name", ["sgd", "SGD", "rmsprop", "RMSprop", "adam"])
def test_class_names_in_any_case(name):
    found = optimizers.get({"class_name": name, "config": {"lr": 0.5}})
    assert type(found).__name__.lower() == name.lower()
