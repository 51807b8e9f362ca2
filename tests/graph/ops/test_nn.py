"""Activations and statistics: numbers of Keras 3.15, safe for large arguments."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(11)
X = RNG.normal(size=(3, 4)) * 2
AWAY = np.where(np.abs(X) < 0.1, X + 0.3, X)


def np_softmax(x, axis=-1):
    weights = np.exp(x - x.max(axis, keepdims=True))
    return weights / weights.sum(axis, keepdims=True)


def np_sigmoid(x):
    return 1 / (1 + np.exp(-x))


def np_softplus(x):
    return np.logaddexp(x, np.zeros((), x.dtype))


def one(function, expected, **options):
    return [Case(function, [AWAY], expected, **options)]


CASES = {
    "softmax": one(graph.softmax, np_softmax)
    + one(lambda x: graph.softmax(x, 0), lambda x: np_softmax(x, 0))
    + one(lambda x: graph.softmax(x, (0, 1)), lambda x: np_softmax(x, (0, 1)))
    + one(lambda x: graph.softmax(x, None), lambda x: np_softmax(x, (0, 1))),
    "log_softmax": one(graph.log_softmax, lambda x: np.log(np_softmax(x)))
    + one(lambda x: graph.log_softmax(x, 0), lambda x: np.log(np_softmax(x, 0))),
    "relu": one(graph.relu, lambda x: np.maximum(x, 0), dtypes=("float32", "int32")),
    "relu6": one(graph.relu6, lambda x: np.clip(x, 0, 6)),
    "leaky_relu": one(graph.leaky_relu, lambda x: np.where(x > 0, x, x * 0.2)),
    "elu": one(
        lambda x: graph.elu(x, 0.7), lambda x: np.where(x > 0, x, 0.7 * np.expm1(x))
    ),
    "selu": one(
        graph.selu,
        lambda x: 1.05070098 * np.where(x > 0, x, 1.67326324 * np.expm1(x)),
        rtol=1e-6,
    ),
    "celu": one(
        lambda x: graph.celu(x, 0.7),
        lambda x: np.where(x > 0, x, 0.7 * np.expm1(x / 0.7)),
    ),
    "threshold": one(
        lambda x: graph.threshold(x, 0.5, -2.0), lambda x: np.where(x > 0.5, x, -2)
    ),
    "gelu": one(graph.gelu, None)
    + one(lambda x: graph.gelu(x, approximate=False), None),
    "silu": one(graph.silu, lambda x: x * np_sigmoid(x)),
    "softplus": one(graph.softplus, np_softplus),
    "log_sigmoid": one(graph.log_sigmoid, lambda x: np.log(np_sigmoid(x))),
    "softsign": one(graph.softsign, lambda x: x / (1 + np.abs(x))),
    "mish": one(graph.mish, lambda x: x * np.tanh(np_softplus(x))),
    "squareplus": one(graph.squareplus, lambda x: (x + np.sqrt(x * x + 4)) / 2),
    "glu": one(graph.glu, lambda x: x[:, :2] * np_sigmoid(x[:, 2:]), symbolic=(0,)),
    "hard_sigmoid": one(graph.hard_sigmoid, lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    "hard_silu": one(graph.hard_silu, lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
    "hard_tanh": one(graph.hard_tanh, lambda x: np.clip(x, -1, 1)),
    "sparse_plus": one(graph.sparse_plus, None),
    "sparse_sigmoid": one(graph.sparse_sigmoid, lambda x: np.clip(x / 2 + 0.5, 0, 1)),
    "soft_shrink": one(
        graph.soft_shrink, lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0)
    ),
    "hard_shrink": one(graph.hard_shrink, lambda x: np.where(np.abs(x) > 0.5, x, 0)),
    "tanh_shrink": one(graph.tanh_shrink, lambda x: x - np.tanh(x)),
    "sparsemax": one(graph.sparsemax, None)
    + one(lambda x: graph.sparsemax(x, 0), None),
    "moments": [
        Case(
            lambda x: graph.moments(x, [0, 2]),
            [RNG.normal(size=(2, 3, 4))],
            lambda x: (x.mean((0, 2)), x.var((0, 2))),
            gradient=False,  # sums that cancel to 0 differ in their last digits
        ),
        Case(
            lambda x: graph.moments(x, 1, keepdims=True),
            [X],
            lambda x: (x.mean(1, keepdims=True), x.var(1, keepdims=True)),
            gradient=False,
        ),
    ],
    "normalize": one(
        graph.normalize, lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True)
    )
    + one(
        lambda x: graph.normalize(x, 0, 3),
        lambda x: x / np.linalg.norm(x, 3, 0, keepdims=True),
    )
    + one(
        lambda x: graph.normalize(x, 1, 1),
        lambda x: x / np.abs(x).sum(1, keepdims=True),
    ),
}

POINTS = [-3.5, -1.0, -0.4, 0.0, 0.3, 1.0, 2.5, 7.0]
#: recorded from keras.ops of Keras 3.15.1 in float64
KERAS = {
    "softmax": [
        2.7084016e-05, 0.000329950867, 0.000601209677, 0.000896899445,
        0.001210687615, 0.002438025463, 0.010926472069, 0.983569670849,
    ],
    "log_softmax": [
        -10.516566803958, -8.016566803958, -7.416566803958, -7.016566803958,
        -6.716566803958, -6.016566803958, -4.516566803958, -0.016566803958,
    ],
    "relu": [0.0, 0.0, 0.0, 0.0, 0.3, 1.0, 2.5, 7.0],
    "relu6": [0.0, 0.0, 0.0, 0.0, 0.3, 1.0, 2.5, 6.0],
    "leaky_relu": [-0.7, -0.2, -0.08, 0.0, 0.3, 1.0, 2.5, 7.0],
    "selu": [
        -1.705009340957, -1.111330737813, -0.579610109755, 0.0, 0.315210296207,
        1.050700987355, 2.626752468389, 7.354906911488,
    ],
    "gelu": [
        -0.000616197655, -0.158808009392, -0.137838830573, 0.0, 0.185370923543,
        0.841191990608, 2.48491573391, 7.0,
    ],
    "silu": [
        -0.10259280763, -0.26894142137, -0.160524935955, 0.0, 0.172332755043,
        0.73105857863, 2.310354549947, 6.993622641639,
    ],
    "softplus": [
        0.029750418273, 0.313261687518, 0.5130152524, 0.69314718056,
        0.854355244469, 1.313261687518, 2.578889734293, 7.000911466454,
    ],
    "softsign": [
        -0.777777777778, -0.5, -0.285714285714, 0.0, 0.230769230769, 0.5,
        0.714285714286, 0.875,
    ],
    "hard_sigmoid": [
        0.0, 0.333333333333, 0.433333333333, 0.5, 0.55, 0.666666666667,
        0.916666666667, 1.0,
    ],
    "hard_tanh": [-1.0, -1.0, -0.4, 0.0, 0.3, 1.0, 1.0, 1.0],
    "log_sigmoid": [
        -3.529750418273, -1.313261687518, -0.9130152524, -0.69314718056,
        -0.554355244469, -0.313261687518, -0.078889734293, -0.000911466454,
    ],
    "glu": [-2.010548808841, -0.73105857863, -0.369656727992, 0.0],
    "hard_silu": [
        0.0, -0.333333333333, -0.173333333333, 0.0, 0.165, 0.666666666667,
        2.291666666667, 7.0,
    ],
    "squareplus": [
        0.265564437075, 0.61803398875, 0.819803902719, 1.0, 1.161187420808,
        1.61803398875, 2.850781059358, 7.14005494464,
    ],
    "sparsemax": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    "soft_shrink": [-3.0, -0.5, 0.0, 0.0, 0.0, 0.5, 2.0, 6.5],
    "hard_shrink": [-3.5, -1.0, 0.0, 0.0, 0.0, 1.0, 2.5, 7.0],
    "tanh_shrink": [
        -2.501822102389, -0.238405844044, -0.020051037745, 0.0, 0.008687387548,
        0.238405844044, 1.513385701849, 6.000001663056,
    ],
    "sparse_plus": [0.0, 0.0, 0.09, 0.25, 0.4225, 1.0, 2.5, 7.0],
    "sparse_sigmoid": [0.0, 0.0, 0.3, 0.5, 0.65, 1.0, 1.0, 1.0],
}  # fmt: skip


def gradient_at(function, points):
    """The derivative of an elementwise function at each point."""
    x = graph.placeholder("float64", (None,), "x")
    (dx,) = graph.gradients(function(x), [x])
    return graph.Session().run(dx, {x: np.asarray(points, np.float64)})


@pytest.mark.parametrize("name", KERAS)
def test_numbers_are_those_of_keras(name):
    y = getattr(graph, name)(POINTS).numpy()
    np.testing.assert_allclose(y, KERAS[name], rtol=0, atol=1e-11)


def test_numbers_with_other_arguments_are_those_of_keras():
    np.testing.assert_allclose(
        graph.gelu(POINTS, approximate=False).numpy(),
        [-0.000814201777, -0.158655253931, -0.137831303356, 0.0, 0.185373426657,
         0.841344746069, 2.484475836686, 6.999999999991], atol=1e-11,
    )  # fmt: skip
    np.testing.assert_allclose(
        graph.elu(POINTS, 0.7).numpy(),
        [-0.678861831604, -0.44248439118, -0.230775967775, 0.0, 0.3, 1.0, 2.5, 7.0],
        atol=1e-11,
    )
    np.testing.assert_allclose(
        graph.celu(POINTS, 0.7).numpy(),
        [-0.695283437101, -0.532244274491, -0.304697314595, 0.0, 0.3, 1.0, 2.5, 7.0],
        atol=1e-11,
    )
    np.testing.assert_allclose(graph.squareplus([0.0], b=9).numpy(), [1.5])


def test_sparsemax_with_several_elements_in_the_support_follows_keras():
    y = graph.sparsemax([1.0, 0.8, 0.1]).numpy()
    np.testing.assert_allclose(y, [0.1, 0.0, 0.0], atol=1e-12)


def test_softmax_is_safe_for_large_inputs():
    x = np.array([[1e30, -1e30, 0.0], [1000.0, 1000.0, -1000.0]])
    np.testing.assert_array_equal(graph.softmax(x).numpy(), [[1, 0, 0], [0.5, 0.5, 0]])
    assert np.isfinite(graph.log_softmax(x).numpy()).all()
    gradcheck(graph.softmax, [np.array([[300.0, 301.0, 299.0]])])
    gradcheck(graph.log_softmax, [np.array([[300.0, 301.0, 299.0]])])


def test_a_masked_element_of_softmax_gets_no_gradient():
    x = graph.placeholder("float32", (3,), "x")
    (dx,) = graph.gradients(graph.softmax(x)[0], [x])
    got = graph.Session().run(dx, {x: [0.0, 0.0, -np.inf]})
    np.testing.assert_allclose(got, [0.25, -0.25, 0.0])


def test_softplus_is_exact_far_from_0_and_its_gradient_is_the_sigmoid():
    points = [-1000.0, -40.0, 0.0, 40.0, 1000.0]
    y = graph.softplus(points).numpy()
    np.testing.assert_allclose(y, [0.0, np.exp(-40.0), np.log(2), 40.0, 1000.0], 1e-15)
    dx = gradient_at(graph.softplus, points)
    np.testing.assert_allclose(dx, [0.0, np.exp(-40.0), 0.5, 1.0, 1.0], 1e-15)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("relu", [0, 0, 0, 1, 1]),
        ("relu6", [0, 0, 0, 0, 0]),
        ("leaky_relu", [0.2, 0.2, 0.2, 1, 1]),
        ("elu", [0, 0, 1, 1, 1]),
        ("celu", [0, 0, 1, 1, 1]),
        ("softsign", [0, 0, 1, 0, 0]),
        ("gelu", [0, 0, 0.5, 1, 1]),
        ("silu", [0, 0, 0.5, 1, 1]),
        ("mish", [0, 0, 0.6, 1, 1]),
        ("log_sigmoid", [1, 1, 0.5, 0, 0]),
        ("squareplus", [0, 0, 0.5, 1, 1]),
        ("tanh_shrink", [1, 1, 0, 1, 1]),
        ("hard_tanh", [0, 0, 1, 0, 0]),
    ],
)
def test_gradients_are_finite_far_out_and_right_at_0(name, expected):
    points = [-1000.0, -1000.0, 0.0, 6.0 if name == "relu6" else 1000.0, 1000.0]
    dx = gradient_at(getattr(graph, name), points)
    np.testing.assert_allclose(dx, expected, atol=2e-6)


@pytest.mark.parametrize("name", sorted(set(KERAS) - {"threshold"}))
def test_integers_become_floats_but_relu_keeps_them(name):
    y = getattr(graph, name)(np.array([1, 2, 0, 3], np.int16))
    assert y.dtype == ("int16" if name in ("relu", "relu6") else "float32")


@pytest.mark.parametrize("name", ["relu", "softplus", "elu", "soft_shrink", "gelu"])
def test_nan_stays_nan(name):
    assert np.isnan(getattr(graph, name)([np.nan]).numpy()).all()


def test_glu_needs_an_even_size():
    with pytest.raises(graph.ShapeError, match="size 3 has no 2 equal parts"):
        graph.glu([1.0, 2.0, 3.0])


def test_gradient_of_moments():
    gradcheck(lambda x: graph.moments(x, [0, 2]), [RNG.normal(size=(2, 3, 4))], order=2)


def test_moments_of_float16_do_not_overflow():
    x = np.array([60000.0, 60000.0, -60000.0, -60000.0], np.float16)
    mean, variance = graph.moments(x, 0)
    assert (mean.dtype, variance.dtype) == ("float16", "float16")
    assert float(mean) == 0.0
    assert float(variance) == np.finfo(np.float16).max


def test_normalize_keeps_zeros_with_a_finite_gradient():
    for order in (1, 2, 3):
        x = graph.placeholder("float32", (2, 2), "x")
        y = graph.normalize(x, order=order)
        (dx,) = graph.gradients(y, [x])
        y, dx = graph.Session().run([y, dx], {x: [[0.0, 0.0], [0.0, 4.0]]})
        np.testing.assert_allclose(y, [[0, 0], [0, 1]], rtol=1e-6)
        assert np.isfinite(dx).all()


def test_normalize_takes_scalars_and_refuses_other_orders():
    assert graph.normalize(-5.0).numpy().tolist() == [-1.0]
    for order in (0, 1.5, True, np.inf):
        with pytest.raises(graph.ArgumentError, match="order must be a positive int"):
            graph.normalize([1.0], order=order)
