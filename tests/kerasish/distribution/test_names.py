"""Keras' names, and a strategy on one process."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import distribution
from kerasish.distribution.thread_communicator import Board, ThreadCommunicator


def test_one_process_is_one_device():
    distribution.initialize()
    assert distribution.list_devices() == distribution.list_devices("CPU") == ["cpu:0"]
    assert distribution.get_device_count() == 1
    assert distribution.list_devices("gpu") == []


def test_the_strategy_of_the_process_is_that_of_new_models():
    strategy = distribution.DataParallel(
        communicator=ThreadCommunicator(0, Board(2, timeout=1))
    )
    assert distribution.distribution() is None
    distribution.set_distribution(strategy)
    try:
        assert distribution.distribution() is strategy
        model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
        model.compile("sgd", "mse")
    finally:
        distribution.set_distribution(None)
    assert strategy.size == 2 and vars(model)["_strategy"] is strategy
    with pytest.raises(graph.ArgumentError, match="a strategy is needed"):
        distribution.set_distribution("cpu")


@pytest.mark.parametrize(
    "arguments",
    [{"bucket_mb": 0}, {"bucket_mb": "1"}, {"timeout": -1}, {"sync_batchnorm": 2}],
)
def test_wrong_arguments(arguments):
    with pytest.raises(graph.ArgumentError, match="DataParallel: "):
        distribution.DataParallel(**arguments)


@pytest.mark.parametrize(
    "name", ["ModelParallel", "DeviceMesh", "LayoutMap", "TensorLayout"]
)
def test_what_is_not_there_says_what_is(name):
    with pytest.raises(NotImplementedError, match="DataParallel"):
        getattr(distribution, name)()
    with pytest.raises(NotImplementedError, match="DataParallel"):
        distribution.distribute_tensor(np.ones(2), None)


def test_one_process_in_a_scope_computes_as_without():
    def weights(strategy):
        kerasish.utils.set_random_seed(0)
        with strategy.scope():
            model = kerasish.Sequential(
                [kerasish.Input((3,)), kerasish.layers.Dense(2)]
            )
            model.compile("adam", "mse")
        x = np.arange(30, dtype="float32").reshape(10, 3)
        model.fit(x, x[:, :2], batch_size=4, verbose=0)
        return model.get_weights()

    class NoStrategy:
        def scope(self):
            return kerasish.SymbolicScope()

    for a, b in zip(weights(distribution.DataParallel()), weights(NoStrategy())):
        np.testing.assert_array_equal(a, b)
