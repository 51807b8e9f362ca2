"""Mistakes in the user's own pieces: the error says what to do, and where it was."""

import traceback
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from graph import ArgumentError, DTypeError, GradientError, ShapeError, SymbolicError
from kerasish import config, layers, ops
from kerasish.base.errors import (
    ConfigError,
    NotBuiltError,
    NotCompiledError,
    UnsupportedError,
)
from kerasish.layers.missing import MissingAttributeError
from kerasish.training.logs import LogsError

HERE = Path(__file__).name
X, Y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")


def linear(kind=kerasish.Model, **arguments):
    inputs = kerasish.Input((3,))
    return kind(inputs, layers.Dense(1, name="out", **arguments)(inputs))


def fit(model, loss="mse", y=Y, **arguments):
    model.compile("sgd", loss, **arguments)
    model.fit(X, y, verbose=0)


class Calling(layers.Layer):
    """A layer whose call is the function."""

    def __init__(self, function):
        super().__init__(name="mine")
        self.function = function

    def call(self, x):
        return self.function(self, x)


class CallingModel(kerasish.Model):
    def __init__(self, function):
        super().__init__(name="mine")
        self.function = function

    def call(self, x):
        return self.function(self, x)


def stepping(function):
    """A model that does this after its forward pass."""

    class Model(kerasish.Model):
        def train_step(self, data):
            x, y = data
            with kerasish.GradientTape() as tape:
                loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            function(self, loss, tape)
            return {"loss": loss}

    fit(linear(Model))


def forgets_super():
    class Forgetful(layers.Layer):
        def __init__(self):
            self.units = 3

    Forgetful()(X)


def forgets_super_in_a_model():
    class Forgetful(kerasish.Model):
        def __init__(self):
            self.dense = layers.Dense(1)

    Forgetful().compile("sgd", "mse")


def forgets_super_in_a_loss():
    class Forgetful(kerasish.Loss):
        def __init__(self):
            self.scale = 1

    Forgetful()(Y, Y)


def wrong_cell(result):
    class Cell(layers.Layer):
        state_size = 4

        def call(self, x, states):
            return result(x)

    layers.RNN(Cell())(np.ones((2, 3, 4)))


def missing_in_config():
    class Sized(layers.Layer):
        def __init__(self, units):
            super().__init__()

    Sized.from_config({})


def use_weights(model, loss, tape):
    tape.gradient(loss, model.trainable_weights)
    tape.gradient(loss, model.trainable_weights)


def loses(name):
    """A model whose method of that name returns nothing."""
    return fit(linear(type("Lossy", (kerasish.Model,), {name: lambda *a, **k: None})))


MATRIX = np.ones((7, 2), "float32")
MISTAKES = {
    "a layer that does not fit": (
        lambda: Calling(lambda layer, x: ops.matmul(x, MATRIX))(X),
        ShapeError,
        "made by: Calling 'mine' at",
    ),
    "a layer in a step that does not fit": (
        lambda: fit(CallingModel(lambda m, x: ops.matmul(x, MATRIX))),
        ShapeError,
        "got: x=float32[batch, 3], y=float32[7, 2]",
    ),
    "labels that do not fit the user's loss": (
        lambda: fit(linear(), lambda t, p: ops.matmul(t, MATRIX) - p),
        ShapeError,
        "inner sizes must agree",
    ),
    "a loss that returns nothing": (
        lambda: fit(linear(), lambda t, p: None),
        ArgumentError,
        "returned nothing\n  got: y_true=float32[batch, 1], y_pred=float32[batch, 1]",
    ),
    "a loss of one argument": (
        lambda: fit(linear(), lambda t: t),
        ArgumentError,
        "a loss is called with (y_true, y_pred)",
    ),
    "a metric of one argument": (
        lambda: fit(linear(), metrics=[lambda t: t]),
        ArgumentError,
        "a metric is called with (y_true, y_pred)",
    ),
    "an initializer without arguments": (
        lambda: linear(kernel_initializer=lambda: 1),
        ArgumentError,
        "an initializer is called with (shape, dtype=...)",
    ),
    "an initializer of another shape": (
        lambda: linear(kernel_initializer=lambda s, dtype: np.ones(9)).get_weights(),
        ShapeError,
        "make the callable return the declared shape",
    ),
    "a constraint of another shape": (
        lambda: fit(linear(kernel_constraint=lambda w: w[0])),
        ShapeError,
        "'kernel': assigned value has another shape",
    ),
    "weights of the loss that do not fit": (
        lambda: kerasish.losses.MeanSquaredError()(X, X, np.ones((2, 3))),
        ShapeError,
        "pass one weight for each sample",
    ),
    "super in a layer": (forgets_super, NotBuiltError, "call super().__init__"),
    "super in a model": (
        forgets_super_in_a_model,
        NotBuiltError,
        "call super().__init__",
    ),
    "super in a loss": (
        forgets_super_in_a_loss,
        ArgumentError,
        "call super().__init__() first",
    ),
    "call without return, functional": (
        lambda: Calling(lambda layer, x: None)(kerasish.Input((3,))),
        ArgumentError,
        "layer 'mine' returned nothing",
    ),
    "call without return, in fit": (
        lambda: fit(CallingModel(lambda m, x: None)),
        ArgumentError,
        "CallingModel.call returned nothing",
    ),
    "compute_loss without return": (
        lambda: loses("compute_loss"),
        ArgumentError,
        "Lossy.compute_loss returned nothing",
    ),
    "compute_metrics without return": (
        lambda: loses("compute_metrics"),
        LogsError,
        "must return a dict of logs",
    ),
    "train_step without return": (
        lambda: loses("train_step"),
        LogsError,
        "must return a dict of logs",
    ),
    "a layer made in call": (
        lambda: fit(CallingModel(lambda m, x: layers.Dense(1, name="new")(x))),
        NotBuiltError,
        "layer 'new' is made anew in each call",
    ),
    "a weight made in call": (
        lambda: Calling(lambda layer, x: x * layer.add_weight((3,)))(X),
        NotBuiltError,
        "layer 'mine' makes a weight anew in each call",
    ),
    "a weight before the layer is built": (
        lambda: layers.Dense(2, name="early").kernel,
        MissingAttributeError,
        "Dense 'early' has no attribute 'kernel'\n  hint: it is not built",
    ),
    "quantize": (
        lambda: layers.Dense(2).quantize("int8"),
        NotBuiltError,
        "quantize needs weights, which do not exist",
    ),
    "add_metric": (
        lambda: Calling(lambda layer, x: layer.add_metric(x))(X),
        UnsupportedError,
        "keep a metric in an attribute",
    ),
    "text for a layer": (
        lambda: layers.Dense(2)("text"),
        DTypeError,
        "got no tensor\n  got: inputs='text'",
    ),
    "units that cannot be hashed": (
        lambda: layers.Dense([3]),
        ArgumentError,
        "units must be a positive integer",
    ),
    "assigning another shape": (
        lambda: kerasish.Variable([1.0, 2.0]).assign([1.0]),
        ShapeError,
        "assigned value has another shape",
    ),
    "a cell without states": (
        lambda: wrong_cell(lambda x: x),
        ShapeError,
        "cell Cell must return its output and its new states",
    ),
    "a cell with more states": (
        lambda: wrong_cell(lambda x: (x, [x, x])),
        ShapeError,
        "return output, [...] with 1 states",
    ),
    "a config without an argument": (missing_in_config, ConfigError, "'units'"),
    "no optimizer": (
        lambda: (lambda m: (m.compile(None, "mse"), m.fit(X, Y, verbose=0)))(linear()),
        NotCompiledError,
        "training needs an optimizer",
    ),
    "no loss": (
        lambda: fit(linear(), None),
        NotCompiledError,
        "there is no loss to train with",
    ),
    "no gradients": (
        lambda: stepping(
            lambda m, loss, tape: m.optimizer.apply([None] * 2, m.trainable_weights)
        ),
        GradientError,
        "no variable has a gradient",
    ),
    "two gradients of one tape": (
        lambda: stepping(use_weights),
        GradientError,
        "a tape gives one set of gradients",
    ),
    "if": (
        lambda: stepping(lambda m, loss, tape: 1 if loss > 1 else 0),
        SymbolicError,
        "graph.cond",
    ),
    "float": (
        lambda: stepping(lambda m, loss, tape: float(loss)),
        SymbolicError,
        "graph.where",
    ),
    "numpy": (
        lambda: stepping(lambda m, loss, tape: loss.numpy()),
        SymbolicError,
        "has no array before it runs",
    ),
    "format": (
        lambda: stepping(lambda m, loss, tape: f"{loss:.3f}"),
        SymbolicError,
        "no number to format",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained_and_shows_the_users_lines(name):
    mistake, kind, text = MISTAKES[name]
    with pytest.raises(kind) as caught:
        mistake()
    error = caught.value
    assert isinstance(error, graph.GraphError)
    assert text in str(error)
    assert f"{HERE}:" in str(error)
    frames = traceback.extract_tb(error.__traceback__)
    users = [Path(f.filename).name == HERE for f in frames]
    assert sum(users) >= 2
    assert users == sorted(users, reverse=True)  # the library's lines come last


@pytest.mark.parametrize("name", ["if", "float", "numpy", "format"])
def test_values_wanted_in_a_step_name_run_eagerly(name):
    with pytest.raises(SymbolicError) as caught:
        MISTAKES[name][0]()
    assert "used at test_mistakes.py:" in str(caught.value)
    assert any("run_eagerly=True" in note for note in caught.value.__notes__)


def test_an_error_of_python_names_the_layer_that_was_called():
    inner = Calling(lambda layer, x: {"a": x}["b"])
    with pytest.raises(KeyError) as caught:
        fit(CallingModel(lambda m, x: inner(x)))
    (note,) = caught.value.__notes__
    assert note.startswith("  in the call of Calling 'mine' at test_mistakes.py:")
    assert "got: x=float32[batch, 3]" in note
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert {Path(f.filename).name for f in frames} == {HERE}


def test_an_error_in_a_callback_arrives_as_it_is():
    class Broken(kerasish.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise RuntimeError("my own")

    model = linear()
    model.compile("sgd", "mse")
    with pytest.raises(RuntimeError, match="my own") as caught:
        model.fit(X, Y, verbose=0, callbacks=[Broken()])
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [Path(f.filename).name for f in frames] == [HERE] * 2


def test_a_missing_monitor_is_told_after_the_first_batch():
    model = linear()
    model.compile("sgd", "mse")
    stop = kerasish.callbacks.EarlyStopping("los")
    with pytest.raises(graph.ArgumentError, match="logs loss") as caught:
        model.fit(X, Y, verbose=0, callbacks=[stop])
    assert "did you mean 'loss'" in str(caught.value)


def test_a_missing_monitor_warns_at_the_users_line():
    class MayAddLogs(kerasish.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            pass

    model = linear()
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="'val_los', which is not available") as caught:
        stop = kerasish.callbacks.EarlyStopping("val_los")
        model.fit(X, Y, verbose=0, callbacks=[stop, MayAddLogs()])
    assert caught[0].filename == __file__


def test_filtering_can_be_switched_off():
    def frames():
        with pytest.raises(ShapeError) as caught:
            Calling(lambda layer, x: ops.matmul(x, MATRIX))(X)
        shown = traceback.extract_tb(caught.value.__traceback__)
        return {Path(f.filename).name for f in shown}

    assert config.is_traceback_filtering_enabled()
    assert frames() == {HERE}
    config.disable_traceback_filtering()
    try:
        assert not config.is_traceback_filtering_enabled()
        assert "layer_call.py" in frames()
    finally:
        config.enable_traceback_filtering()


def test_causes_are_filtered_too_and_other_errors_keep_their_last_line():
    def wrapping(layer, x):
        try:
            return ops.matmul(x, MATRIX)
        except ShapeError as error:
            raise RuntimeError("mine") from error

    with pytest.raises(RuntimeError) as caught:
        Calling(wrapping)(X)
    cause = traceback.extract_tb(caught.value.__cause__.__traceback__)
    assert {Path(f.filename).name for f in cause} == {HERE}
    with pytest.raises(NotImplementedError) as caught:
        layers.Layer()(X)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert Path(last.filename).name == "layer.py"


def test_layers_set_before_super_are_kept():
    class Early(layers.Layer):
        def __init__(self):
            self.dense = layers.Dense(2)
            super().__init__()

        def call(self, x):
            return self.dense(x)

    layer = Early()
    layer(X)
    assert len(layer.weights) == 2


def test_layers_without_weights_may_be_made_in_call():
    model = CallingModel(lambda m, x: layers.Flatten()(layers.Concatenate()([x, x])))
    assert model(X).shape == (4, 6)


def test_a_property_that_fails_raises_its_own_error():
    class Model(kerasish.Model):
        @property
        def broken(self):
            return self.does_not_exist

    with pytest.raises(MissingAttributeError, match="'does_not_exist'"):
        Model().broken  # noqa: B018
    assert not hasattr(Model(), "anything")


def test_metrics_at_the_place_of_loss_weights():
    with pytest.raises(ArgumentError, match="loss_weights are numbers") as it:
        linear().compile("adam", "mse", ["accuracy"])
    assert HERE in str(it.value)
