"""kerasish.random: distributions, seeds, dropout, shuffle."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import random
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)

SIZE = (20000,)
DRAWS = {
    "normal": lambda seed: random.normal(SIZE, 1.0, 2.0, seed=seed),
    "truncated_normal": lambda seed: random.truncated_normal(SIZE, 1.0, 2.0, seed=seed),
    "uniform": lambda seed: random.uniform(SIZE, -1.0, 3.0, seed=seed),
    "gamma": lambda seed: random.gamma(SIZE, 2.0, seed=seed),
    "beta": lambda seed: random.beta(SIZE, 2.0, 2.0, seed=seed),
    "binomial": lambda seed: random.binomial(SIZE, 8, 0.25, seed=seed),
    "randint": lambda seed: random.randint(SIZE, 0, 5, seed=seed),
    "bernoulli": lambda seed: random.bernoulli(SIZE, 0.25, "float32", seed=seed),
}
#: means and standard deviations
MOMENTS = {
    "normal": (1.0, 2.0),
    "truncated_normal": (1.0, 2.0 * 0.8796),
    "uniform": (1.0, 4.0 / np.sqrt(12.0)),
    "gamma": (2.0, np.sqrt(2.0)),
    "beta": (0.5, np.sqrt(0.05)),
    "binomial": (2.0, np.sqrt(1.5)),
    "randint": (2.0, np.sqrt(2.0)),
    "bernoulli": (0.25, np.sqrt(3.0) / 4.0),
}
ALL = pytest.mark.parametrize("name", list(DRAWS))


@ALL
def test_moments(name):
    y = np.asarray(DRAWS[name](7), "float64")
    mean, deviation = MOMENTS[name]
    assert abs(y.mean() - mean) < 5 * deviation / np.sqrt(y.size)
    assert abs(y.std() / deviation - 1.0) < 0.03


@ALL
def test_an_integer_gives_the_same_numbers(name):
    first, again, other = (np.asarray(DRAWS[name](seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@ALL
def test_a_generator_gives_other_numbers_each_time(name):
    generator = random.SeedGenerator(3)
    first, second = (np.asarray(DRAWS[name](generator)) for _ in range(2))
    assert (first != second).any()
    fresh = np.asarray(DRAWS[name](random.SeedGenerator(3)))
    np.testing.assert_array_equal(first, fresh)


@ALL
def test_no_seed_follows_the_global_one(name):
    kerasish.utils.set_random_seed(11)
    first, second = (np.asarray(DRAWS[name](None)) for _ in range(2))
    kerasish.utils.set_random_seed(11)
    np.testing.assert_array_equal(np.asarray(DRAWS[name](None)), first)
    assert (first != second).any()


def test_dtypes():
    assert random.normal((2,)).dtype == np.float32
    assert random.uniform((2,), dtype="float64").dtype == np.float64
    assert random.randint((2,), 0, 3).dtype == np.int32
    assert random.bernoulli((2,)).dtype == np.bool_
    with pytest.raises(graph.DTypeError):
        random.uniform((2,), dtype="int32")
    with pytest.raises(graph.DTypeError):
        random.randint((2,), 0, 3, dtype="float32")


def test_categories_have_their_probabilities():
    logits = np.log([[0.5, 0.25, 0.25], [1e-9, 0.5, 0.5]]).astype("float32")
    y = np.asarray(random.categorical(logits, 8000, seed=1))
    assert y.shape == (2, 8000)
    shares = [(row[:, None] == np.arange(3)).mean(0) for row in y]
    np.testing.assert_allclose(shares, [[0.5, 0.25, 0.25], [0.0, 0.5, 0.5]], atol=0.025)


def test_dropout_keeps_the_mean():
    x = np.ones((100, 200), "float32")
    y = np.asarray(random.dropout(x, 0.25, seed=0))
    np.testing.assert_allclose(np.unique(y), [0.0, 1.0 / 0.75], rtol=1e-6)
    assert abs(y.mean() - 1.0) < 0.02


def test_dropout_of_nothing_and_of_all():
    x = np.arange(3.0, dtype="float32")
    np.testing.assert_array_equal(random.dropout(x, 0.0), x)
    np.testing.assert_array_equal(random.dropout(x, 1), np.zeros(3))
    with pytest.raises(graph.ArgumentError, match="rate must be a number from 0 to 1"):
        random.dropout(x, 1.5)


def test_dropout_of_whole_columns():
    x = np.ones((5, 40), "float32")
    y = np.asarray(random.dropout(x, 0.5, noise_shape=(1, None), seed=0))
    assert (y == y[0]).all()
    assert set(np.unique(y)) == {0.0, 2.0}


def test_dropout_in_a_graph_with_an_unknown_size():
    x = graph.placeholder("float32", (None, 3), "x")
    y = random.dropout(x, 0.5, seed=5)
    values = np.ones((4, 3), "float32")
    got = graph.Session().run(y, {x: values})
    np.testing.assert_array_equal(got, np.asarray(random.dropout(values, 0.5, seed=5)))


def test_shuffle_moves_whole_slices():
    x = np.arange(24).reshape(6, 4)
    rows = np.asarray(random.shuffle(x, seed=1))
    assert sorted(map(tuple, rows)) == sorted(map(tuple, x))
    assert (rows != x).any()
    columns = np.asarray(random.shuffle(x, axis=1, seed=1))
    assert sorted(map(tuple, columns.T)) == sorted(map(tuple, x.T))


def test_generators_can_be_saved():
    data = serialize_keras_object(random.SeedGenerator(5, name="mine"))
    assert data["module"] == "keras.random"
    again = deserialize_keras_object(data)
    assert (again.seed, again.name) == (5, "mine")
