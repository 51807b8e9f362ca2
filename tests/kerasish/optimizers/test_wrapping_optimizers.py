"""LossScaleOptimizer, MultiOptimizer and OptimizerMap."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import optimizers


def variable(value, name="w"):
    return kerasish.Variable(np.asarray(value, "float32"), name=name)


# ---- loss scaling


def test_scale_grows_after_finite_steps_and_halves_after_others():
    v = variable([0.0])
    optimizer = optimizers.LossScaleOptimizer(
        optimizers.SGD(1.0), initial_scale=4.0, dynamic_growth_steps=2
    )
    scales, values = [], []
    for gradient in (4.0, 4.0, np.nan, 4.0, np.inf, 4.0):
        optimizer.apply_gradients([([gradient], v)])
        scales.append(float(optimizer.dynamic_scale))
        values.append(float(v.numpy()[0]))
    assert scales == [4.0, 8.0, 4.0, 4.0, 2.0, 2.0]
    assert values == [-1.0, -2.0, -2.0, -3.0, -3.0, -5.0]
    assert int(optimizer.iterations) == 4


def test_state_of_the_inner_optimizer_is_kept_in_a_step_that_overflows():
    v = variable([0.0])
    inner = optimizers.Adam(0.5)
    optimizer = optimizers.LossScaleOptimizer(inner, initial_scale=1.0)
    optimizer.apply_gradients([([1.0], v)])
    before = [x.numpy() for x in inner.variables]
    optimizer.apply_gradients([([np.inf], v)])
    for x, old in zip(inner.variables, before):
        np.testing.assert_array_equal(x.numpy(), old)


def test_loss_is_scaled_by_the_scale_of_now():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(), initial_scale=8.0)
    assert float(optimizer.scale_loss(0.5)) == 4.0
    optimizer.build([variable([0.0])])
    optimizer.dynamic_scale.assign(2.0)
    assert float(optimizer.scale_loss(0.5)) == 1.0


def test_learning_rate_is_that_of_the_inner_optimizer():
    inner = optimizers.SGD(0.5)
    optimizer = optimizers.LossScaleOptimizer(inner)
    optimizer.learning_rate = 0.25
    assert float(inner.learning_rate) == float(optimizer.learning_rate) == 0.25


def test_variables_are_its_own_and_then_the_inner_ones():
    inner = optimizers.SGD(momentum=0.5, name="sgd")
    optimizer = optimizers.LossScaleOptimizer(inner, name="scaled")
    optimizer.build([variable([0.0])])
    assert [v.path for v in optimizer.variables] == [
        "scaled/iteration",
        "scaled/learning_rate",
        "scaled/step_counter",
        "scaled/dynamic_scale",
        "sgd/iteration",
        "sgd/learning_rate",
        "sgd/w_momentum",
    ]


def test_arguments_of_the_inner_optimizer_are_refused():
    with pytest.raises(graph.ArgumentError, match="does not take clipnorm"):
        optimizers.LossScaleOptimizer(optimizers.SGD(), clipnorm=1.0)
    optimizers.LossScaleOptimizer(optimizers.SGD(), clipnorm=None, use_ema=False)


def test_config_of_keras_2_is_read():
    config = {
        "inner_optimizer": {"class_name": "SGD", "config": {"lr": 0.5}},
        "dynamic": True,
        "initial_scale": 16.0,
        "dynamic_growth_steps": 10,
    }
    optimizer = optimizers.LossScaleOptimizer.from_config(config)
    assert float(optimizer.learning_rate) == 0.5
    assert optimizer.initial_scale == 16.0


def test_averages_of_the_inner_optimizer_end_training():
    v = variable([0.0])
    inner = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    optimizer = optimizers.LossScaleOptimizer(inner, initial_scale=1.0)
    for _ in range(2):
        optimizer.apply_gradients([([-2.0], v)])
    optimizer.finalize_variable_values([v])
    np.testing.assert_allclose(v.numpy(), [3.0])


# ---- several optimizers


def test_paths_find_their_optimizer():
    adam, sgd, other = optimizers.Adam(), optimizers.SGD(), optimizers.RMSprop()
    table = optimizers.OptimizerMap(other, {"a/b": adam, "a/.*": sgd})
    assert table["a/b"] is adam
    assert table["a/c"] is sgd
    assert table["b"] is other
    assert table(variable([1.0], "b")) is other
    assert (len(table), list(table)) == (2, ["a/b", "a/.*"])
    del table["a/b"]
    assert table["a/b"] is sgd


def test_two_patterns_for_one_path_are_an_error():
    table = optimizers.OptimizerMap(
        optimizers.SGD(), {"a.*": optimizers.Adam(), ".*b": optimizers.Adam()}
    )
    with pytest.raises(graph.ArgumentError, match="several optimizers"):
        table["ab"]


def test_map_refuses_what_is_no_optimizer():
    with pytest.raises(graph.ArgumentError, match="default_optimizer must be"):
        optimizers.OptimizerMap("adam")
    table = optimizers.OptimizerMap(optimizers.SGD())
    with pytest.raises(graph.ArgumentError, match="a must be an Optimizer"):
        table["a"] = optimizers.LossScaleOptimizer(optimizers.SGD())
    table["a"] = optimizers.Adam()
    with pytest.raises(graph.ArgumentError, match="not there yet"):
        table["a"] = optimizers.Adam()
    with pytest.raises(graph.ArgumentError, match="optimizer_map must be a dict"):
        optimizers.OptimizerMap(optimizers.SGD(), [1])


def test_each_variable_is_trained_by_its_optimizer():
    a, b = variable([0.0], "a"), variable([0.0], "b")
    slow, fast = optimizers.SGD(0.5), optimizers.SGD(2.0)
    optimizer = optimizers.MultiOptimizer(lambda v: fast if v.name == "b" else slow)
    optimizer.apply_gradients([([1.0], a), ([1.0], b)])
    np.testing.assert_allclose([a.numpy(), b.numpy()], [[-0.5], [-2.0]])
    assert optimizer.optimizers == [slow, fast]
    assert int(optimizer.iterations) == int(slow.iterations) == 1


def test_there_is_no_learning_rate_of_several():
    optimizer = optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD()))
    assert not hasattr(optimizer, "learning_rate")
    with pytest.raises(AttributeError, match="no learning rate"):
        optimizer.learning_rate = 0.5


def test_loss_scale_factor_reaches_all():
    sgd = optimizers.SGD(1.0)
    table = optimizers.OptimizerMap(sgd)
    optimizer = optimizers.MultiOptimizer(table, loss_scale_factor=4.0)
    v = variable([0.0])
    optimizer.apply_gradients([([4.0], v)])
    np.testing.assert_allclose(v.numpy(), [-1.0])
    assert sgd.loss_scale_factor == 4.0


def test_callable_must_return_optimizers():
    optimizer = optimizers.MultiOptimizer(lambda v: "sgd")
    with pytest.raises(graph.ArgumentError, match="every variable needs an Optimizer"):
        optimizer.apply_gradients([([1.0], variable([0.0]))])
