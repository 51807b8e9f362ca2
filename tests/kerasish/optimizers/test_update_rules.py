"""Each update rule against its formula in numpy, over several steps."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish import optimizers

STEPS = 4
_RANDOM = np.random.default_rng(3)
START = _RANDOM.normal(size=(2, 3))
GRADIENTS = _RANDOM.normal(size=(STEPS, 2, 3))
RATE = 0.1


def trained(optimizer, start=START, gradients=GRADIENTS) -> np.ndarray:
    variable = kerasish.Variable(start, dtype="float64", name="w")
    optimizer.learning_rate = np.float32(RATE)
    for gradient in gradients:
        optimizer.apply_gradients([(gradient, variable)])
    return variable.numpy()


def sgd(w, momentum=0.0, nesterov=False):
    v = 0.0
    for g in GRADIENTS:
        v = momentum * v - RATE * g
        w = w + (momentum * v - RATE * g if nesterov else v)
    return w


def rmsprop(w, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False):
    v = mean = change = 0.0
    for g in GRADIENTS:
        v = rho * v + (1 - rho) * g**2
        mean = rho * mean + (1 - rho) * g
        variance = v - mean**2 if centered else v
        change = momentum * change + RATE * g / np.sqrt(variance + epsilon)
        w = w - change
    return w


def adam(w, b1=0.9, b2=0.999, epsilon=1e-7, amsgrad=False, decay=0.0):
    m = v = largest = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        w = w * (1 - RATE * decay)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        largest = np.maximum(largest, v)
        rate = RATE * np.sqrt(1 - b2**t) / (1 - b1**t)
        w = w - rate * m / (np.sqrt(largest if amsgrad else v) + epsilon)
    return w


def nadam(w, b1=0.9, b2=0.999, epsilon=1e-7):
    m = v = 0.0
    product = 1.0
    for t, g in enumerate(GRADIENTS, 1):
        now, ahead = (b1 * (1 - 0.5 * 0.96**s) for s in (t, t + 1))
        product *= now
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        n = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        w = w - RATE * n / (np.sqrt(v / (1 - b2**t)) + epsilon)
    return w


def adamax(w, b1=0.9, b2=0.999, epsilon=1e-7):
    m = u = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        m = b1 * m + (1 - b1) * g
        u = np.maximum(b2 * u, np.abs(g))
        w = w - RATE / (1 - b1**t) * m / (u + epsilon)
    return w


def adagrad(w, start=0.1, epsilon=1e-7):
    a = start
    for g in GRADIENTS:
        a = a + g**2
        w = w - RATE * g / np.sqrt(a + epsilon)
    return w


def adadelta(w, rho=0.95, epsilon=1e-7):
    a = s = 0.0
    for g in GRADIENTS:
        a = rho * a + (1 - rho) * g**2
        d = g * np.sqrt(s + epsilon) / np.sqrt(a + epsilon)
        s = rho * s + (1 - rho) * d**2
        w = w - RATE * d
    return w


def adafactor(w, factored, threshold=1.0):
    row = column = v = 0.0

    def rms(x):
        return np.sqrt(np.mean(x**2))

    for t, g in enumerate(GRADIENTS, 1):
        b = 1 - t**-0.8
        squares = g**2 + 1e-30
        row = b * row + (1 - b) * squares.mean(-1)
        column = b * column + (1 - b) * squares.mean(-2)
        v = b * v + (1 - b) * squares
        if factored:
            v = np.outer(row / row.mean(), column)
        u = g / np.sqrt(v)
        rate = min(RATE, 1 / np.sqrt(t)) * max(1e-3, rms(w))
        w = w - rate * u / max(1.0, rms(u) / threshold)
    return w


def ftrl(w, l1=0.0, l2=0.0, shrinkage=0.0, beta=0.0, power=-0.5):
    n, z = 0.1, 0.0
    for g in GRADIENTS:
        new = n + g**2
        z = z + g + 2 * shrinkage * w - (new**-power - n**-power) / RATE * w
        n = new
        below = n**-power / RATE + 2 * (l2 + beta / (2 * RATE))
        w = (np.clip(z, -l1, l1) - z) / below
    return w


def lion(w, b1=0.9, b2=0.99):
    m = 0.0
    for g in GRADIENTS:
        w = w - RATE * np.sign(b1 * m + (1 - b1) * g)
        m = b2 * m + (1 - b2) * g
    return w


def lamb(w, b1=0.9, b2=0.999, epsilon=1e-7):
    m = v = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        r = m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + epsilon)
        w = w - RATE * np.linalg.norm(w) / np.linalg.norm(r) * r
    return w


CASES = {
    "SGD": (optimizers.SGD, {}, sgd(START)),
    "SGD momentum": (optimizers.SGD, {"momentum": 0.9}, sgd(START, 0.9)),
    "SGD nesterov": (
        optimizers.SGD,
        {"momentum": 0.9, "nesterov": True},
        sgd(START, 0.9, True),
    ),
    "RMSprop": (optimizers.RMSprop, {"rho": 0.8}, rmsprop(START, 0.8)),
    "RMSprop centered": (
        optimizers.RMSprop,
        {"momentum": 0.5, "centered": True, "epsilon": 1e-3},
        rmsprop(START, momentum=0.5, centered=True, epsilon=1e-3),
    ),
    "Adam": (optimizers.Adam, {}, adam(START)),
    "Adam amsgrad": (
        optimizers.Adam,
        {"amsgrad": True, "beta_2": 0.5},
        adam(START, b2=0.5, amsgrad=True),
    ),
    "AdamW": (optimizers.AdamW, {"weight_decay": 0.3}, adam(START, decay=0.3)),
    "Nadam": (optimizers.Nadam, {"beta_1": 0.8}, nadam(START, 0.8)),
    "Adamax": (optimizers.Adamax, {"beta_2": 0.7}, adamax(START, b2=0.7)),
    "Adagrad": (
        optimizers.Adagrad,
        {"initial_accumulator_value": 0.5},
        adagrad(START, 0.5),
    ),
    "Adadelta": (optimizers.Adadelta, {"rho": 0.9}, adadelta(START, 0.9)),
    "Adafactor": (
        optimizers.Adafactor,
        {"clip_threshold": 0.5},
        adafactor(START, True, 0.5),
    ),
    "Ftrl": (optimizers.Ftrl, {}, ftrl(START)),
    "Ftrl regularized": (
        optimizers.Ftrl,
        {
            "l1_regularization_strength": 0.3,
            "l2_regularization_strength": 0.2,
            "l2_shrinkage_regularization_strength": 0.1,
            "beta": 0.4,
            "learning_rate_power": -0.3,
        },
        ftrl(START, 0.3, 0.2, 0.1, 0.4, -0.3),
    ),
    "Lion": (optimizers.Lion, {"beta_1": 0.5}, lion(START, 0.5)),
    "Lamb": (optimizers.Lamb, {"beta_2": 0.9}, lamb(START, b2=0.9)),
}


@pytest.mark.parametrize("name", list(CASES))
def test_steps_follow_the_formula(name):
    kind, arguments, expected = CASES[name]
    np.testing.assert_allclose(trained(kind(**arguments)), expected, rtol=1e-5)


def test_adafactor_keeps_whole_squares_of_a_vector():
    variable = kerasish.Variable(START.ravel(), dtype="float64", name="w")
    optimizer = optimizers.Adafactor(np.float32(RATE))
    for gradient in GRADIENTS:
        optimizer.apply_gradients([(gradient.ravel(), variable)])
    np.testing.assert_allclose(
        variable.numpy(), adafactor(START, False).ravel(), rtol=1e-5
    )


def test_lamb_takes_plain_steps_while_weights_are_zero():
    start, gradient = np.zeros(2), np.array([[1.0, -1.0]])
    got = trained(optimizers.Lamb(), start, gradient)
    np.testing.assert_allclose(got, [-RATE, RATE], rtol=1e-5)


def test_schedule_free_first_steps_by_hand():
    optimizer = optimizers.ScheduleFreeAdamW(beta_1=0.5, beta_2=0.0, epsilon=0.0)
    got = trained(optimizer, np.array([1.0]), np.array([[2.0], [3.0]]))
    # z goes 1.0, 0.9, 0.8; at first w = z; then slow = w - z / 2 and the share is 1/2
    slow = 0.9 - 0.8 / 2
    np.testing.assert_allclose(got, [slow / 2 + 0.8 * 0.75], rtol=1e-6)


def test_schedule_free_rate_rises_in_warmup():
    plain = trained(optimizers.ScheduleFreeAdamW(), START, GRADIENTS[:1])
    warming = trained(
        optimizers.ScheduleFreeAdamW(warmup_steps=4), START, GRADIENTS[:1]
    )
    np.testing.assert_allclose(warming - START, (plain - START) / 4, rtol=1e-6)


def test_muon_steps_are_nearly_orthogonal_matrices():
    for shape in ((4, 6), (6, 4)):
        start = np.zeros(shape)
        gradient = np.random.default_rng(0).normal(size=(1, *shape))
        optimizer = optimizers.Muon(rms_rate=None, weight_decay=None)
        step = trained(optimizer, start, gradient) / -RATE
        sizes = np.linalg.svd(step, compute_uv=False)
        assert 0.6 < sizes.min() <= sizes.max() < 1.3
        u, _, v = np.linalg.svd(gradient[0], full_matrices=False)
        assert np.sum(step * (u @ v)) > 0.9 * np.sum(sizes)


def test_muon_scales_steps_to_the_size_of_the_matrix():
    gradient = np.random.default_rng(0).normal(size=(1, 4, 9))
    plain = optimizers.Muon(rms_rate=None)
    scaled = optimizers.Muon(rms_rate=0.5)
    start = np.zeros((4, 9))
    np.testing.assert_allclose(
        trained(scaled, start, gradient),
        trained(plain, start, gradient) * 3.0 * 0.5,
        rtol=1e-6,
    )


@pytest.mark.parametrize(
    ("path", "shape", "is_adams"),
    [
        ("kernel", (2, 3), False),
        ("bias", (3,), True),
        ("my_embedding", (2, 3), True),
        ("logits_kernel", (2, 3), True),
    ],
)
def test_muon_leaves_some_variables_to_adam(path, shape, is_adams):
    start = np.ones(shape)
    variable = kerasish.Variable(start, dtype="float64", name=path)
    optimizer = optimizers.Muon(
        np.float32(RATE), exclude_layers=["logits"], adam_weight_decay=0.5
    )
    gradient = np.full(shape, 2.0)
    optimizer.apply_gradients([(gradient, variable)])
    adams = start * (1 - RATE * 0.5) - RATE
    assert np.allclose(variable.numpy(), adams, rtol=1e-5) == is_adams
