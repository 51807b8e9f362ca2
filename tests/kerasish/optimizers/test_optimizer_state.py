"""Learning rate, variables, configs and subclasses of optimizers."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import optimizers
from kerasish.base.naming import path_scope, reset_names
from kerasish.optimizers import schedules


def test_learning_rate_of_a_schedule_follows_the_iterations():
    optimizer = optimizers.SGD(schedules.ExponentialDecay(1.0, 1, 0.5))
    v = kerasish.Variable([0.0])
    rates = []
    for _ in range(3):
        rates.append(float(optimizer.learning_rate))
        optimizer.apply_gradients([([1.0], v)])
    assert rates == [1.0, 0.5, 0.25]
    np.testing.assert_allclose(v.numpy(), [-1.75])
    assert [x.name for x in optimizer.variables] == ["iteration"]


def test_learning_rate_may_be_a_callable():
    optimizer = optimizers.SGD(lambda: 0.25)
    v = kerasish.Variable([0.0])
    optimizer.apply_gradients([([1.0], v)])
    np.testing.assert_allclose(v.numpy(), [-0.25])


def test_setting_a_number_needs_a_number_before():
    optimizer = optimizers.SGD(schedules.ExponentialDecay(1.0, 1, 0.5))
    with pytest.raises(graph.ArgumentError, match="cannot be set"):
        optimizer.learning_rate = 0.5
    optimizer.learning_rate = schedules.ExponentialDecay(2.0, 1, 0.5)
    assert float(optimizer.learning_rate) == 2.0


def test_setting_a_schedule_drops_the_variable():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate = schedules.ExponentialDecay(2.0, 1, 0.5)
    assert [v.name for v in optimizer.variables] == ["iteration"]


def test_config_holds_the_learning_rate_of_now():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate = 0.25
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_config_with_a_schedule_comes_back():
    optimizer = optimizers.Adam(schedules.CosineDecay(0.5, 10))
    again = optimizers.Adam.from_config(optimizer.get_config())
    assert float(again.learning_rate) == 0.5
    assert again.get_config() == optimizer.get_config()


def test_names_are_counted_by_class():
    reset_names()
    names = [k().name for k in (optimizers.Adam, optimizers.Adam, optimizers.RMSprop)]
    assert names == ["adam", "adam_1", "rm_sprop"]


def test_state_has_the_names_and_order_of_keras():
    with path_scope("dense"):
        kernel = kerasish.Variable(np.ones((2, 3)), dtype="float32", name="kernel")
        bias = kerasish.Variable(np.ones(3), dtype="float32", name="bias")
    optimizer = optimizers.Adam(amsgrad=True, use_ema=True, name="adam")
    optimizer.build([kernel, bias])
    assert [v.path for v in optimizer.variables] == [
        "adam/iteration",
        "adam/learning_rate",
        "adam/dense_kernel_average",
        "adam/dense_bias_average",
        "adam/dense_kernel_momentum",
        "adam/dense_kernel_velocity",
        "adam/dense_bias_momentum",
        "adam/dense_bias_velocity",
        "adam/dense_kernel_velocity_hat",
        "adam/dense_bias_velocity_hat",
    ]


def test_adafactor_keeps_the_dummies_of_keras():
    optimizer = optimizers.Adafactor(name="a")
    optimizer.build([kerasish.Variable([1.0, 2.0], name="v")])
    state = [(v.path, v.dtype.name, v.shape) for v in optimizer.variables[2:]]
    assert state == [
        ("a/v", "int32", ()),
        ("a/v", "int32", ()),
        ("a/v_velocity", "float32", (2,)),
    ]


def test_set_weights_checks_number_and_build():
    optimizer = optimizers.SGD(momentum=0.5)
    with pytest.raises(ValueError, match="has no weights yet"):
        optimizer.set_weights([])
    optimizer.build([kerasish.Variable([1.0])])
    with pytest.raises(graph.ArgumentError, match="another number of weights"):
        optimizer.set_weights([1])
    optimizer.set_weights([3, 0.5, [2.0]])
    assert int(optimizer.iterations) == 3
    assert float(optimizer.learning_rate) == 0.5


def test_loading_another_number_of_variables_warns():
    optimizer = optimizers.SGD(momentum=0.5)
    optimizer.build([kerasish.Variable([1.0, 2.0], name="v")])
    saved = {"0": np.int64(1), "1": np.float32(0.5), "2": np.zeros(3)}
    with pytest.warns(UserWarning, match=r"momentum of v .*not found.*") as caught:
        optimizer.load_own_variables(saved)
    assert "the optimizer starts afresh" in str(caught[0].message)
    assert int(optimizer.iterations) == 0


def test_unknown_argument_is_named():
    with pytest.raises(graph.ArgumentError, match=r"unknown arguments \['lr'\]"):
        optimizers.SGD(lr=0.5)


def test_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(graph.ArgumentError, match=r"known are .*RMSprop"):
        optimizers.get("adamm")
    with pytest.raises(graph.ArgumentError, match="this is not an optimizer"):
        optimizers.get(lambda: None)


def test_positional_arguments_reach_the_shared_ones():
    optimizer = optimizers.SGD(0.1, 0.9, True, 0.01, 1.0)
    assert (optimizer.weight_decay, optimizer.clipnorm) == (0.01, 1.0)


class Halving(optimizers.Optimizer):
    def __init__(self, learning_rate=0.5, power=2.0, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.power = power

    def build(self, variables):
        super().build(variables)
        self.counts = [
            self.add_variable_from_reference(reference_variable=v, name="count")
            for v in variables
        ]
        self.total = kerasish.Variable(0.0, trainable=False, name="total")

    def update_step(self, gradient, variable, learning_rate):
        count = self.counts[self._get_variable_index(variable)]
        self.assign_add(count, graph.absolute(gradient))
        self.assign_add(self.total, graph.sum(gradient))
        self.assign_sub(variable, learning_rate * gradient)


def test_own_optimizer_keeps_state_and_config():
    v = kerasish.Variable([1.0, 1.0], name="v")
    optimizer = Halving(name="halving", power=3.0)
    optimizer.apply_gradients([([1.0, -2.0], v)])
    names = [x.path for x in optimizer.variables[2:]]
    assert names == ["halving/v_count", "total"]
    np.testing.assert_allclose(optimizer.counts[0].numpy(), [1.0, 2.0])
    config = optimizer.get_config()
    assert (config["power"], config["clipnorm"]) == (3.0, None)
    assert Halving.from_config(config).power == 3.0


def test_rate_of_single_variables_can_be_changed_by_a_subclass():
    class Slower(optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(gradient, variable, learning_rate * 0.5)

    v = kerasish.Variable([0.0])
    Slower(1.0).apply_gradients([([1.0], v)])
    np.testing.assert_allclose(v.numpy(), [-0.5], rtol=1e-4)


def test_attributes_before_the_base_constructor_are_refused():
    class Hasty(optimizers.Optimizer):
        def __init__(self):
            self.power = 2
            super().__init__(0.1)

    with pytest.raises(RuntimeError, match=r"super\(\).__init__"):
        Hasty()


def test_missing_update_step_is_said():
    class Empty(optimizers.Optimizer):
        pass

    with pytest.raises(NotImplementedError, match="Empty must define update_step"):
        Empty(0.1).apply_gradients([([1.0], kerasish.Variable([1.0]))])
