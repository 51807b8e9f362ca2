"""What Keras 2 wrote: configs that are upgraded, weights that are laid out anew."""

import json
import subprocess
import sys

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.base.errors import ConfigError
from kerasish.saving.upgrades import rules
from kerasish.saving.upgrades.config_upgrades import upgrade_config
from kerasish.saving.upgrades.rules import Rule
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights


def dense(name, units, **extra):
    config = {"name": name, "trainable": True, "units": units, "activation": "tanh"}
    return {"class_name": "Dense", "config": config | extra}


def write(path, record, weights, version="2.1.5"):
    """A file as Keras 2 wrote it."""
    with h5py.File(path, "w") as f:
        f.attrs["keras_version"] = version.encode()
        f.attrs["backend"] = b"tensorflow"
        f.attrs["model_config"] = json.dumps(record).encode()
        group = f.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in weights]
        for name, arrays in weights.items():
            inner = group.create_group(name)
            names = [f"{name}/{part}:0" for part in arrays]
            inner.attrs["weight_names"] = [n.encode() for n in names]
            for key, array in zip(names, arrays.values()):
                inner.create_dataset(key, data=array)


def random(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


def test_a_bare_list_of_layers(tmp_path):
    record = {
        "class_name": "Sequential",
        "config": [dense("a", 3, batch_input_shape=[None, 4]), dense("b", 2)],
    }
    weights = {
        "a": {"kernel": random(4, 3), "bias": random(3)},
        "b": {"kernel": random(3, 2), "bias": random(2)},
    }
    write(tmp_path / "m.h5", record, weights)
    model = models.load_model(tmp_path / "m.h5")
    x = random(5, 4)
    hidden = np.tanh(x @ weights["a"]["kernel"] + weights["a"]["bias"])
    want = np.tanh(hidden @ weights["b"]["kernel"] + weights["b"]["bias"])
    np.testing.assert_allclose(model.predict(x, verbose=0), want, rtol=1e-5, atol=1e-6)


def test_nested_models_whose_calls_are_counted_from_one(tmp_path):
    inner = {
        "class_name": "Model",
        "name": "inner",
        "inbound_nodes": [[["x", 0, 0, {}]]],
        "config": {
            "name": "inner",
            "layers": [
                input_layer("i", 3),
                dense("d", 2) | {"name": "d", "inbound_nodes": [[["i", 0, 0, {}]]]},
            ],
            "input_layers": [["i", 0, 0]],
            "output_layers": [["d", 0, 0]],
        },
    }
    end = dense("end", 1) | {"name": "end", "inbound_nodes": [[["inner", 1, 0, {}]]]}
    record = {
        "class_name": "Model",
        "config": {
            "name": "outer",
            "layers": [input_layer("x", 3), inner, end],
            "input_layers": [["x", 0, 0]],
            "output_layers": [["end", 0, 0]],
        },
    }
    weights = {
        "inner": {"kernel": random(3, 2), "bias": random(2)},
        "end": {"kernel": random(2, 1), "bias": random(1)},
    }
    write(tmp_path / "m.h5", record, weights)
    model = models.load_model(tmp_path / "m.h5")
    x = random(4, 3)
    hidden = np.tanh(x @ weights["inner"]["kernel"] + weights["inner"]["bias"])
    want = np.tanh(hidden @ weights["end"]["kernel"] + weights["end"]["bias"])
    np.testing.assert_allclose(model.predict(x, verbose=0), want, rtol=1e-5, atol=1e-6)


def input_layer(name, size):
    config = {"batch_input_shape": [None, size], "dtype": "float32", "name": name}
    config |= {"sparse": False}
    return {
        "class_name": "InputLayer",
        "name": name,
        "config": config,
        "inbound_nodes": [],
    }


def test_hard_sigmoid_of_keras_2_is_another_function():
    record = {
        "class_name": "LSTM",
        "config": {"units": 2, "recurrent_activation": "hard_sigmoid"},
    }
    old = upgrade_config(record, "2.2.4")["config"]
    assert old["recurrent_activation"] == "hard_sigmoid_keras2"
    new = upgrade_config(record, "3.0.0")["config"]
    assert new["recurrent_activation"] == "hard_sigmoid"
    values = kerasish.activations.get("hard_sigmoid_keras2")([-3.0, 0.0, 1.0]).numpy()
    np.testing.assert_allclose(values, [0.0, 0.5, 0.7], rtol=1e-6)


def test_gru_without_reset_after_had_the_old_equations():
    record = {"class_name": "GRU", "config": {"units": 2}}
    assert upgrade_config(record, "2.0.8")["config"]["reset_after"] is False


def test_arguments_that_meant_nothing_are_dropped():
    record = dense("d", 3, experimental_autocast=True)
    assert "experimental_autocast" not in upgrade_config(record, "2.9")["config"]


def test_unknown_arguments_name_layer_argument_and_version():
    record = dense("d", 3, strange=True)
    with pytest.raises(ConfigError) as caught:
        upgrade_config(record, "2.9.0")
    text = str(caught.value)
    assert "layer 'd' (Dense)" in text
    assert "argument 'strange' is not known" in text
    assert "keras_version=2.9.0" in text


@pytest.mark.parametrize("backwards", [False, True])
def test_cudnn_weights_open_in_plain_layers(backwards):
    layer = layers.GRU(3, reset_after=True)
    layer.build((None, None, 2))
    kernel, recurrent, bias = layer.get_weights()
    bias = np.arange(bias.size, dtype="float32").reshape(bias.shape)

    stored = np.hstack([columns_first(p) for p in np.hsplit(kernel, 3)])
    turned = np.hstack([p.T for p in np.hsplit(recurrent, 3)])
    own = [stored, turned, bias.ravel()]
    if backwards:
        both = layers.Bidirectional(layers.GRU(3, reset_after=True))
        both.build((None, None, 2))
        got = upgrade_weights(both, own + own, "2.2.4")
        assert len(got) == 6
        got = got[3:]
    else:
        got = upgrade_weights(layer, own, "2.2.4")
    for a, b in zip(got, [kernel, recurrent, bias]):
        np.testing.assert_array_equal(a, b)


def columns_first(part):
    """The elements by columns, in the shape of the part."""
    return part.ravel(order="F").reshape(part.shape)


def test_a_class_that_nobody_knows_imports_no_layers():
    script = """
import sys
from kerasish.saving.upgrades.config_upgrades import upgrade_config
upgrade_config({"class_name": "Own", "config": {"name": "x"}}, "2.2.4")
print("kerasish.layers.preprocessing.text_vectorization" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert done.stdout.strip() == "False", done.stdout + done.stderr


def test_rules_of_older_versions_come_first(monkeypatch):
    told = []
    own = [
        Rule(lambda config: told.append("today"), ("New",)),
        Rule(lambda config: told.append("keras 2"), ("Middle",), (1, 2)),
        Rule(lambda r: r.update(class_name="New"), ("Middle",), (2,), True),
        Rule(lambda r: r.update(class_name="Middle"), ("Old",), (1,), True),
        Rule(lambda config: told.append("keras 1"), ("Old",), (1,)),
        Rule(lambda config: told.append("other"), ("Other",)),
    ]
    rules.import_rules()
    monkeypatch.setattr(rules, "CONFIG_RULES", own)
    rules._of_time.cache_clear()
    upgrade_config({"class_name": "Old", "config": {}}, "1.2.2")
    upgrade_config({"class_name": "Middle", "config": {}}, "2.0.0")
    rules._of_time.cache_clear()
    assert told == ["keras 1", "keras 2", "keras 2", "today"]
