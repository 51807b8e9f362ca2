"""Values, checks and profiles of models."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers

X = np.arange(24, dtype=np.float32).reshape(8, 3) / 10
Y = X.sum(1, keepdims=True)


def model_of(*middle):
    kerasish.utils.set_random_seed(0)
    model = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(4, activation="tanh", name="hidden"),
            *middle,
            layers.Dense(1, name="out"),
        ],
        name="net",
    )
    model.compile("sgd", "mse")
    return model


def test_every_value_of_a_model_by_its_layer():
    model = model_of()
    values = graph.debug.trace(model, X)
    assert list(values) == [
        "inputs",
        *(
            "net/hidden/kernel",
            "net/hidden/dot_general",
            "net/hidden/bias",
            "net/hidden/add",
        ),
        *("net/hidden/tanh", "net/out/kernel", "net/out/dot_general", "net/out/bias"),
        "net/out/add",
    ]
    hidden = kerasish.Model(model.inputs, model.layers[0].output)
    np.testing.assert_allclose(
        values["net/hidden/tanh"], hidden.predict(X, verbose=0), 1e-6
    )
    np.testing.assert_allclose(values.outputs, model.predict(X, verbose=0), 1e-6)


def test_state_that_a_call_would_change_stays():
    model = model_of(layers.BatchNormalization(name="norm"))
    before = [v.numpy() for v in model.variables]
    graph.debug.trace(model, X, training=True)
    for v, array in zip(model.variables, before):
        np.testing.assert_array_equal(v, array)


def test_fit_names_layer_line_batch_and_sample():
    model = model_of()
    x = X.copy()
    x[6, 1] = 1e30
    loud = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Rescaling(1e30, name="grown"), *model.layers]
    )
    loud.compile("sgd", "mse")
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError) as caught:
        loud.fit(x, Y, 2, verbose=0, shuffle=False)
    first, *_, made_by, batch = str(caught.value).splitlines()
    assert first == "multiply: the result is not finite"
    assert "in sample 0 of the batch" in str(caught.value)
    assert "Rescaling 'grown' at test_looking_inside.py:" in made_by
    assert batch == "  batch: 3, counted from 0"
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError) as caught:
        loud.predict(x, 4, verbose=0)
    assert str(caught.value).splitlines()[-1] == "  batch: 1, counted from 0"


def test_a_check_changes_nothing_in_fit():
    plain, checked = model_of(), model_of()
    wanted = plain.fit(X, Y, 4, 2, verbose=0, shuffle=False).history
    with graph.debug.check_finite():
        found = checked.fit(X, Y, 4, 2, verbose=0, shuffle=False).history
    np.testing.assert_allclose(found["loss"], wanted["loss"], 1e-6)
    for a, b in zip(plain.variables, checked.variables):
        np.testing.assert_allclose(a, b, 1e-5)


def test_a_profile_of_fit_and_predict_by_layer():
    model = model_of()
    with graph.profile() as p:
        model.fit(X, Y, 4, 2, verbose=0)
        model.predict(X, 8, verbose=0)
    assert len(p.runs) == 5
    layer_names = {row.name for row in p.rows("layer")}
    assert {"net/hidden", "net/hidden/gradient", "net/out"} <= layer_names
    assert any(name.startswith("sgd") for name in layer_names)
    hidden = [row for row in p.rows() if "tanh" in row.op]
    assert sum(row.calls for row in hidden) == 5


def test_models_are_drawn_with_their_layers():
    model = model_of()
    built = graph.draw(model, format="dot")
    called = graph.draw(model, None, X, format="dot")
    for text in (built, called):
        assert 'label="hidden"' in text and 'label="kernel"' in text
    assert 'label="net"' in called


def test_eager_steps_are_checked_too():
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Rescaling(1e10, name="grown"), layers.Dense(1)]
    )
    model.compile("sgd", "mse", run_eagerly=True)
    x = X.copy()
    x[0, 1] = 1e30
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError) as caught:
        model.fit(x, Y, 2, verbose=0, shuffle=False)
    text = str(caught.value)
    assert text.startswith("multiply: the result is not finite")
    assert "made by: Rescaling 'grown' at test_looking_inside.py:" in text
    assert text.endswith("  batch: 0, counted from 0")
