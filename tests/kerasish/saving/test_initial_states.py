"""Decoders of Keras 2, whose first states were written among the inputs of a call."""

from __future__ import annotations

import numpy as np

import kerasish
from kerasish.saving.loading import model_from_record


def entry(name, index=0):
    return [name, 0, index, {}]


def old_record():
    """Encoder and decoder as tf.keras 2.6 described them."""
    lstm = {"units": 3, "return_state": True}
    layers = [
        ("InputLayer", "source", {"batch_input_shape": [None, None, 2]}, []),
        ("InputLayer", "target", {"batch_input_shape": [None, None, 2]}, []),
        ("LSTM", "encoder", lstm, [[entry("source")]]),
        (
            "LSTM",
            "decoder",
            {"units": 3, "return_sequences": True},
            [[entry("target"), entry("encoder", 1), entry("encoder", 2)]],
        ),
    ]
    records = [
        {
            "class_name": kind,
            "name": name,
            "config": {"name": name, **config},
            "inbound_nodes": nodes,
        }
        for kind, name, config, nodes in layers
    ]
    config = {
        "name": "translator",
        "layers": records,
        "input_layers": [["source", 0, 0], ["target", 0, 0]],
        "output_layers": [["decoder", 0, 0]],
    }
    return {"class_name": "Functional", "config": config}


def test_states_behind_the_sequence_are_first_states():
    model = model_from_record(old_record(), "2.6.0")
    rng = np.random.default_rng(0)
    source, target = rng.normal(size=(2, 4, 5, 2)).astype("float32")
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    _, *states = encoder(source)
    want = decoder(target, initial_state=states)
    np.testing.assert_allclose(
        model.predict([source, target], verbose=0), want, rtol=1e-5, atol=1e-6
    )
    assert np.abs(want - decoder(target)).max() > 1e-3


def test_states_of_both_directions():
    record = old_record()
    encoder, decoder = record["config"]["layers"][2:]
    for layer, inner in ((encoder, "encoder"), (decoder, "decoder")):
        kind = {"class_name": layer["class_name"], "config": layer["config"]}
        layer["config"] = {"name": inner, "layer": kind, "merge_mode": "concat"}
        layer["class_name"] = "Bidirectional"
    decoder["inbound_nodes"][0] += [entry("encoder", 3), entry("encoder", 4)]
    model = model_from_record(record, "2.6.0")
    assert model.output_shape == (None, None, 6)
    assert kerasish.models.clone_model(model).count_params() == model.count_params()
