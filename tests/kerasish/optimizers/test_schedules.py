"""Learning rate schedules by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import graph
import kerasish
from kerasish.optimizers import schedules


def rates(schedule, *steps):
    return [float(schedule(step)) for step in steps]


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-7)


def test_exponential_decay():
    schedule = schedules.ExponentialDecay(0.8, 4, 0.25)
    close(rates(schedule, 0, 2, 8), [0.8, 0.4, 0.05])


def test_exponential_decay_in_stairs():
    schedule = schedules.ExponentialDecay(0.8, 4, 0.25, staircase=True)
    close(rates(schedule, 3, 4, 7, 8), [0.8, 0.2, 0.2, 0.05])


def test_inverse_time_decay():
    schedule = schedules.InverseTimeDecay(0.6, 4, 0.5)
    close(rates(schedule, 0, 4, 6), [0.6, 0.4, 0.6 / 1.75])
    stairs = schedules.InverseTimeDecay(0.6, 4, 0.5, staircase=True)
    close(rates(stairs, 3, 6), [0.6, 0.4])


def test_polynomial_decay():
    schedule = schedules.PolynomialDecay(1.0, 10, end_learning_rate=0.2, power=2.0)
    close(rates(schedule, 0, 5, 10, 20), [1.0, 0.4, 0.2, 0.2])


def test_polynomial_decay_in_cycles():
    schedule = schedules.PolynomialDecay(1.0, 10, end_learning_rate=0.0, cycle=True)
    close(rates(schedule, 0, 10, 15, 20, 30), [1.0, 0.0, 0.25, 0.0, 0.0])


def test_piecewise_constant_decay():
    schedule = schedules.PiecewiseConstantDecay([2, 4], [1.0, 0.5, 0.1])
    close(rates(schedule, 0, 2, 3, 4, 5), [1.0, 1.0, 0.5, 0.5, 0.1])


def test_piecewise_constant_decay_checks_its_lists():
    with pytest.raises(graph.ArgumentError, match="one more value than boundaries"):
        schedules.PiecewiseConstantDecay([2, 4], [1.0, 0.5])
    with pytest.raises(graph.ArgumentError, match="boundaries must ascend"):
        schedules.PiecewiseConstantDecay([4, 2], [1.0, 0.5, 0.1])


def test_cosine_decay():
    schedule = schedules.CosineDecay(2.0, 8, alpha=0.1)
    half = 2.0 * (0.9 * 0.5 * (1 + math.cos(math.pi / 4)) + 0.1)
    close(rates(schedule, 0, 2, 4, 8, 99), [2.0, half, 1.1, 0.2, 0.2])


def test_cosine_decay_after_warmup():
    schedule = schedules.CosineDecay(0.5, 8, warmup_target=1.5, warmup_steps=4)
    close(rates(schedule, 0, 2, 4, 8, 12), [0.5, 1.0, 1.5, 0.75, 0.0])


def test_cosine_decay_restarts_longer_and_lower():
    schedule = schedules.CosineDecayRestarts(1.0, 4, t_mul=2.0, m_mul=0.5, alpha=0.0)
    close(rates(schedule, 0, 2, 4, 8, 12), [1.0, 0.5, 0.5, 0.25, 0.25])


def test_cosine_decay_restarts_at_equal_periods():
    schedule = schedules.CosineDecayRestarts(1.0, 4, t_mul=1.0)
    close(rates(schedule, 0, 2, 4, 6, 8), [1.0, 0.5, 1.0, 0.5, 1.0])


def test_step_may_be_a_variable():
    step = kerasish.Variable(2, dtype="int64")
    schedule = schedules.ExponentialDecay(0.8, 4, 0.25)
    close([float(schedule(step))], [0.4])


def test_base_class_asks_for_a_call():
    with pytest.raises(NotImplementedError, match="must define __call__"):
        schedules.LearningRateSchedule()(0)


def test_own_schedule_is_part_of_the_training_graph():
    class Stepwise(schedules.LearningRateSchedule):
        def __call__(self, step):
            return graph.where(step < 1, 1.0, 0.5)

    v = kerasish.Variable([0.0])
    x = graph.placeholder("float32", (1,), "x")
    optimizer = kerasish.optimizers.SGD(Stepwise())
    run = graph.Session().make_callable(optimizer.apply_gradients([(x, v)]), [x])
    for _ in range(3):
        run([1.0])
    close(v.numpy(), [-2.0])
