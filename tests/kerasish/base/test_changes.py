"""Changes of what trains are noted wherever they are made."""

from __future__ import annotations

import pytest

import kerasish
from kerasish import layers
from kerasish.base.changes import last_change


def make_model():
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    model.parts = [layers.Dense(1), layers.Dense(1)]
    return model


@pytest.mark.parametrize(
    "change",
    [
        lambda m: setattr(m.weights[0], "trainable", False),
        lambda m: setattr(m.layers[0], "trainable", False),
        lambda m: setattr(m, "extra", layers.Dense(1)),
        lambda m: setattr(m, "seed", kerasish.random.SeedGenerator(1)),
        lambda m: setattr(m, "state", kerasish.Variable(1.0)),
        lambda m: delattr(m, "parts"),
        lambda m: m.parts.pop(),
        lambda m: m.add(layers.Dense(1)),
        lambda m: m.pop(),
        lambda m: m.layers[0].add_weight((1,)),
    ],
)
def test_a_change_is_noted(change):
    model = make_model()
    before = last_change()
    change(model)
    assert last_change() is not before


def test_using_a_model_is_no_change():
    model = make_model()
    x = [[1.0, 2.0, 3.0]]
    model.compile("sgd", "mse")
    model.fit(kerasish.ops.array(x), kerasish.ops.array([[1.0, 2.0]]), verbose=0)
    before = last_change()
    model.predict(kerasish.ops.array(x), verbose=0)
    model.fit(kerasish.ops.array(x), kerasish.ops.array([[1.0, 2.0]]), verbose=0)
    assert last_change() is before
