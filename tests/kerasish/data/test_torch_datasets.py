"""Datasets and loaders like torch's, with classes that stand in for its own."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish.base.errors import DataError
from kerasish.data.source import make_source

X = np.arange(20.0).reshape(10, 2)


class Tensor:
    """Numbers that keep gradients on a device, and are read only off them."""

    def __init__(self, values, kept=True):
        self.values, self.kept = np.asarray(values), kept

    def detach(self):
        return Tensor(self.values, False)

    def cpu(self):
        return self

    def __array__(self, dtype=None, copy=None):
        if self.kept:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")
        return self.values


class Capsule:
    """Only what DLPack asks for."""

    def __init__(self, values):
        self.values = np.asarray(values)

    def __dlpack__(self, **kwargs):
        return self.values.__dlpack__()

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


class Samples:
    """Map-style: samples by number."""

    def __len__(self):
        return len(X)

    def __getitem__(self, index):
        if not 0 <= index < len(X):
            raise AssertionError("it is asked for numbers that are there only")
        return Tensor(X[index]), X[index, :1]


class Loader:
    """Gives lists, as the default collate_fn does."""

    dataset, collate_fn, batch_size = Samples(), None, 4

    def __init__(self, wrap=Tensor):
        self.wrap = wrap

    def __len__(self):
        return 3

    def __iter__(self):
        for start in range(0, 10, 4):
            x = X[start : start + 4]
            yield [self.wrap(x), self.wrap(x[:, :1])]


def model():
    kerasish.utils.set_random_seed(1)
    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    model.compile(kerasish.optimizers.SGD(1e-3), "mse")
    return model


@pytest.mark.parametrize("make", [Samples, Loader, lambda: Loader(Capsule)])
def test_they_train_as_arrays_do(make):
    settings = {"epochs": 2, "verbose": 0, "shuffle": False, "batch_size": 4}
    arrays, other = model(), model()
    whole = arrays.fit(X, X[:, :1], validation_data=(X, X[:, :1]), **settings)
    found = other.fit(make(), validation_data=make(), **settings)
    assert found.history == whole.history
    expected = arrays.evaluate(X, X[:, :1], batch_size=4, verbose=0)
    assert other.evaluate(make(), batch_size=4, verbose=0) == expected
    np.testing.assert_array_equal(
        other.predict(make(), batch_size=4, verbose=0),
        arrays.predict(X, batch_size=4, verbose=0),
    )


def test_samples_come_in_batches_of_32_in_an_order_that_the_seed_decides():
    orders = []
    for _ in range(2):
        kerasish.utils.set_random_seed(3)
        source = make_source(Samples(), shuffle=True)
        for _ in range(2):
            ((x, y),) = source.epoch()
            source.finish_epoch()
            assert x.dtype == y.dtype == "float32"
            orders.append(x[:, 0].tolist())
        source.close()
    assert orders[:2] == orders[2:]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == X[:, 0].tolist()
    assert make_source(Samples(), batch_size=3).num_batches == 4


def test_a_loader_goes_on_after_some_steps():
    source = make_source(Loader(), steps=2)
    found = []
    for _ in range(2):
        found.append([len(x) for x, _ in source.epoch()])
        source.finish_epoch()
    assert found == [[4, 4], [2]]


def test_mistakes_are_told():
    with pytest.raises(DataError, match="its own targets"):
        make_source(Samples(), np.ones(10))

    class Ragged(Samples):
        def __getitem__(self, index):
            return np.ones(index + 1), 1.0

    with pytest.raises(DataError, match="sample 1 of a batch has other shapes"):
        model().fit(Ragged(), verbose=0)
    with pytest.raises(DataError, match="cannot be read"):
        make_source(Samples)
