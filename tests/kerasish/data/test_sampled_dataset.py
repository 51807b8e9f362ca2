"""Datasets that make their samples when asked."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish.data.sampled_dataset import SampledDataset


def squares(**kwargs):
    return SampledDataset(
        lambda i: {"n": i, "square": [np.float32(i * i)]}, 5, **kwargs
    )


def test_batches_have_the_nesting_of_samples():
    dataset = squares(batch_size=2)
    batches = list(dataset)
    assert len(dataset) == dataset.cardinality() == len(batches) == 3
    assert batches[0]["n"].numpy().tolist() == [0, 1]
    assert batches[2]["square"][0].numpy().tolist() == [16.0]
    assert [int(s["n"]) for s in squares()] == [0, 1, 2, 3, 4]


def test_shuffling_gives_each_epoch_its_order():
    dataset = squares(shuffle=True, seed=1)
    first, second = ([int(s["n"]) for s in dataset] for _ in range(2))
    assert sorted(first) == sorted(second) == [0, 1, 2, 3, 4] and first != second
    again = squares(shuffle=True, seed=1)
    assert [int(s["n"]) for s in again] == first


def test_map_and_take():
    pairs = SampledDataset(lambda i: (np.float32(i), np.float32(-i)), 6, 2)
    changed = pairs.map(lambda x, y: (x + 1.0, y)).take(2).prefetch(3)
    assert [x.numpy().tolist() for x, _ in changed] == [[1.0, 2.0], [3.0, 4.0]]
    assert len(changed) == 2 and len(pairs) == 3 == len(pairs.take(-1))


def test_models_take_them():
    rows = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
    dataset = SampledDataset(lambda i: (rows[i], rows[i].sum(keepdims=True)), 10, 4)
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(dataset, epochs=3, verbose=0, validation_data=dataset).history
    assert history["loss"][-1] < history["loss"][0]
    assert model.predict(dataset, verbose=0).shape == (10, 1)
    assert model.evaluate(dataset, verbose=0) == history["val_loss"][-1]


def test_batch_size_must_be_positive():
    with pytest.raises(graph.ArgumentError, match="batch_size"):
        squares(batch_size=0)
