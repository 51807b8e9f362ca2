"""PyDataset: order, threads, hooks, errors."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import graph
import kerasish
from kerasish.base.errors import DataError
from kerasish.data.source import make_source


class Numbers(kerasish.utils.PyDataset):
    """Batch i holds i; later batches are made sooner."""

    def __init__(self, size=6, **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self.ended = 0
        self.threads = set()

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        self.threads.add(threading.get_ident())
        time.sleep(0.002 * (self.size - index))
        return np.full((2, 1), index, "float32"), np.zeros((2, 1), "float32")

    def on_epoch_end(self):
        self.ended += 1


def indices(source) -> list[int]:
    return [int(batch[0][0, 0]) for batch in source.epoch()]


@pytest.mark.parametrize(
    "settings",
    [{}, {"workers": 4}, {"workers": 3, "max_queue_size": 1}, {"max_queue_size": 0},
    ],
)  # fmt: skip
def test_batches_come_in_order(settings):
    dataset = Numbers(**settings)
    source = make_source(dataset)
    assert indices(source) == list(range(6))
    source.finish_epoch()
    assert indices(source) == list(range(6))
    if settings.get("workers", 1) > 1:
        assert len(dataset.threads) > 1
    if settings.get("max_queue_size") == 0:
        assert dataset.threads == {threading.get_ident()}


def test_shuffling_changes_the_order_of_batches():
    kerasish.utils.set_random_seed(1)
    source = make_source(Numbers(8), shuffle=True)
    first = indices(source)
    source.finish_epoch()
    assert sorted(first) == list(range(8)) != first
    assert indices(source) != first


def test_epochs_of_some_steps_go_on_where_the_last_stopped():
    source = make_source(Numbers(), steps=4)
    assert indices(source) == [0, 1, 2, 3]
    source.finish_epoch()
    assert indices(source) == [4, 5]


def test_fit_evaluate_predict():
    model = kerasish.Sequential([kerasish.Input((1,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    dataset = Numbers(workers=2)
    model.fit(dataset, epochs=2, verbose=0, validation_data=Numbers())
    assert dataset.ended == 2
    assert np.isfinite(model.evaluate(dataset, verbose=0))
    predicted = model.predict(dataset, verbose=0)
    kernel, bias = model.get_weights()
    expected = np.repeat(np.arange(6.0), 2)[:, None] * kernel + bias
    np.testing.assert_allclose(predicted, expected, rtol=1e-5)


@pytest.mark.parametrize("ahead", [0, 5])
def test_errors_reach_who_waits_and_threads_end(ahead):
    class Broken(Numbers):
        def __getitem__(self, index):
            if index == 3:
                raise KeyError("no batch 3")
            return super().__getitem__(index)

    source = make_source(Broken(workers=2, max_queue_size=ahead))
    with pytest.raises(KeyError, match="no batch 3"):
        indices(source)
    time.sleep(0.1)
    assert not [t for t in threading.enumerate() if "kerasish_dataset" in t.name]


def test_datasets_without_end_need_steps():
    class Endless(kerasish.utils.Sequence):
        num_batches = None

        def __getitem__(self, index):
            return np.full((2, 1), index, "float32")

    with pytest.raises(DataError, match="pass steps_per_epoch"):
        make_source(Endless())
    source = make_source(Endless(), steps=3)
    assert [int(b[0][0, 0]) for b in source.epoch()] == [0, 1, 2]


def test_what_a_subclass_must_define():
    class Empty(kerasish.utils.PyDataset):
        pass

    with pytest.raises(NotImplementedError, match="define __len__"):
        make_source(Empty())
    with pytest.raises(NotImplementedError, match="define __getitem__"):
        Empty()[0]
    with pytest.raises(graph.ArgumentError, match="workers"):
        Numbers(workers=-1)
    with pytest.raises(DataError, match="its own targets"):
        make_source(Numbers(), y=np.zeros(3))
