"""A loss that is not finite is traced to its layer, op, line and batch."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, ops
from kerasish.base.errors import DataError
from kerasish.callbacks import TerminateOnNaN
from kerasish.training import recent_steps
from kerasish.training.advice import TrainingAdvice
from kerasish.training.saved_batch import save_batch

HERE = Path(__file__).name
RNG = np.random.default_rng(0)
X = RNG.uniform(0.5, 1.5, (24, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class Root(layers.Layer):
    """sqrt, whose slope is infinite at 0."""

    def call(self, x):
        return ops.sqrt(x)


class Log(layers.Layer):
    def call(self, x):
        return ops.log(x)


def model_of(*parts, rate=0.01, **compiled):
    kerasish.utils.set_random_seed(0)
    ones = {"kernel_initializer": "ones", "name": "out"}
    model = kerasish.Sequential(
        [kerasish.Input((3,)), *parts, layers.Dense(1, **ones)], name="net"
    )
    model.compile(kerasish.optimizers.SGD(rate), "mse", **compiled)
    return model


def rooted():
    dense = layers.Dense(3, kernel_initializer="ones", use_bias=False)
    return model_of(dense, Root(name="root"))


def told(model, x=X, y=Y, **arguments):
    """The one warning of a fit without shuffling, in batches of 4."""
    arguments = {"batch_size": 4, "verbose": 0, "shuffle": False} | arguments
    with pytest.warns(TrainingAdvice, match="loss is not finite") as caught:
        model.fit(x, y, **arguments)
    assert len(caught) == 1 and caught[0].filename == __file__
    return str(caught[0].message)


def bad_in_batch_3(value):
    x = X.copy()
    x[13, 1] = value
    return x


@pytest.mark.parametrize(
    "arguments", [{}, {"run_eagerly": True}, {"steps_per_execution": 4}]
)
def test_layer_op_line_batch_and_sample(arguments):
    text = told(model_of(Log(name="bad"), **arguments), bad_in_batch_3(-1.0))
    number = 0 if "steps_per_execution" in arguments else 3
    assert f"it is nan in batch {number} of epoch 1" in text
    assert ("It began in batch 3 of epoch 1." in text) == (number == 0)
    assert "\nlog: the result is not finite\n" in text
    assert "1 of 12 numbers of float32[4, 3] (1 nan)" in text
    assert f"made by: Log 'bad' at {HERE}:" in text
    assert "A logarithm of 0 or less" in text
    assert 'filterwarnings("ignore", "loss is not finite")' in text
    if not arguments.get("run_eagerly"):
        assert "in sample 1 of the batch" in text


def test_gradients_that_poison_the_step_before():
    model = rooted()
    x = X.copy()
    x[13] = 0.0
    text = told(model, x)
    assert "it is nan in batch 4 of epoch 1" in text
    assert "It began in batch 3 of epoch 1, with the gradients." in text
    assert "Root 'root' at" in text


def test_the_last_step_of_an_epoch_is_to_blame():
    model = rooted()
    x = X.copy()
    x[23] = 0.0
    text = told(model, x, epochs=2)
    assert "it is nan in batch 0 of epoch 2" in text
    assert "It began in batch 5 of epoch 1, with the gradients." in text


def test_weights_that_grow_are_named():
    text = told(model_of(rate=1e4), y=Y + 1.0, epochs=5)
    assert "overflowed: a lower learning rate" in text
    assert "Before the step 'net/out/kernel' had grown to" in text


def test_infinities_that_are_meant_are_not_blamed():
    class Masked(layers.Layer):
        def call(self, x):
            low = ops.where(x < 1.0, -np.inf, x)
            low = ops.concatenate([low, ops.ones_like(x)], -1)
            return x * (1.0 + ops.softmax(low)[:, :3])

    text = told(model_of(Masked(), Log(name="bad")), bad_in_batch_3(-1.0))
    assert "Log 'bad'" in text


def test_training_is_as_if_nobody_had_looked():
    watched, plain = (model_of(layers.Dense(3), Log(name="bad")) for _ in range(2))
    x = bad_in_batch_3(-1.0)
    told(watched, x, epochs=2)
    quiet = TerminateOnNaN(explain=False)
    quiet.on_batch_end = lambda batch, logs=None: None
    text = told(plain, x, epochs=2, callbacks=[quiet])
    assert "Which op" not in text and "check_finite" in text
    for a, b in zip(watched.get_weights(), plain.get_weights()):
        np.testing.assert_array_equal(a, b)
    assert watched.optimizer.iterations.numpy() == 12


def test_a_large_state_is_kept_when_asked(monkeypatch):
    monkeypatch.setattr(recent_steps, "STATE_BYTES", 8)
    text = told(model_of(Log(name="bad")), bad_in_batch_3(-1.0))
    assert "fit keeps no copy unless asked by callbacks.TerminateOnNaN(explain" in text
    asked = TerminateOnNaN(explain=True)
    x = bad_in_batch_3(-1.0)
    assert "Log 'bad'" in told(model_of(Log(name="bad")), x, callbacks=[asked])


def test_windows_follow_each_other(monkeypatch):
    monkeypatch.setattr(recent_steps, "KEPT_SMALL_STEPS", 2)
    assert "Log 'bad'" in told(model_of(Log(name="bad")), bad_in_batch_3(-1.0))
    model = rooted()
    x = X.copy()
    x[13] = 0.0  # the last step of a window
    assert "It began in batch 3 of epoch 1, with the" in told(model, x)


def test_weights_that_were_bad_before_are_told():
    model = model_of()
    model.set_weights([np.full((3, 1), np.nan), np.zeros(1)])
    assert "not known: net/out/kernel had such numbers before" in told(model)


def test_steps_that_cannot_be_repeated_are_told():
    model = model_of(Log(name="bad"))

    class Changing(kerasish.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                self.model.layers[-1].bias.assign([0.25])

    text = told(model, bad_in_batch_3(-1.0), callbacks=[Changing()])
    assert "gave other numbers than before (a callback changed variables" in text


def test_a_train_function_of_the_users_own_is_told():
    model = model_of(Log(name="bad"))
    step = model.make_train_function()
    model.make_train_function = lambda force=False: lambda batches: step(batches)
    text = told(model, bad_in_batch_3(-1.0))
    assert "not known: the steps are the program's own" in text


def test_the_batch_is_saved(tmp_path):
    x, path = bad_in_batch_3(-1.0), tmp_path / "deep" / "bad.npz"
    model = model_of(Log(name="bad"))
    guard = TerminateOnNaN(save_batch=path)
    text = told(model, x, callbacks=[guard])
    assert f"The batch is in {path}" in text
    with np.load(path) as saved:
        np.testing.assert_array_equal(saved["x"], x[12:16])
        np.testing.assert_array_equal(saved["y"], Y[12:16])
        assert (saved["epoch"], saved["batch"]) == (0, 3)
    assert model.optimizer.iterations.numpy() == 4


def test_the_batch_of_bad_data_is_saved_too(tmp_path):
    path = tmp_path / "bad"
    guard = TerminateOnNaN(save_batch=path)
    with pytest.raises(DataError, match="x holds numbers") as caught:
        model_of().fit(
            bad_in_batch_3(np.nan), Y, 4, verbose=0, shuffle=False, callbacks=[guard]
        )
    assert any("bad.npz" in note for note in caught.value.__notes__)
    with np.load(tmp_path / "bad.npz") as saved:
        assert saved["batch"] == 3 and np.isnan(saved["x"]).any()


def test_the_error_of_terminate_on_nan_says_it():
    guard = TerminateOnNaN(raise_error=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "loss is not finite")
        with pytest.raises(graph.ExecutionError) as caught:
            model_of(Log(name="bad")).fit(
                bad_in_batch_3(-1.0), Y, 4, verbose=0, shuffle=False, callbacks=[guard]
            )
    assert "not finite after batch 3" in str(caught.value)
    assert f"Log 'bad' at {HERE}" in str(caught.value)


def test_nested_inputs_have_names_in_the_file(tmp_path):
    batch = ({"a": np.ones(2), "b": [np.ones(1), None]}, np.zeros(2))
    path = save_batch(tmp_path / "n.npz", batch, 1, 2)
    with np.load(path) as saved:
        assert sorted(saved) == ["batch", "epoch", "x/a", "x/b/0", "y"]
