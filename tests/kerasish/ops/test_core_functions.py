"""ops.core and ops.rearrange: dtypes of Python numbers, shapes, conversions."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import ops

X = np.arange(24.0).reshape(4, 6)


def test_python_numbers_in_loops_have_the_dtypes_of_keras():
    i, x = ops.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), [0, 1.0])
    assert (i.dtype, x.dtype) == ("int32", "float32")
    assert ops.fori_loop(0, 3, lambda i, v: v + 1, 1.0).dtype == "float32"
    carry, _ = ops.scan(lambda c, x: (c + x, c), np.float32(0), X.astype("float32")[0])
    assert float(carry) == 15.0


def test_one_value_is_carried_alone():
    y = ops.while_loop(lambda x: ops.sum(x) < 10.0, lambda x: x * 2, ops.ones((2,)))
    assert y.tolist() == [8.0, 8.0]


def test_branches():
    pred = graph.placeholder("bool", (), "pred")
    y = ops.cond(pred, lambda: ops.ones((2,)), lambda: ops.zeros((2,)))
    assert graph.Session().run(y, {pred: False}).tolist() == [0.0, 0.0]
    assert ops.switch(9, [lambda x: x, lambda x: -x], 3) == -3


def test_gradients_of_ones_own():
    @ops.custom_gradient
    def doubled(x):
        return x * 2, lambda upstream: upstream * 100

    x = ops.convert_to_tensor([1.0])
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = doubled(x)
    assert tape.gradient(y, x).tolist() == [100.0]
    assert doubled(1.5).dtype == "float32"


def test_what_is_a_tensor():
    kept = kerasish.Input((3,))
    assert not ops.is_tensor(X) and not ops.is_tensor(kept)
    assert ops.is_tensor(ops.ones(()))
    assert ops.shape(kept) == (None, 3)
    assert ops.dtype(kept) == "float32"
    assert ops.dtype(X) == "float64"


@pytest.mark.parametrize(
    ("values", "dtype", "wanted"),
    [
        ([-300.5, 300.7, 5.5], "int8", [-128, 127, 5]),
        ([1e20, -1e20], "int32", [2**31 - 128, -(2**31)]),
        ([np.inf, 1e6], "float16", [65504.0, 65504.0]),
        ([-1, 300], "uint8", [0, 255]),
        ([0, 7], "bool", [False, True]),
        ([2**31 - 1, -5], "float32", [2.0**31, -5.0]),
    ],
)
def test_numbers_outside_become_the_nearest(values, dtype, wanted):
    y = ops.saturate_cast(values, dtype)
    assert y.dtype == dtype
    assert y.tolist() == wanted


def test_places():
    assert ops.scatter_update([1, 1], [[0], [0]], [2, 3], "MUL").tolist() == [6, 1]
    with pytest.raises(graph.ShapeError, match="the axis has size 4, not 3"):
        ops.unstack(X, num=3)


PATTERNS = [
    ("a b -> b a", {}, X.T),
    ("(x a) b -> a x b", {"x": 2}, X.reshape(2, 2, 6).swapaxes(0, 1)),
    (
        "a (p q) -> (q a) p",
        {"p": 2, "q": 3},
        X.reshape(4, 2, 3).transpose(2, 0, 1).reshape(12, 2),
    ),
]


@pytest.mark.parametrize(("pattern", "sizes", "wanted"), PATTERNS)
def test_patterns(pattern, sizes, wanted):
    np.testing.assert_array_equal(ops.rearrange(X, pattern, **sizes), wanted)


@pytest.mark.parametrize(
    ("pattern", "sizes", "error", "text"),
    [
        ("a b c -> a b c", {}, graph.ShapeError, "has not 2 axes"),
        ("a b -> a c", {}, graph.ArgumentError, "once on each side"),
        ("a b", {}, graph.ArgumentError, "two sides"),
        ("a b -> a [b]", {}, graph.ArgumentError, "cannot be read"),
        ("a (b c) -> a b c", {}, graph.ArgumentError, "sizes of b and c are not known"),
        ("a (b c) -> a b c", {"b": 4}, graph.ShapeError, "size 6 cannot be 4"),
        ("a b -> b a", {"a": 3}, graph.ShapeError, "size 4 cannot be 3"),
    ],
)
def test_patterns_that_do_not_fit(pattern, sizes, error, text):
    with pytest.raises(error, match=text):
        ops.rearrange(X, pattern, **sizes)
