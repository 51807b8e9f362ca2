"""What holds for every learning rate schedule, found by discovery."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish.base.discovery import family
from kerasish.optimizers import schedules

ARGUMENTS = {
    "CosineDecay": {
        "initial_learning_rate": 0.1,
        "decay_steps": 10,
        "warmup_target": 0.5,
        "warmup_steps": 3,
    },
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 4},
    "ExponentialDecay": {
        "initial_learning_rate": 0.1,
        "decay_steps": 5,
        "decay_rate": 0.5,
    },
    "InverseTimeDecay": {
        "initial_learning_rate": 0.1,
        "decay_steps": 5,
        "decay_rate": 0.5,
    },
    "PiecewiseConstantDecay": {"boundaries": [3, 8], "values": [1.0, 0.5, 0.1]},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10},
}
CLASSES = {
    name: item
    for name, item in family("optimizers.schedules").everything().items()
    if item is not schedules.LearningRateSchedule
}
ALL = pytest.mark.parametrize("name", sorted(CLASSES))


def test_every_schedule_has_an_example():
    assert sorted(CLASSES) == sorted(ARGUMENTS)


@ALL
def test_config_round_trip(name):
    config = CLASSES[name](**ARGUMENTS[name]).get_config()
    assert CLASSES[name].from_config(config).get_config() == config
    assert config.items() >= ARGUMENTS[name].items()


@ALL
def test_serialized_object_comes_back(name):
    schedule = CLASSES[name](**ARGUMENTS[name])
    data = schedules.serialize(schedule)
    assert data["module"] == "keras.optimizers.schedules"
    assert schedules.deserialize(data).get_config() == schedule.get_config()


@ALL
@pytest.mark.usefixtures("engine")
def test_rate_in_a_graph_equals_rate_of_an_integer(name):
    schedule = CLASSES[name](**ARGUMENTS[name])
    step = graph.placeholder("int64", (), "step")
    rate = schedule(step)
    for number in (0, 1, 3, 4, 9, 25):
        now = schedule(number)
        assert now.dtype == np.float32
        got = graph.Session().run(rate, {step: number})
        np.testing.assert_allclose(got, now.numpy(), rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "argument", "bad"),
    [
        (name, argument, bad)
        for name, kind in sorted(CLASSES.items())
        for argument, rule in kind.rules.items()
        for bad in rule.bad
    ],
)
def test_broken_rule_names_class_and_argument(name, argument, bad):
    with pytest.raises(graph.ArgumentError, match=f"{name}: {argument} must be"):
        CLASSES[name](**{**ARGUMENTS[name], argument: bad})
