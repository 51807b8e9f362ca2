"""Whole models in .h5: what is written, and that training goes on bit for bit."""

import json

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, models


def data(n=24):
    random = np.random.default_rng(0)
    x = random.random((n, 6, 6, 1), dtype="float32")
    return x, random.integers(0, 3, n)


def trained(optimizer="adam"):
    kerasish.utils.set_random_seed(5)
    model = kerasish.Sequential(
        [
            kerasish.Input((6, 6, 1)),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(3, activation="softmax", kernel_regularizer="l2", name="out"),
        ]
    )
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*data(), epochs=2, batch_size=8, shuffle=False, verbose=0)
    return model


def test_predictions_survive(tmp_path):
    model = trained()
    model.save(tmp_path / "m.h5")
    again = models.load_model(tmp_path / "m.h5")
    x, _ = data()
    np.testing.assert_array_equal(
        model.predict(x, verbose=0), again.predict(x, verbose=0)
    )


@pytest.mark.parametrize(
    "optimizer",
    [
        "sgd",
        "rmsprop",
        "adam",
        "adamw",
        kerasish.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        kerasish.optimizers.Adam(
            kerasish.optimizers.schedules.ExponentialDecay(0.01, 5, 0.5), clipnorm=1.0
        ),
    ],
    ids=str,
)
def test_training_goes_on_bit_for_bit(tmp_path, optimizer):
    if not isinstance(optimizer, str):
        optimizer = type(optimizer).from_config(optimizer.get_config())
    x, y = data()
    straight = trained(optimizer)
    straight.save(tmp_path / "m.h5")
    again = models.load_model(tmp_path / "m.h5")
    for model in (straight, again):
        model.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0)
    for a, b in zip(straight.get_weights(), again.get_weights()):
        np.testing.assert_array_equal(a, b)
    assert int(again.optimizer.iterations) == 12


def test_the_layout_is_that_of_keras(tmp_path):
    model = trained()
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as f:
        config = json.loads(f.attrs["model_config"])
        assert config["class_name"] == "Sequential"
        assert config["config"]["layers"][1]["class_name"] == "Conv2D"
        assert "module" not in config["config"]["layers"][1]
        training = json.loads(f.attrs["training_config"])
        assert training["loss"] == "sparse_categorical_crossentropy"
        assert training["optimizer_config"]["class_name"] == "Custom>Adam"
        assert training["optimizer"]["class_name"] == "Adam"
        names = list(f["model_weights"].attrs["layer_names"])
        assert (names[0], names[1], names[-1]) == ("conv", "norm", "out")
        group = f["model_weights/norm"]
        paths = list(group.attrs["weight_names"])
        assert [p.split("/")[-1] for p in paths] == [
            "gamma",
            "beta",
            "moving_mean",
            "moving_variance",
        ]
        np.testing.assert_array_equal(
            group[paths[0]][()], model.get_layer("norm").gamma.numpy()
        )
        assert len(f["optimizer_weights"].attrs["weight_names"]) == 2 + 2 * 6


def test_without_the_optimizer(tmp_path):
    trained().save(tmp_path / "m.h5", include_optimizer=False)
    assert models.load_model(tmp_path / "m.h5").optimizer is None


def test_compile_false_leaves_training_out(tmp_path):
    trained().save(tmp_path / "m.h5")
    model = models.load_model(tmp_path / "m.h5", compile=False)
    assert model.optimizer is None
    with pytest.raises(ValueError, match="needs compile first"):
        model.evaluate(*data(), verbose=0)


def test_a_damaged_training_config_does_not_block_the_model(tmp_path):
    trained().save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as f:
        f.attrs["training_config"] = '{"optimizer_config": {"class_name": "Nonsense"'
    with pytest.warns(UserWarning, match="training configuration cannot be restored"):
        model = models.load_model(tmp_path / "m.h5")
    assert model.count_params() == trained().count_params()


def test_functional_models_with_shared_and_nested_layers(tmp_path):
    a, b = kerasish.Input((3,), name="a"), kerasish.Input((3,), name="b")
    shared = layers.Dense(4, name="shared")
    inner_in = kerasish.Input((4,))
    deep = layers.Dense(4, name="deep")
    inner = kerasish.Model(inner_in, deep(inner_in), name="inner")
    joined = layers.Add(name="sum")([inner(shared(a)), shared(b)])
    model = kerasish.Model({"a": a, "b": b}, layers.Dense(1, name="end")(joined))
    model.save(tmp_path / "m.h5")
    again = models.load_model(tmp_path / "m.h5")
    x = {k: np.random.default_rng(1).random((5, 3), dtype="float32") for k in "ab"}
    np.testing.assert_array_equal(
        model.predict(x, verbose=0), again.predict(x, verbose=0)
    )


def test_custom_layers_need_to_be_given(tmp_path):
    class Doubling(layers.Layer):
        def call(self, x):
            return x * 2.0

    model = kerasish.Sequential([kerasish.Input((2,)), Doubling(), layers.Dense(1)])
    model.save(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="unknown class 'Doubling'") as caught:
        models.load_model(tmp_path / "m.h5")
    assert "custom_objects" in str(caught.value)
    again = models.load_model(tmp_path / "m.h5", custom_objects={"Doubling": Doubling})
    x = np.ones((1, 2), "float32")
    np.testing.assert_array_equal(model(x), again(x))


def test_no_overwriting_when_told(tmp_path):
    model = trained()
    model.save(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="exists"):
        model.save(tmp_path / "m.h5", overwrite=False)


def test_other_endings_say_what_to_do(tmp_path):
    with pytest.raises(graph.ArgumentError, match=r"must end in \.keras, \.h5"):
        trained().save(tmp_path / "m.pkl")
    with pytest.raises(graph.ArgumentError, match="unknown arguments"):
        trained().save(tmp_path / "m.h5", format="h5")
