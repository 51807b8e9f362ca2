"""A step on values gives what the compiled step gives, and runs for each batch."""

import numpy as np
import pytest

import kerasish
from kerasish import layers, ops


@pytest.fixture(autouse=True)
def same_engine(monkeypatch):
    """Ops on values are numpy's; other engines round differently."""
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(20, 4)).astype("float32")
Y = RANDOM.normal(size=(20, 1)).astype("float32")
IMAGES = RANDOM.normal(size=(20, 6, 6, 2)).astype("float32")
SERIES = RANDOM.normal(size=(20, 5, 3)).astype("float32")


class Tape(kerasish.Model):
    """Steps of its own, with a tape, that show what they see."""

    hook = staticmethod(lambda **tensors: None)

    def train_step(self, data):
        x, y, sample_weight = kerasish.utils.unpack_x_y_sample_weight(data)
        with kerasish.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred, sample_weight=sample_weight)
        weights = self.trainable_variables
        gradients = tape.gradient(loss, weights)
        self.hook(x=x, y=y, y_pred=y_pred, loss=loss, gradient=gradients[0])
        self.optimizer.apply_gradients(zip(gradients, weights))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred, sample_weight=sample_weight)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        loss = self.compute_loss(y=y, y_pred=y_pred, training=False)
        self.hook(x=x, loss=loss)
        return {"loss": loss, "largest": ops.max(y_pred)}

    def predict_step(self, data):
        y_pred = self(data, training=False)
        self.hook(x=data, y_pred=y_pred)
        return {"double": 2.0 * y_pred, "sign": ops.sign(y_pred)}


class Noisy(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seed_generator = kerasish.random.SeedGenerator(7)

    def call(self, x, training=False):
        if not training:
            return x
        return x + kerasish.random.normal(ops.shape(x), seed=self.seed_generator)


class Penalised(layers.Layer):
    def call(self, x):
        self.add_loss(0.1 * ops.mean(x * x))
        return x


def dense(x):
    return layers.Dense(5, "relu", kernel_regularizer="l2")(x)


def normed(x):
    x = layers.BatchNormalization(momentum=0.8)(layers.Dense(5)(x))
    return layers.Dropout(0.4, seed=3)(x)


def image(x):
    x = layers.MaxPooling2D()(layers.Conv2D(3, 3, activation="relu")(x))
    return layers.Flatten()(layers.SpatialDropout2D(0.3, seed=1)(x))


def shared(x):
    layer = layers.Dense(4, "tanh")
    return layers.Add()([layer(x), layer(layer(x))])


BODIES = {
    "dense": (X, dense),
    "batch normalization and dropout": (X, normed),
    "images": (IMAGES, image),
    "lstm": (SERIES, lambda x: layers.LSTM(4, recurrent_dropout=0.2, seed=2)(x)),
    "gru": (SERIES, lambda x: layers.Bidirectional(layers.GRU(3))(x)),
    "noise": (X, lambda x: Noisy()(layers.Dense(4)(x))),
    "penalty": (X, lambda x: Penalised()(layers.Dense(4)(x))),
    "shared": (X, shared),
    "attention": (
        SERIES,
        lambda x: layers.GlobalAveragePooling1D()(
            layers.MultiHeadAttention(2, 2, dropout=0.2, seed=5)(x, x)
        ),
    ),
}
OPTIMIZERS = {"sgd": {"momentum": 0.9}, "adam": {}, "rmsprop": {}}


def models(name, kind, optimizer):
    """The same model twice: compiled, and run eagerly."""
    x, body = BODIES[name]
    made = []
    for eagerly in (False, True):
        kerasish.utils.set_random_seed(1)
        inputs = kerasish.Input(x.shape[1:])
        model = kind(inputs, layers.Dense(1)(body(inputs)))
        chosen = kerasish.optimizers.get(optimizer)
        chosen = type(chosen)(learning_rate=0.01, **OPTIMIZERS[optimizer])
        model.compile(chosen, "mse", metrics=["mae"], run_eagerly=eagerly)
        made.append(model)
    made[1].set_weights(made[0].get_weights())
    return x, made


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("kind", [kerasish.Model, Tape])
@pytest.mark.parametrize("name", BODIES)
def test_equal_numbers(name, kind, optimizer):
    x, (compiled, eager) = models(name, kind, optimizer)
    results = []
    for model in (compiled, eager):
        history = model.fit(x, Y, batch_size=6, epochs=1, shuffle=False, verbose=0)
        logs = model.evaluate(x, Y, batch_size=6, verbose=0, return_dict=True)
        outputs = model.predict(x, batch_size=6, verbose=0)
        outputs = outputs["double"] if kind is Tape else outputs
        results.append((history.history, logs, outputs, model.get_weights()))
    one, two = results
    assert set(one[0]) == set(two[0]) and set(one[1]) == set(two[1])
    for key in one[0]:
        np.testing.assert_allclose(one[0][key], two[0][key], rtol=1e-6, err_msg=key)
    for key in one[1]:
        assert one[1][key] == pytest.approx(two[1][key], rel=1e-6, abs=1e-7)
    np.testing.assert_allclose(one[2], two[2], rtol=1e-5, atol=1e-6)
    for a, b in zip(one[3], two[3]):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def hooked(eagerly):
    seen = []
    _, pair = models("batch normalization and dropout", Tape, "sgd")
    model = pair[eagerly]
    model.hook = lambda **tensors: seen.append(tensors)
    return model, seen


def test_run_eagerly_stops_in_each_batch_on_real_values():
    model, seen = hooked(True)
    model.fit(X, Y, batch_size=6, shuffle=False, verbose=0)
    assert [np.asarray(s["x"]).shape for s in seen] == [(6, 4)] * 3 + [(2, 4)]
    for i, tensors in enumerate(seen):
        np.testing.assert_array_equal(tensors["x"].numpy(), X[6 * i : 6 * i + 6])
        assert float(tensors["loss"]) > 0
        assert np.isfinite(np.asarray(tensors["gradient"])).all()
        assert bool(tensors["loss"] > 0)
    model.evaluate(X, Y, batch_size=10, verbose=0)
    model.predict(X, batch_size=10, verbose=0)
    assert len(seen) == 4 + 2 + 2
    assert isinstance(seen[-1]["y_pred"].numpy(), np.ndarray)


def test_a_compiled_step_runs_its_python_once():
    model, seen = hooked(False)
    model.fit(X, Y, batch_size=6, epochs=3, shuffle=False, verbose=0)
    assert len(seen) == 1
    assert "symbolic" in repr(seen[0]["loss"])
    model.fit(X, Y, batch_size=5, verbose=0)
    assert len(seen) == 1
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    assert len(seen) == 3


def test_a_debugger_stops_in_each_batch(monkeypatch):
    stops = []
    monkeypatch.setattr("sys.breakpointhook", lambda: stops.append(1))
    model, _ = hooked(True)
    model.hook = lambda **tensors: breakpoint()
    model.fit(X, Y, batch_size=6, verbose=0)
    assert len(stops) == 4


def test_run_eagerly_can_be_switched_after_compile():
    model, seen = hooked(False)
    model.fit(X, Y, batch_size=10, verbose=0)
    model.run_eagerly = True
    model.fit(X, Y, batch_size=10, verbose=0)
    assert len(seen) == 1 + 2
