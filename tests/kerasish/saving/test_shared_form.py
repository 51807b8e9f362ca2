"""The form of .h5 files: one that Keras 2 and Keras 3 both read, where there is one."""

import json

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models


def written(model, path):
    """model_config and training_config of the model's file."""
    model.save(path)
    with h5py.File(path) as f:
        texts = [f.attrs.get(name) for name in ("model_config", "training_config")]
    return [None if text is None else json.loads(text) for text in texts]


def layer_records(model, path):
    return written(model, path)[0]["config"]["layers"]


def test_layers_inside_layers_keep_their_module(tmp_path):
    """Keras 3 finds them by it."""
    model = kerasish.Sequential(
        [
            kerasish.Input((5, 4)),
            layers.TimeDistributed(inner_model()),
            layers.RNN([layers.GRUCell(2), layers.LSTMCell(3)]),
        ]
    )
    wrapper, rnn = layer_records(model, tmp_path / "m.h5")[1:]
    inner = wrapper["config"]["layer"]
    assert inner["module"] == "keras.src.models.functional"
    assert "module" not in inner["config"]["layers"][0]
    cells = rnn["config"]["cell"]["config"]["cells"]
    assert [cell["module"] for cell in cells] == ["keras.layers"] * 2
    assert_same(model, tmp_path / "m.h5")


def assert_same(model, path):
    """The model of the file has the same structure and gives the same numbers."""
    again = models.load_model(path)
    random = np.random.default_rng(2)
    x = [random.random((3, *t.shape[1:]), dtype="float32") for t in model.inputs]
    x = x[0] if len(x) == 1 else x
    for a, b in zip(as_list(model(x)), as_list(again(x)), strict=True):
        np.testing.assert_array_equal(a, b)
    assert again.get_config() == model.get_config()
    return again


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def keys_inside(data):
    if isinstance(data, dict):
        return {*data, *(key for value in data.values() for key in keys_inside(value))}
    if isinstance(data, list):
        return {key for item in data for key in keys_inside(item)}
    return set()


def inner_model(name="inner"):
    start = kerasish.Input((4,), name=f"{name}_in")
    return kerasish.Model(start, layers.Dense(3, name=f"{name}_end")(start), name=name)


def test_records_are_those_of_keras_2(tmp_path):
    model = kerasish.Sequential(
        [
            kerasish.Input((5,)),
            layers.Dense(4, kernel_regularizer="l2", dtype="mixed_float16"),
            layers.LeakyReLU(0.2),
        ]
    )
    config, _ = written(model, tmp_path / "m.h5")
    assert not {"module", "registered_name", "build_config"} & keys_inside(config)
    start, dense, leaky = config["config"]["layers"]
    assert start["config"]["batch_input_shape"] == [None, 5]
    assert dense["config"]["dtype"] == "mixed_float16"
    assert dense["config"]["kernel_initializer"]["class_name"] == "GlorotUniform"
    assert "quantization_config" not in dense["config"]
    assert leaky["config"]["alpha"] == 0.2
    assert_same(model, tmp_path / "m.h5")


def test_lists_of_axes_keep_the_module(tmp_path):
    """Without it, Keras 3 takes the last axis."""
    model = kerasish.Sequential(
        [
            kerasish.Input((5, 4)),
            layers.LayerNormalization(axis=[1, 2]),
        ]
    )
    record = layer_records(model, tmp_path / "m.h5")[1]
    assert record["module"] == "keras.layers" and record["config"]["axis"] == [1, 2]
    assert_same(model, tmp_path / "m.h5")


def test_calls_are_lists(tmp_path):
    a, b = kerasish.Input((4,), name="a"), kerasish.Input((4,), name="b")
    tower = layers.Dense(3, name="tower")
    end = layers.Add(name="end")([tower(a), tower(b)])
    model = kerasish.Model(
        [a, b], layers.BatchNormalization(name="n")(end, training=False)
    )
    records = {r["name"]: r for r in layer_records(model, tmp_path / "m.h5")}
    assert records["a"]["inbound_nodes"] == []
    assert records["tower"]["inbound_nodes"] == [[["a", 0, 0, {}]], [["b", 0, 0, {}]]]
    assert records["end"]["inbound_nodes"] == [
        [["tower", 0, 0, {}], ["tower", 1, 0, {}]]
    ]
    assert records["n"]["inbound_nodes"] == [[["end", 0, 0, {"training": False}]]]
    assert_same(model, tmp_path / "m.h5")


def test_nested_models_have_each_call_twice(tmp_path):
    """Keras 2 counts calls of models from 1, and Keras 3 in one place but not all."""
    a, b = kerasish.Input((4,), name="a"), kerasish.Input((4,), name="b")
    inner = inner_model()
    sequence = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)], name="seq")
    joined = layers.Concatenate(name="joined")([inner(a), inner(b)])
    model = kerasish.Model([a, b], [layers.Dense(2)(joined), sequence(inner(a))])
    config, _ = written(model, tmp_path / "m.h5")
    records = {r["name"]: r for r in config["config"]["layers"]}
    calls = records["inner"]["inbound_nodes"]
    assert calls[0] == calls[1] == [["a", 0, 0, {}]]
    assert calls[2] == calls[3] == [["b", 0, 0, {}]]
    (joined,) = records["joined"]["inbound_nodes"]
    assert [entry[:3] for entry in joined] == [["inner", 1, 0], ["inner", 3, 0]]
    assert config["config"]["output_layers"][1] == ["seq", 1, 0]
    again = assert_same(model, tmp_path / "m.h5")
    assert len(again.get_layer("seq")._inbound_nodes) == 1


def test_lists_of_one_stay_lists(tmp_path):
    start = kerasish.Input((4,))
    model = kerasish.Model([start], [layers.Dense(2)(start)])
    written(model, tmp_path / "m.h5")
    again = assert_same(model, tmp_path / "m.h5")
    assert isinstance(again(np.ones((2, 4), "float32")), list)


@pytest.mark.parametrize("kind", ["keywords", "operators", "arguments"])
def test_calls_without_lists_keep_the_form_of_keras_3(tmp_path, kind):
    a, b = kerasish.Input((5, 4), name="a"), kerasish.Input((5, 4), name="b")
    heads = layers.MultiHeadAttention(1, 2, name="heads")
    outputs = {
        "keywords": lambda: heads(query=a, value=b),
        "operators": lambda: layers.Dense(2)(a * 2.0 + b),
        "arguments": lambda: heads(a, b),
    }[kind]()
    model = kerasish.Model([a, b], outputs)
    records = layer_records(model, tmp_path / "m.h5")
    calls = [call for record in records for call in record["inbound_nodes"]]
    assert all(isinstance(call, dict) for call in calls)
    assert_same(model, tmp_path / "m.h5")


@pytest.mark.parametrize(
    "layer",
    [
        layers.Activation("hard_sigmoid"),
        layers.GRU(2, recurrent_activation="hard_sigmoid"),
    ],
    ids=["Activation", "GRU"],
)
def test_what_keras_2_would_compute_otherwise_it_refuses(tmp_path, layer):
    model = kerasish.Sequential([kerasish.Input((3, 2)), layer])
    record = layer_records(model, tmp_path / "m.h5")[1]
    assert record["config"]["dtype"]["class_name"] == "DTypePolicy"
    assert_same(model, tmp_path / "m.h5")


def test_configs_of_the_users_classes_stay(tmp_path):
    class Holder(layers.Layer):
        def __init__(self, start=None, **kwargs):
            super().__init__(**kwargs)
            self.start = start

        def call(self, x):
            return x

        def get_config(self):
            start = kerasish.saving.serialize_keras_object(self.start)
            return {**super().get_config(), "start": start}

        @classmethod
        def from_config(cls, config):
            start = kerasish.saving.deserialize_keras_object(config.pop("start"))
            return cls(start, **config)

    model = kerasish.Sequential(
        [kerasish.Input((2,)), Holder(kerasish.initializers.Constant(2.0))]
    )
    record = layer_records(model, tmp_path / "m.h5")[1]
    assert record["config"]["dtype"] == "float32"
    assert record["config"]["start"]["module"] == "keras.initializers"
    again = models.load_model(tmp_path / "m.h5", {"Holder": Holder})
    assert again.layers[0].start.value == 2.0


def compiled(optimizer, **arguments):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    model.compile(optimizer, **{"loss": "mse", **arguments})
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 2)))
    return model


def test_optimizers_are_written_as_keras_2_does(tmp_path):
    model = compiled(kerasish.optimizers.Adam(0.25, name="mine"))
    _, training = written(model, tmp_path / "m.h5")
    record = training["optimizer_config"]
    assert record["class_name"] == "Custom>Adam"
    assert record["config"]["name"] == "Adam"  # Keras 3 takes it for the class
    assert record["config"]["is_legacy_optimizer"] is False
    assert record["config"]["learning_rate"] == 0.25
    new = {"loss_scale_factor", "gradient_accumulation_steps"}
    assert not new & record["config"].keys()
    with h5py.File(tmp_path / "m.h5") as f:
        names = [n.split("/")[-1] for n in f["optimizer_weights"].attrs["weight_names"]]
    assert (names[0], names[-1]) == ("iteration", "learning_rate")
    again = models.load_model(tmp_path / "m.h5")
    assert again.optimizer.get_config() == model.optimizer.get_config()
    for a, b in zip(model.optimizer.variables, again.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_state_of_adafactor_has_the_order_of_keras_2(tmp_path):
    """Which has no rows and columns for vectors."""
    model = compiled(kerasish.optimizers.Adafactor(0.1))
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as f:
        group = f["optimizer_weights"]
        shapes = [group[name].shape for name in group.attrs["weight_names"]]
    assert shapes == [(), (3,), (2,), (3, 2), (2,), (), (), ()]
    again = models.load_model(tmp_path / "m.h5")
    for a, b in zip(model.optimizer.variables, again.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "optimizer",
    [
        kerasish.optimizers.Lamb(0.1),
        kerasish.optimizers.SGD(0.1, gradient_accumulation_steps=2),
    ],
    ids=["Lamb", "accumulation"],
)
def test_optimizers_that_keras_2_has_not_stay_as_they_are(tmp_path, optimizer):
    _, training = written(compiled(optimizer), tmp_path / "m.h5")
    assert training["optimizer_config"]["class_name"] == type(optimizer).__name__
    again = models.load_model(tmp_path / "m.h5").optimizer
    assert again.get_config() == optimizer.get_config()


def test_losses_and_metrics_say_what_keras_2_understands(tmp_path):
    model = compiled(
        "sgd",
        loss=kerasish.losses.Huber(0.5),
        metrics=["mae", kerasish.metrics.RootMeanSquaredError(name="rmse")],
    )
    _, training = written(model, tmp_path / "m.h5")
    assert training["loss"] == {
        "class_name": "Huber",
        "config": {
            "name": "huber_loss",
            "reduction": "sum_over_batch_size",
            "delta": 0.5,
        },
    }
    again = models.load_model(tmp_path / "m.h5")
    assert again.get_compile_config() == model.get_compile_config()
