"""Inputs and outputs in dicts: by sorted keys, as in Keras 3.15."""

from __future__ import annotations

import numpy as np

import kerasish


def two_of_each():
    inputs = {"q": kerasish.Input((3,), name="q"), "p": kerasish.Input((2,), name="p")}
    outputs = {
        "z": kerasish.layers.Dense(1, name="of_q", kernel_initializer="ones")(
            inputs["q"]
        ),
        "y": kerasish.layers.Dense(2, name="of_p", kernel_initializer="ones")(
            inputs["p"]
        ),
    }
    return kerasish.Model(inputs, outputs)


def test_inputs_outputs_and_layers_come_by_sorted_keys():
    model = two_of_each()
    assert [t.name for t in model.inputs] == ["p", "q"]
    assert [t.shape for t in model.outputs] == [(None, 2), (None, 1)]
    assert [layer.name for layer in model.layers] == ["p", "q", "of_p", "of_q"]
    again = type(model).from_config(model.get_config())
    assert [layer.name for layer in again.layers] == ["p", "q", "of_p", "of_q"]


def test_data_go_to_the_inputs_and_targets_of_their_keys():
    model = two_of_each()
    x = {"q": np.ones((4, 3), "float32"), "p": np.full((4, 2), 2.0, "float32")}
    predicted = model.predict(x, verbose=0)
    np.testing.assert_allclose(predicted["z"], np.full((4, 1), 3.0))
    np.testing.assert_allclose(predicted["y"], np.full((4, 2), 4.0))
    model.compile("sgd", loss={"z": "mse", "y": "mae"}, metrics={"z": ["mae"]})
    targets = {"z": np.zeros((4, 1)), "y": np.zeros((4, 2))}
    logs = model.evaluate(x, targets, verbose=0, return_dict=True)
    assert logs == {"loss": 13.0, "y_loss": 4.0, "z_loss": 9.0, "z_mae": 3.0}
