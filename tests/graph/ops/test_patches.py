"""Adaptive pools, and images as columns of patches, against loops."""

from __future__ import annotations

import math

import numpy as np
import pytest

import graph
from graph.testing import Case

RNG = np.random.default_rng(5)
X1 = RNG.normal(size=(2, 7, 3))
X2 = RNG.normal(size=(2, 6, 5, 3))
IMAGE = RNG.normal(size=(2, 3, 6, 5))


def bins(x, axis, n, reduce):
    size = x.shape[axis]
    edges = [(i * size // n, math.ceil((i + 1) * size / n)) for i in range(n)]
    parts = [reduce(x.take(range(*edge), axis), axis) for edge in edges]
    return np.stack(parts, axis)


def columns(x, window, dilation=(1, 1), padding=(0, 0), stride=(1, 1)):
    """unfold, one element at a time."""
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])
    reach = [(k - 1) * d + 1 for k, d in zip(window, dilation)]
    counts = [(n - r) // s + 1 for n, r, s in zip(x.shape[2:], reach, stride)]
    out = np.zeros((*x.shape[:2], *window, *counts), x.dtype)
    for i, j, p, q in np.ndindex(*window, *counts):
        row = p * stride[0] + i * dilation[0]
        out[:, :, i, j, p, q] = x[:, :, row, q * stride[1] + j * dilation[1]]
    return out.reshape(len(x), -1, counts[0] * counts[1])


STEPS = {"dilation": (2, 1), "padding": (1, 2), "stride": (1, 2)}
COLUMNS = columns(IMAGE, (2, 3), **STEPS)


def image_of(y, size):
    """fold by its definition: the transpose of unfold."""
    basis = np.eye(3 * size[0] * size[1]).reshape(-1, 3, *size)
    matrix = columns(basis, (2, 3), **STEPS).reshape(len(basis), -1)
    return (y.reshape(len(y), -1) @ matrix.T.astype(y.dtype)).reshape(-1, 3, *size)


CASES = {
    "adaptive_average_pool": [
        Case(
            lambda x: graph.adaptive_average_pool(x, 3),
            [X1],
            lambda x: bins(x, 1, 3, np.mean),
            symbolic=(0,),
        ),
        Case(lambda x: graph.adaptive_average_pool(x, (3, 5)), [X2], None),
    ],
    "adaptive_max_pool": [
        Case(
            lambda x: graph.adaptive_max_pool(x, (4, 2), "channels_first"),
            [IMAGE],
            lambda x: bins(bins(x, 2, 4, np.max), 3, 2, np.max),
            symbolic=(0, 2),
        )
    ],
    "unfold": [
        Case(
            lambda x: graph.unfold(x, (2, 3), **STEPS),
            [IMAGE],
            lambda x: columns(x, (2, 3), **STEPS),
            symbolic=(0,),
        ),
        Case(lambda x: graph.unfold(x, 2), [IMAGE], lambda x: columns(x, (2, 2))),
    ],
    "fold": [
        Case(
            lambda y: graph.fold(y, (6, 5), (2, 3), **STEPS),
            [COLUMNS],
            lambda y: image_of(y, (6, 5)),
            symbolic=(0,),
        )
    ],
}

ERRORS = [
    (lambda: graph.unfold(X1, 2), graph.ShapeError, r"x is \(batch, channels, rows"),
    (lambda: graph.unfold(IMAGE, 7), graph.ShapeError, "larger than the image"),
    (lambda: graph.unfold(IMAGE, (2,)), graph.ArgumentError, "kernel_size must be"),
    (lambda: graph.fold(IMAGE, 4, 2), graph.ShapeError, "channels . window, windows"),
    (lambda: graph.fold(X1, 4, 2), graph.ShapeError, "channels . 4, 9"),
    (
        lambda: graph.adaptive_max_pool(X1, 0),
        graph.ArgumentError,
        "output_size must be",
    ),
    (lambda: graph.adaptive_max_pool(X1[0], 2), graph.ShapeError, "1 to 3 spatial"),
]


@pytest.mark.parametrize(("call", "error", "text"), ERRORS)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_adaptive_pools_of_unknown_sizes():
    x = graph.placeholder("float64", (None, None, 3), "x")
    y = graph.adaptive_average_pool(x, 3)
    assert y.shape == (None, 3, 3)
    found = graph.Session().run(y, {x: X1})
    np.testing.assert_allclose(found, bins(X1, 1, 3, np.mean))


def test_fold_adds_up_what_unfold_took_apart():
    times = graph.fold(graph.unfold(np.ones_like(IMAGE), 2), (6, 5), 2)
    found = graph.fold(graph.unfold(IMAGE, 2), (6, 5), 2)
    np.testing.assert_allclose(found, IMAGE * times.numpy())
