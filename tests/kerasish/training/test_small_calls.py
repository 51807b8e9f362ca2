"""Many small calls: right after batches of any other kind, flat in memory, compiled
once for all sizes that a model leaves open."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers

ROW = np.linspace(-1, 1, 4, dtype=np.float32)[None]


class Other(np.ndarray):
    """An array of another class."""


def model_of(*parts):
    kerasish.utils.set_random_seed(1)
    model = kerasish.Sequential(list(parts))
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def dense_model():
    return model_of(kerasish.Input((4,)), layers.Dense(1))


@pytest.fixture
def compiled(monkeypatch):
    """A list that grows with each program that is compiled."""
    found, original = [], graph.CompiledCallable.__init__

    def init(self, *args, **kwargs):
        found.append(self)
        original(self, *args, **kwargs)

    monkeypatch.setattr(graph.CompiledCallable, "__init__", init)
    return found


# ---- batches of another kind than the last one


def test_predict_takes_rows_of_every_kind_in_turn():
    model = dense_model()
    want = ROW @ model.get_weights()[0]
    kinds = [ROW, ROW, ROW.astype("float64"), ROW, ROW.astype("float16"), ROW]
    kinds += [np.repeat(ROW, 3, 0), ROW.view(Other), ROW, np.repeat(ROW, 2, 1)[:, ::2]]
    for row in kinds:
        found = model.predict(row, verbose=0)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, np.repeat(want, len(found), 0), rtol=2e-3)
    with pytest.raises(graph.GraphError):
        model.predict(ROW[:, :3], verbose=0)
    np.testing.assert_allclose(model.predict(ROW, verbose=0), want, rtol=1e-5)


def test_an_array_and_a_tuple_of_it_are_not_confused():
    model = dense_model()
    x, y = np.repeat(ROW, 2, 0), np.zeros((2, 1), np.float32)
    for data in ((x, y), (x, y, np.zeros(2, np.float32)), (x, y)):
        logs = model.test_on_batch(*data, return_dict=True)
        assert (logs["loss"] == 0) == (len(data) == 3)


def test_a_layer_that_is_frozen_between_calls_stays_as_it_is():
    model = dense_model()
    batch = (np.repeat(ROW, 2, 0), np.ones((2, 1), np.float32))
    model.train_on_batch(*batch)
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.train_on_batch(*batch)
    model.train_on_batch(*batch)
    for a, b in zip(before, model.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_weights_that_are_set_between_calls_are_seen():
    model = dense_model()
    for value in (1.0, 2.0, 3.0):
        model.set_weights([np.full((4, 1), value), np.full(1, value)])
        found = model.predict(np.ones((1, 4), np.float32), verbose=0)
        np.testing.assert_allclose(found, [[5 * value]])


# ---- memory


def growth(call, count: int) -> tuple[int, int]:
    """Objects and bytes gained in so many calls, after some to warm up."""

    def state():
        gc.collect()
        return len(gc.get_objects()), tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        for _ in range(50):
            call()
        objects, nbytes = state()
        for _ in range(count):
            call()
        later = state()
    finally:
        tracemalloc.stop()
    return later[0] - objects, later[1] - nbytes


def predict_a_row():
    model = dense_model()
    return lambda: model.predict(ROW, verbose=0)


def call_on_a_row():
    model = dense_model()
    return lambda: model(ROW)


def fit_one_step():
    model = dense_model()
    return lambda: model.fit(ROW, ROW[:, :1], verbose=0)


def eager_operation():
    x = graph.as_tensor(ROW)
    return lambda: graph.exp(x * 2.0) + x


def rows_of_many_lengths():
    model = model_of(kerasish.Input((None, 2)), layers.GlobalMaxPooling1D())
    numbers = iter(range(10**6))
    return lambda: model.predict(
        np.ones((1, 1 + next(numbers) % 30, 2), np.float32), verbose=0
    )


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (predict_a_row, 2000),
        (call_on_a_row, 100),
        (fit_one_step, 120),
        (eager_operation, 2000),
        (rows_of_many_lengths, 300),
    ],
)
def test_many_calls_leave_nothing_in_memory(make, count):
    objects, nbytes = growth(make(), count)
    assert objects < count / 5
    assert nbytes < 20 * count + 16_000  # what is kept for few sizes varies


# ---- sizes that a model leaves open


def test_another_number_of_rows_compiles_nothing(compiled):
    model = dense_model()
    x, y = np.repeat(ROW, 40, 0), np.zeros((40, 1), np.float32)

    def all_modes(count, batch):
        model.predict(x[:count], batch_size=batch, verbose=0)
        model.evaluate(x[:count], y[:count], batch_size=batch, verbose=0)
        model.fit(x[:count], y[:count], batch_size=batch, verbose=0)

    all_modes(8, 8)
    first = len(compiled)
    for count, batch in ((1, 1), (7, 3), (40, 32), (8, 5)):
        all_modes(count, batch)
    assert len(compiled) == first


@pytest.mark.parametrize("layer", [layers.GRU, layers.Dense])
def test_another_length_compiles_nothing_where_it_is_open(compiled, layer):
    model = model_of(
        kerasish.Input((None, 2)), layer(3), *[layers.Dense(1)] * (layer is layers.GRU)
    )
    out = (1,) if layer is layers.GRU else (3,)

    def all_modes(count, length):
        x = np.ones((count, length, 2), np.float32)
        lead = (count,) if layer is layers.GRU else (count, length)
        y = np.zeros((*lead, *out), np.float32)
        model.predict(x, verbose=0)
        model.evaluate(x, y, verbose=0)
        model.fit(x, y, verbose=0)

    all_modes(2, 5)
    all_modes(2, 6)  # targets say nothing of their own open sizes before
    first = len(compiled)
    for count, length in ((2, 7), (3, 1), (1, 12), (2, 5)):
        all_modes(count, length)
    assert len(compiled) == first
