"""What initializers draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

import graph
from kerasish import initializers
from kerasish.initializers.variance_scaling import compute_fans

SHAPE = (200, 300)


def drawn(name, shape=SHAPE, **arguments):
    initializer = getattr(initializers, name)(seed=5, **arguments)
    return initializer(shape).numpy().astype("float64")


@pytest.mark.parametrize(
    "name,variance,limit",
    [
        ("GlorotUniform", 2 / 500, math.sqrt(6 / 500)),
        ("HeUniform", 2 / 200, math.sqrt(6 / 200)),
        ("LecunUniform", 1 / 200, math.sqrt(3 / 200)),
        ("GlorotNormal", 2 / 500, 2 * math.sqrt(2 / 500) / 0.8796),
        ("HeNormal", 2 / 200, 2 * math.sqrt(2 / 200) / 0.8796),
        ("LecunNormal", 1 / 200, 2 * math.sqrt(1 / 200) / 0.8796),
    ],
)
def test_variance_and_limit(name, variance, limit):
    values = drawn(name)
    assert abs(values.mean()) < 4 * math.sqrt(variance / values.size)
    assert values.var() == pytest.approx(variance, rel=0.03)
    assert 0.95 * limit < np.abs(values).max() <= limit * 1.0001


def test_plain_distributions():
    values = drawn("RandomNormal", mean=2.0, stddev=0.5)
    assert values.mean() == pytest.approx(2, abs=0.01)
    assert values.std() == pytest.approx(0.5, rel=0.02)
    values = drawn("RandomUniform", minval=-1.0, maxval=3.0)
    assert (values.min() >= -1, values.max() <= 3) == (True, True)
    assert values.mean() == pytest.approx(1, abs=0.03)
    values = drawn("TruncatedNormal", mean=1.0, stddev=0.5)
    assert np.abs(values - 1).max() <= 1
    values = drawn("VarianceScaling", distribution="untruncated_normal")
    assert values.std() == pytest.approx(math.sqrt(1 / 200), rel=0.02)
    assert np.abs(values).max() > 3 * math.sqrt(1 / 200)


@pytest.mark.parametrize(
    "shape,fans",
    [
        ((), (1, 1)),
        ((7,), (7, 7)),
        ((3, 4), (3, 4)),
        ((5, 3, 4), (15, 20)),
        ((2, 5, 3, 4), (30, 40)),
    ],
)
def test_fans(shape, fans):
    assert compute_fans(shape) == fans


def test_fans_of_given_axes():
    assert compute_fans((2, 3, 5), input_axes=(0, 1), output_axes=(-1,)) == (6, 5)


@pytest.mark.parametrize("shape", [(4, 9), (9, 4), (3, 3, 2, 5)])
def test_orthogonal_rows_or_columns(shape):
    matrix = drawn("Orthogonal", shape, gain=2.0).reshape(-1, shape[-1])
    few = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    np.testing.assert_allclose(few @ few.T, 4 * np.eye(len(few)), atol=1e-5)


@pytest.mark.parametrize("name,shape", [("Orthogonal", (3,)), ("Identity", (2, 2, 2))])
def test_matrices_are_needed(name, shape):
    with pytest.raises(graph.ShapeError, match=f"{name} makes matrices"):
        getattr(initializers, name)()(shape)


def test_stft_kernels_transform_frames():
    frame = np.random.default_rng(0).normal(size=8)
    window = np.linspace(0.5, 1.0, 8)
    spectrum = np.fft.rfft(frame * window) / window.sum()
    for side, expected in (("real", spectrum.real), ("imag", spectrum.imag)):
        make = initializers.STFT(side, window=window, scaling="spectrum")
        kernel = make((8, 1, 5), dtype="float64").numpy()[:, 0]
        np.testing.assert_allclose(frame @ kernel, expected, atol=1e-12)


def test_stft_windows_must_fit():
    with pytest.raises(graph.ShapeError, match="window does not fit"):
        initializers.STFT(window=np.ones(4))((8, 1, 5))
    with pytest.raises(ValueError, match="window"):
        initializers.STFT(window="no such window")


def test_names_in_lower_case_are_classes_too():
    assert initializers.glorot_uniform is initializers.GlorotUniform
    assert initializers.zeros is initializers.Zeros
    assert type(initializers.get("he_normal")) is initializers.HeNormal
    assert initializers.OrthogonalInitializer is initializers.Orthogonal


def test_configs_without_all_arguments_are_read():
    config = {"class_name": "GlorotUniform", "config": {"seed": None}}
    assert type(initializers.get(config)) is initializers.GlorotUniform


def test_functions_and_unknown_names():
    def ones(shape, dtype=None):
        return np.ones(shape, dtype)

    assert initializers.get(ones) is ones
    with pytest.raises(graph.ArgumentError, match="glorot_uniform"):
        initializers.get("glorot")


def test_arrays_among_the_arguments_are_saved():
    for initializer, shape in (
        (initializers.Constant(np.array([1.0, 2.0])), (3, 2)),
        (initializers.STFT(window=np.ones(4)), (4, 1, 3)),
    ):
        again = initializers.deserialize(initializers.serialize(initializer))
        np.testing.assert_array_equal(again(shape).numpy(), initializer(shape).numpy())
