"""Compile arguments of tf.keras' files: models are evaluated as they were there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import kerasish
from kerasish import layers, optimizers
from kerasish.base.errors import ConfigError
from kerasish.saving.classic.training_config import compile_from_training_config

RECORDED = json.loads(
    (Path(__file__).parent / "files" / "tf_keras_training.json").read_text()
)
CASES = RECORDED["cases"]
X = np.array(RECORDED["inputs"], "float32")
VERSION = "2.15.0"


def model_of(case: dict):
    """A layer for each output, with the weights of the case."""
    x, outputs = kerasish.Input((4,)), []
    for name, weights in case["weights"].items():
        units = len(weights[1])
        activation = "softmax" if units > 1 else "sigmoid"
        activation = case.get("activation", activation)
        layer = layers.Dense(units, activation=activation, name=name)
        outputs.append(layer(x))
        layer.set_weights([np.array(w, "float32") for w in weights])
    return kerasish.Model(x, outputs if len(outputs) > 1 else outputs[0])


def logs_of(model, case) -> dict:
    targets = [np.array(y) for y in case["targets"]]
    y = targets if len(targets) > 1 else targets[0]
    return model.evaluate(X, y, batch_size=4, verbose=0, return_dict=True)


def compiled(case, form):
    model = model_of(case)
    config = case[form]
    if form == "archive":
        config = {**config, "optimizer_config": config["optimizer"]}
    compile_from_training_config(model, config, None, VERSION)
    return model


@pytest.mark.parametrize("form", ["training", "archive"])
@pytest.mark.parametrize("name", CASES)
def test_evaluate_gives_what_it_gave(name, form):
    case = CASES[name]
    if case[form] is None:
        pytest.skip("tf.keras does not write this case")
    logs = logs_of(compiled(case, form), case)
    own = {k: v for k, v in logs.items() if k not in ("a_loss", "b_loss")}
    assert sorted(own) == sorted(case["logs"])
    for key, value in case["logs"].items():
        np.testing.assert_allclose(own[key], value, rtol=2e-5, atol=1e-6, err_msg=key)


def test_schedules_and_decay():
    model = compiled(CASES["schL_exp"], "training")
    assert isinstance(
        model.optimizer._learning_rate, optimizers.schedules.ExponentialDecay
    )
    decaying = compiled(CASES["optL_decay"], "training").optimizer._learning_rate
    np.testing.assert_allclose(float(decaying(10)), 0.1 / 1.1, rtol=1e-6)


def test_loss_scales():
    dynamic = compiled(CASES["lso_dyn"], "training").optimizer
    assert isinstance(dynamic, optimizers.LossScaleOptimizer)
    assert dynamic.initial_scale == 64.0
    fixed = compiled(CASES["lso_fixed"], "training").optimizer
    assert isinstance(fixed, optimizers.Adam)
    assert fixed.loss_scale_factor == 8.0


def test_the_first_form_of_loss_scales():
    scale = {"class_name": "DynamicLossScale",
             "config": {"initial_loss_scale": 16.0, "increment_period": 5,
                        "multiplier": 2.0}}  # fmt: skip
    inner = {"class_name": "SGD", "config": {"learning_rate": 0.1}}
    config = {"optimizer": inner, "loss_scale": scale}
    model = model_of(CASES["L_huber"])
    record = {"class_name": "LossScaleOptimizer", "config": config}
    compile_from_training_config(
        model, {"optimizer_config": record, "loss": "mse"}, None, "2.3.0"
    )
    assert model.optimizer.initial_scale == 16.0
    assert model.optimizer.dynamic_growth_steps == 5


SGD = {"class_name": "SGD", "config": {"learning_rate": 0.1}}


def test_metrics_that_are_not_known_are_named_and_left_out():
    metric = {"class_name": "MeanMetricWrapper", "config": {"name": "odd", "fn": "odd"}}
    config = {"optimizer_config": SGD, "loss": "mse", "metrics": [metric, "mae"]}
    model = model_of(CASES["L_huber"])
    with pytest.warns(UserWarning, match="of its metrics, 'odd' cannot be restored"):
        compile_from_training_config(model, config, None, VERSION)
    assert sorted(logs_of(model, CASES["L_huber"])) == ["loss", "mae"]


def test_metrics_of_the_user():
    metric = {"class_name": "MeanMetricWrapper", "config": {"name": "odd", "fn": "odd"}}
    config = {"optimizer_config": SGD, "loss": "mse", "metrics": [metric]}
    model = model_of(CASES["L_huber"])
    given = {"odd": lambda y, p: 0.0 * (y - p)[:, 0] + 3.0}
    compile_from_training_config(model, config, given, VERSION)
    assert logs_of(model, CASES["L_huber"])["odd"] == 3.0


@pytest.mark.parametrize(
    ("part", "config"),
    [
        (
            "loss",
            {"optimizer_config": SGD, "loss": {"class_name": "Odd", "config": {}}},
        ),
        ("optimizer", {"optimizer_config": {"class_name": "Odd", "config": {}}}),
        ("optimizer", {"optimizer_config": 3}),
        ("optimizer", {"optimizer_config": {"class_name": "TFOptimizer"}}),
    ],
)
def test_what_is_lost_is_named(part, config):
    model = model_of(CASES["L_huber"])
    with pytest.raises(ConfigError, match=f"its {part} cannot be restored"):
        compile_from_training_config(model, config, None, VERSION)
