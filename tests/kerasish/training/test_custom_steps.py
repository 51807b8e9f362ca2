"""Steps that a subclass replaces: what they get, what they may return."""

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.training.logs import LogsError

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = X[:, :1]


class Recorder(kerasish.Model):
    """Notes the form of the data that its steps get."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def call(self, x):
        return x

    def train_step(self, data):
        self.seen.append(form(data))
        return {"a": 0.5}

    def test_step(self, data):
        return self.train_step(data)

    def predict_step(self, data):
        self.seen.append(form(data))
        leaf = data
        while isinstance(leaf, tuple):
            leaf = leaf[0]
        return leaf


def form(data):
    if isinstance(data, tuple):
        return tuple(form(part) for part in data)
    return sorted(data) if isinstance(data, dict) else "x"


def generate(batch):
    while True:
        yield batch


@pytest.mark.parametrize("eagerly", [False, True])
@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (X, None, "x"),
        ({"a": X}, None, ["a"]),
        ((X, X), None, (("x", "x"),)),
        (X, Y, ("x", "x")),
        (generate((X,)), None, ("x",)),
        (generate((X, Y)), None, ("x", "x")),
    ],
)
def test_a_step_gets_what_was_passed(x, y, expected, eagerly):
    model = Recorder()
    model.compile("sgd", "mse", run_eagerly=eagerly)
    model.fit(x, y, steps_per_epoch=1, verbose=0)
    model.evaluate(x, y, steps=1, verbose=0)
    assert model.seen == [expected] * 2
    if y is None and not isinstance(x, dict):
        model.predict(x, steps=1, verbose=0)
        assert model.seen[-1] == expected


def test_a_model_without_call_trains_by_its_own_step():
    encoder = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    decoder = layers.Dense(3)  # built in the step

    class AutoEncoder(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.encoder, self.decoder = encoder, decoder
            self.mean_loss = kerasish.metrics.Mean(name="loss")

        @property
        def metrics(self):
            return [self.mean_loss]

        def train_step(self, data):
            with kerasish.GradientTape() as tape:
                error = self.decoder(self.encoder(data)) - data
                loss = kerasish.ops.mean(error * error)
            weights = self.trainable_weights
            self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
            self.mean_loss.update_state(loss)
            return {"loss": self.mean_loss.result()}

    model = AutoEncoder()
    model.compile(kerasish.optimizers.Adam(0.05))
    losses = model.fit(X, epochs=40, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]
    assert len(model.weights) == 4
    assert len(model.optimizer.variables) == 2 + 2 * 4


def test_all_metrics_of_compile_are_updated_alike():
    class Model(kerasish.Model):
        def train_step(self, data):
            x, y = data
            with kerasish.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            weights = self.trainable_variables
            self.optimizer.apply(tape.gradient(loss, weights), weights)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    inputs = kerasish.Input((3,))
    model = Model(inputs, layers.Dense(1)(inputs))
    plain = kerasish.Model(inputs, layers.Dense(1)(inputs))
    plain.set_weights(model.get_weights())
    for m in (model, plain):
        m.compile("adam", "mse", metrics=["mae"])
    assert [m.name for m in model.metrics] == ["loss", "compile_metrics"]
    logs = [m.fit(X, Y, batch_size=4, shuffle=False, verbose=0) for m in (model, plain)]
    assert set(logs[0].history) == {"loss", "mae"}
    for name in ("loss", "mae"):
        assert logs[0].history[name] == pytest.approx(logs[1].history[name], rel=1e-5)
    assert len(model.metrics_variables) == 4


def returning(value):
    class Model(Recorder):
        def train_step(self, data):
            return value

    model = Model()
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("value", "text", "hint"),
    [
        (None, "must return a dict of logs", "got: NoneType"),
        ([1.0], "must return a dict of logs", "got: list"),
        ({"loss": None}, "returned no value for 'loss'", "leave 'loss' out"),
        (
            {"m": kerasish.metrics.Mean(name="mine")},
            "returned no value for 'm'",
            "return metric.result()",
        ),
    ],
)
def test_what_is_no_logs_is_told(value, text, hint):
    with pytest.raises(LogsError) as caught:
        returning(value).fit(X, verbose=0)
    message = str(caught.value)
    assert "Model.train_step " + text in message and hint in message
    assert "made by: test_custom_steps.py:" in message


def test_logs_may_be_numbers_arrays_and_dicts():
    value = {"b": np.ones(3), "n": {"p": 1, "q": np.float32(2.0)}}
    history = returning(value).fit(X, verbose=0).history
    assert history["p"] == [1.0] and history["q"] == [2.0]
    np.testing.assert_array_equal(history["b"][0], np.ones(3))


def linear(kind=kerasish.Model):
    inputs = kerasish.Input((3,))
    return kind(inputs, layers.Dense(1)(inputs))


def test_the_functions_around_steps_can_be_replaced():
    made = []

    class Model(kerasish.Model):
        def make_train_function(self, force=False):
            inner = super().make_train_function(force)

            def counted(iterator):
                made.append(1)
                return inner(iterator)

            return counted

        def make_predict_function(self, force=False):
            self.predict_function = lambda iterator: next(iterator) * 0

    model = linear(Model)
    model.compile("sgd", "mse")
    model.fit(X, Y, batch_size=4, verbose=0)
    assert len(made) == 3
    np.testing.assert_array_equal(model.predict(X, verbose=0), X * 0)


def test_functions_are_kept_until_something_changes():
    model = linear()
    model.compile("sgd", "mse")
    assert model.train_function is None
    first = model.make_train_function()
    model.fit(X, Y, verbose=0)
    assert model.make_train_function() is model.train_function is first
    assert model.make_train_function(force=True) is not first
    model.layers[-1].trainable = False
    again = model.make_train_function()
    model.run_eagerly = True
    assert model.make_train_function() is not again
    model.compile("sgd", "mse")
    assert model.train_function is None


def test_a_second_fit_does_not_trace_again():
    traced = []

    class Model(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x):
            traced.append(1)
            return self.dense(x)

    model = Model()
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    count = len(traced)
    model.fit(X, Y, verbose=0)
    assert len(traced) == count


def test_jit_compile_says_what_was_asked():
    model = linear()
    model.compile("sgd", "mse")
    assert model.jit_compile
    model.jit_compile = False
    assert not model.jit_compile
    model.compile("sgd", "mse", run_eagerly=True)
    assert not model.jit_compile
