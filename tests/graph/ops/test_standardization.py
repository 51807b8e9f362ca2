"""Normalisations as functions, against numpy."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case

RNG = np.random.default_rng(6)
X = RNG.normal(size=(4, 3, 5))
GAMMA, BETA = RNG.normal(size=(3, 5)), RNG.normal(size=(3, 5))
CHANNEL = RNG.normal(size=3)


def standard(x, axes, epsilon):
    deviation = x - x.mean(axes, keepdims=True)
    return deviation / np.sqrt(x.var(axes, keepdims=True) + x.dtype.type(epsilon))


def batch(x, mean, variance, offset, scale):
    mean, variance, offset, scale = (
        v.reshape(1, -1, 1) for v in (mean, variance, offset, scale)
    )
    return (x - mean) / np.sqrt(variance + x.dtype.type(0.01)) * scale + offset


CASES = {
    "standardize": [
        Case(lambda x: graph.standardize(x), [X], lambda x: standard(x, -1, 1e-3)),
        Case(
            lambda x: graph.standardize(x, (0, 2), 0.1, centered=False),
            [X],
            lambda x: (
                standard(x, (0, 2), 0.1)
                + x.mean((0, 2), keepdims=True)
                / np.sqrt(x.var((0, 2), keepdims=True) + x.dtype.type(0.1))
            ),
        ),
    ],
    "layer_normalization": [
        Case(
            lambda x, g, b: graph.layer_normalization(x, g, b, (2, 1)),
            [X, GAMMA, BETA],
            lambda x, g, b: standard(x, (1, 2), 1e-3) * g + b,
        ),
        Case(
            lambda x, g: graph.layer_normalization(x, g, axis=1, epsilon=0.1),
            [X, CHANNEL],
            lambda x, g: standard(x, 1, 0.1) * g[:, None],
        ),
    ],
    "rms_normalization": [
        Case(
            lambda x, s: graph.rms_normalization(x, s, 1, 0.1),
            [X, CHANNEL],
            lambda x, s: (
                x
                / np.sqrt((x * x).mean(1, keepdims=True) + x.dtype.type(0.1))
                * s[:, None]
            ),
        )
    ],
    "batch_normalization": [
        Case(
            lambda x, m, v, o, s: graph.batch_normalization(x, m, v, 1, o, s, 0.01),
            [X, CHANNEL, CHANNEL**2, CHANNEL + 1, CHANNEL - 1],
            batch,
        )
    ],
}


@pytest.mark.parametrize("name", ["layer_normalization", "rms_normalization"])
def test_halves_are_computed_wide(name):
    x = np.array([600.0, -600.0], np.float16)  # their squares are no halves
    y = getattr(graph, name)(x)
    assert y.dtype == np.float16
    np.testing.assert_array_equal(y, [1, -1])


def test_a_scalar_is_one_of_size_one():
    assert graph.rms_normalization(3.0, epsilon=0.0).tolist() == [1.0]
