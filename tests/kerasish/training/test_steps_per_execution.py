"""Several batches between two calls of the callbacks."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError, DataError

X = np.linspace(-1, 1, 44, dtype=np.float32).reshape(11, 4)
Y = np.sin(X[:, :1])


class Batches(kerasish.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_begin(self, batch, logs=None):
        self.seen.append(batch)

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append((batch, round(logs["loss"], 5)))

    def on_predict_batch_end(self, batch, logs=None):
        self.seen.append((batch, len(logs["outputs"])))


def model_of(steps, **more):
    kerasish.utils.set_random_seed(1)
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"], steps_per_execution=steps, **more)
    return model


@pytest.mark.parametrize("eagerly", [False, True])
@pytest.mark.parametrize("steps", [2, 4, 50])
def test_numbers_are_those_of_single_steps(steps, eagerly):
    same = {"shuffle": False, "validation_data": (X, Y), "verbose": 0}
    plain, grouped = model_of(1), model_of(steps, run_eagerly=eagerly)
    wanted = plain.fit(X, Y, 2, 3, **same).history
    found = grouped.fit(X, Y, 2, 3, **same).history
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, 1e-5)
    np.testing.assert_allclose(
        grouped.predict(X, 2, verbose=0), plain.predict(X, 2, verbose=0), 1e-5
    )
    assert grouped.predict(X, 2, verbose=0).shape == (11, 1)
    assert grouped.evaluate(X, Y, 3, 0) == pytest.approx(plain.evaluate(X, Y, 3, 0))


def test_callbacks_are_called_once_for_a_group():
    single, grouped = Batches(), Batches()
    model_of(1).fit(X, Y, 2, verbose=0, shuffle=False, callbacks=[single])
    model = model_of(4)
    model.fit(X, Y, 2, verbose=0, shuffle=False, callbacks=[grouped])
    losses = dict(pair for pair in single.seen if isinstance(pair, tuple))
    assert grouped.seen == [0, (3, losses[3]), 4, (5, losses[5])]
    grouped.seen.clear()
    model.predict(X, 2, verbose=0, callbacks=[grouped])
    assert grouped.seen == [(3, 8), (5, 3)]


def test_steps_of_an_endless_generator_are_counted_in_batches():
    taken = []

    def batches():
        while True:
            taken.append(1)
            yield X[:2], Y[:2]

    seen = Batches()
    fit = model_of(2).fit
    fit(batches(), steps_per_epoch=5, epochs=2, verbose=0, callbacks=[seen])
    assert len(taken) == 10
    ends = [part[0] for part in seen.seen if isinstance(part, tuple)]
    assert ends == [1, 3, 4, 1, 3, 4]


def test_the_functions_take_so_many_batches():
    model = model_of(3)
    batches = iter([(X[:2], Y[:2])] * 4)
    model.make_train_function()(batches)
    assert len(list(batches)) == 1
    outputs = model.make_predict_function()(iter([(X[:2],), (X[2:7],)]))
    assert outputs.shape == (7, 1)
    with pytest.raises(StopIteration):
        model.make_train_function()(iter([]))


def test_errors_name_the_batches_of_a_group():
    bad = X.copy()
    bad[5, 2] = np.nan
    model = model_of(2)
    with pytest.raises(DataError, match="sample 1 of the batch"):
        model.fit(bad, Y, 2, verbose=0, shuffle=False)
    model = model_of(2)
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError) as caught:
        model.fit(bad, Y, 2, verbose=0, shuffle=False)
    assert "batches: 2 to 3, counted from 0" in str(caught.value)
    for wrong in (0, -1, 1.5, "2"):
        with pytest.raises(ArgumentError, match="steps_per_execution must be"):
            model.compile("sgd", "mse", steps_per_execution=wrong)
