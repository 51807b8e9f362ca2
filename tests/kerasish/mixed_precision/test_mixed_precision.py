"""Models under a global policy of mixed precision."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from graph import ArgumentError
from kerasish import layers, mixed_precision
from kerasish.base.dtype_policy import _GLOBAL

X = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")


@pytest.fixture(autouse=True)
def restored():
    before = _GLOBAL[0]
    yield
    _GLOBAL[0] = before


def a_model(**compile_arguments):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse", **compile_arguments)
    return model


def test_names():
    assert mixed_precision.Policy is kerasish.DTypePolicy is mixed_precision.DTypePolicy
    mixed_precision.set_dtype_policy("float64")
    assert mixed_precision.global_policy() == mixed_precision.dtype_policy()
    assert mixed_precision.global_policy().name == "float64"
    assert kerasish.DTypePolicy().name == "float64"


@pytest.mark.parametrize("policy", [None, 16, np.float16])
def test_the_global_policy_is_a_name_or_a_policy(policy):
    with pytest.raises(ArgumentError, match="must be a name"):
        mixed_precision.set_global_policy(policy)


def test_compile_wraps_the_optimizer_of_a_model_in_float16():
    sgd = kerasish.optimizers.SGD
    assert isinstance(a_model().optimizer, sgd)
    mixed_precision.set_global_policy("mixed_float16")
    wrapped = a_model().optimizer
    assert isinstance(wrapped, mixed_precision.LossScaleOptimizer)
    assert isinstance(wrapped.inner_optimizer, sgd)
    assert isinstance(a_model(auto_scale_loss=False).optimizer, sgd)
    model = a_model()
    model.compile(wrapped, "mse")
    assert model.optimizer is wrapped
    pytest.importorskip("ml_dtypes")
    mixed_precision.set_global_policy("mixed_bfloat16")
    assert isinstance(a_model().optimizer, sgd)


def test_a_model_in_float16_trains_as_in_float32():
    plain = a_model()
    mixed_precision.set_global_policy("mixed_float16")
    mixed = a_model()
    mixed.set_weights(plain.get_weights())
    sgd = kerasish.optimizers.SGD
    scaled = mixed_precision.LossScaleOptimizer(sgd(0.1), initial_scale=256.0)
    for model, optimizer in ((plain, sgd(0.1)), (mixed, scaled)):
        model.compile(optimizer, "mse")
        model.fit(X, X[:, :1], epochs=5, verbose=0, shuffle=False)
    np.testing.assert_allclose(
        plain.get_weights()[0], mixed.get_weights()[0], atol=5e-3
    )
    assert mixed.predict(X, verbose=0).dtype == "float16"


def test_the_scale_doubles_after_finite_steps_and_halves_after_others():
    mixed_precision.set_global_policy("mixed_float16")
    model = a_model()
    sgd = kerasish.optimizers.SGD(0.0)
    scaled = mixed_precision.LossScaleOptimizer(sgd, 4.0, dynamic_growth_steps=2)
    model.compile(scaled, "mse")
    scales = []
    for _ in range(4):
        model.train_on_batch(X, X[:, :1])
        scales.append(float(scaled.dynamic_scale))
    assert scales == [4.0, 8.0, 8.0, 16.0]
    model.train_on_batch(X * 1e4, X[:, :1])
    assert float(scaled.dynamic_scale) == 8.0 and int(scaled.step_counter) == 0


def test_integers_and_what_is_not_to_be_cast_stay():
    class Looking(layers.Layer):
        def call(self, x):
            self.seen = x.dtype.name
            return x

    mixed_precision.set_global_policy("mixed_float16")
    looking = Looking()
    looking(X)
    assert looking.seen == "float16"
    looking(np.arange(3))
    assert looking.seen == "int64"
    plain = Looking(autocast=False)
    plain(X)
    assert plain.seen == "float32"


def test_weights_inside_are_read_as_the_layer_around_says():
    class Weighing(layers.Layer):
        def build(self, shape):
            self.w = self.add_weight((1,))

        def call(self, x):
            self.seen = (self.w * 1.0).dtype.name
            return x

    class Around(layers.Layer):
        def __init__(self, inner, **kwargs):
            super().__init__(**kwargs)
            self.inner = inner

        def call(self, x):
            return self.inner(x)

    def seen(dtype, **kwargs):
        inner = Weighing(dtype=dtype, **kwargs)
        Around(inner, dtype="mixed_float16")(X)
        return inner.seen

    assert seen("mixed_float16") == "float16"
    assert seen("float32") == "float32"
    assert seen("mixed_float16", autocast=False) == "float32"
    alone = Weighing(dtype="mixed_float16", autocast=False)
    alone(X)
    assert alone.seen == "float16"


@pytest.fixture(params=["numpy", "native"])
def engine(request, monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", request.param)


def a_network():
    return kerasish.Sequential(
        [
            kerasish.Input((8, 8, 3)),
            layers.Conv2D(6, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Reshape((9, 6)),
            layers.LSTM(8),
            layers.Dropout(0.1),
            layers.LayerNormalization(),
            layers.Dense(3, activation="softmax", dtype="float32"),
        ]
    )


def test_a_network_in_bfloat16(engine, tmp_path):
    pytest.importorskip("ml_dtypes")
    x = np.random.default_rng(1).normal(size=(48, 8, 8, 3)).astype("float32")
    y = np.argmax(x.mean((1, 2)), -1)
    kerasish.utils.set_random_seed(1)
    plain = a_network()
    mixed_precision.set_global_policy("mixed_bfloat16")
    mixed = a_network()
    mixed.set_weights(plain.get_weights())
    assert {w.dtype.name for w in mixed.weights} == {"float32"}
    found = [m.predict(x, verbose=0) for m in (plain, mixed)]
    assert 0 < np.abs(found[0] - found[1]).max() < 0.02
    losses = []
    for model in (plain, mixed):
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        losses.append(model.fit(x, y, epochs=10, verbose=0).history["loss"])
        assert losses[-1][-1] < losses[-1][0] - 0.1
    assert abs(losses[0][-1] - losses[1][-1]) < 0.2
    mixed.save(tmp_path / "mixed.h5")
    again = kerasish.models.load_model(tmp_path / "mixed.h5")
    assert again.layers[0].dtype_policy.name == "mixed_bfloat16"
    np.testing.assert_array_equal(
        again.predict(x, verbose=0), mixed.predict(x, verbose=0)
    )


def test_weights_in_bfloat16_are_kept_in_files(engine, tmp_path):
    pytest.importorskip("ml_dtypes")
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(4, dtype="bfloat16"), layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    assert [w.dtype.name for w in model.weights] == ["bfloat16"] * 2 + ["float32"] * 2
    model.save(tmp_path / "model.h5")
    again = kerasish.models.load_model(tmp_path / "model.h5")
    model.save_weights(tmp_path / "model.weights.h5")
    other = kerasish.models.clone_model(model)
    other.load_weights(tmp_path / "model.weights.h5")
    for found in (again, other):
        for w, kept in zip(model.get_weights(), found.get_weights()):
            assert w.dtype == kept.dtype
            np.testing.assert_array_equal(w.astype("f"), kept.astype("f"))


def test_everything_in_bfloat16(engine):
    pytest.importorskip("ml_dtypes")
    mixed_precision.set_global_policy("bfloat16")
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(8, "relu"), layers.Dense(1)]
    )
    model.compile(kerasish.optimizers.SGD(0.05), "mse")
    losses = model.fit(X, X[:, :1], epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.predict(X, verbose=0).dtype.name == "bfloat16"


def test_bfloat16_without_its_package_is_refused_when_a_layer_is_made(monkeypatch):
    monkeypatch.setattr(graph.ir.dtypes, "_bfloat16", _missing)
    with pytest.raises(ImportError, match="bfloat16"):
        layers.Dense(1, dtype="mixed_bfloat16")
    assert kerasish.DTypePolicy("mixed_bfloat16").compute_dtype == "bfloat16"


def _missing():
    raise ImportError("bfloat16 needs a package")
