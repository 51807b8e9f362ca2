"""The layers that only image models have."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish.applications.construction.custom_scale_layer import CustomScaleLayer
from kerasish.applications.construction.layer_scale import LayerScale
from kerasish.applications.construction.stochastic_depth import StochasticDepth
from kerasish.base.errors import ConfigError

X = np.arange(24, dtype="float32").reshape(4, 3, 2) + 1
#: (layer, the module that Keras has it in, a value that an argument must not have)
LAYERS = [
    (LayerScale(0.5, 2, name="a"), "convnext", {"projection_dim": 0}),
    (StochasticDepth(0.25, name="a"), "convnext", {"drop_path_rate": 1}),
    (CustomScaleLayer(0.1, name="a"), "inception_resnet_v2", {"scale": float("inf")}),
]


@pytest.mark.parametrize(("layer", "module", "bad"), LAYERS)
def test_configs_name_the_module_of_keras_and_come_back(layer, module, bad):
    record = kerasish.layers.serialize(layer)
    assert record["module"] == f"keras.src.applications.{module}"
    record["registered_name"] = record["class_name"]  # as Keras writes it
    bare = {key: record[key] for key in ("class_name", "config")}  # and in .h5 files
    for data in (record, bare):
        again = kerasish.layers.deserialize(data)
        assert type(again) is type(layer)
        assert again.get_config() == layer.get_config()
    with pytest.raises(graph.ArgumentError, match=f"{next(iter(bad))} must be"):
        type(layer)(**{**layer.get_config(), **bad})


def test_files_can_name_layers_only():
    record = {"class_name": "Architecture", "config": {}}
    with pytest.raises(ConfigError, match="unknown class 'Architecture'"):
        kerasish.layers.deserialize(record)


def test_layer_scale_multiplies_each_channel():
    layer = LayerScale(0.5, 2)
    np.testing.assert_array_equal(layer(X).numpy(), X * 0.5)
    layer.gamma.assign([2.0, 3.0])
    np.testing.assert_array_equal(layer(X).numpy(), X * [2, 3])
    assert [w.shape for w in layer.trainable_weights] == [(2,)]


def test_custom_scale_layer_adds_a_scaled_branch():
    found = CustomScaleLayer(0.25)([X, 2 * X]).numpy()
    np.testing.assert_array_equal(found, 1.5 * X)
    assert CustomScaleLayer(0.25).compute_output_shape([X.shape, X.shape]) == X.shape


def test_stochastic_depth_drops_whole_examples_in_training():
    layer = StochasticDepth(0.25)
    np.testing.assert_array_equal(layer(X).numpy(), X)
    x = np.ones((4000, 3, 2), "float32")
    found = layer(x, training=True).numpy()
    kept = found[:, 0, 0] > 0
    assert 0.72 < kept.mean() < 0.78
    np.testing.assert_allclose(found, kept[:, None, None] * x / 0.75, rtol=1e-6)
