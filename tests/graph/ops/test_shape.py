"""Shape ops: examples for the contract, argument forms, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ops.shape.slice import pad_constant, slice_axes
from graph.testing import Case

RNG = np.random.default_rng(4)
X = RNG.normal(size=(2, 3, 5))
EMPTY = np.zeros((2, 0, 5))
SCALAR = np.array(1.5)
DTYPES = ("float16", "float32", "float64", "int8", "bool", "complex64")
OPS = graph.REGISTRY


def symbolic_cases(*cases, dtypes=("float32", "float64")):
    return [Case(function, [X], expected, dtypes) for function, expected in cases]


def size(x, axis):
    return graph.shape(x)[axis]


def pad_numpy(x, before, after, inner, value):
    out = x
    for axis, (low, high, gap) in enumerate(zip(before, after, inner)):
        out = np.moveaxis(out, axis, 0)
        count = len(out)
        wide = np.full(
            ((count - 1) * (gap + 1) + 1 if count else 0, *out.shape[1:]), value
        )
        wide[:: gap + 1] = out
        for end, amount in ((0, low), (1, high)):
            extra = np.full((max(amount, 0), *wide.shape[1:]), value)
            wide = np.concatenate([wide, extra] if end else [extra, wide])
        stop = len(wide) + min(high, 0)
        out = np.moveaxis(wide[-min(low, 0) : stop], 0, axis)
    return out


def pad_case(before, after, inner, value=0.0, x=X, **options):
    return Case(
        lambda x: pad_constant(x, before, after, inner, value),
        [x],
        lambda x: pad_numpy(x, before, after, inner, value).astype(x.dtype),
        **options,
    )


CASES = {
    "Reshape": [
        Case(
            OPS["Reshape"]((6, 5)),
            [X],
            lambda x: x.reshape(6, 5),
            DTYPES,
            symbolic=False,
        ),
        *symbolic_cases(
            (
                lambda x: graph.reshape(x, (-1, size(x, 2))),
                lambda x: x.reshape(-1, x.shape[2]),
            ),
            (lambda x: graph.reshape(x, -1), np.ravel),
            (graph.ravel, np.ravel),
            (
                lambda x: graph.reshape(x, (size(x, 0), -1)),
                lambda x: x.reshape(len(x), -1),
            ),
            (lambda x: graph.expand_dims(x, 0), lambda x: x[None]),
            (
                lambda x: graph.expand_dims(x, (1, -1)),
                lambda x: np.expand_dims(x, (1, -1)),
            ),
            (
                lambda x: graph.squeeze(graph.expand_dims(x, (0, 2)), 2),
                lambda x: x[None],
            ),
            (lambda x: graph.squeeze(graph.expand_dims(x, (0, 2))), lambda x: x),
        ),
        Case(
            lambda x: graph.reshape(x, (5, -1)),
            [EMPTY],
            lambda x: x.reshape(5, 0),
            resize=False,
        ),
        Case(lambda x: graph.reshape(x, (1, 1)), [SCALAR], lambda x: x.reshape(1, 1)),
        Case(graph.ravel, [SCALAR], np.ravel),
    ],
    "BroadcastTo": [
        Case(
            OPS["BroadcastTo"]((2, 3, 5)),
            [X[:, :1]],
            lambda x: np.broadcast_to(x, (2, 3, 5)),
            DTYPES,
            symbolic=False,
        ),
        Case(
            lambda x, y: graph.broadcast_to(x, graph.shape(y)),
            [X[0, :, :1], X],
            lambda x, y: np.broadcast_to(x, y.shape),
        ),
        Case(
            lambda x: graph.broadcast_to(x, (2, 3)),
            [SCALAR],
            lambda x: np.full((2, 3), x),
        ),
        Case(
            lambda x: graph.broadcast_to(x, (0, 3)),
            [SCALAR],
            lambda x: np.full((0, 3), x),
        ),
    ],
    "Transpose": [
        Case(OPS["Transpose"]((2, 0, 1)), [X], lambda x: x.transpose(2, 0, 1), DTYPES),
        *symbolic_cases(
            (graph.transpose, np.transpose),
            (lambda x: graph.transpose(x, (1, -3, 2)), lambda x: x.transpose(1, 0, 2)),
            (lambda x: graph.swapaxes(x, 0, -1), lambda x: x.swapaxes(0, -1)),
            (lambda x: graph.moveaxis(x, 0, -1), lambda x: np.moveaxis(x, 0, -1)),
            (
                lambda x: graph.moveaxis(x, (0, 2), (1, 0)),
                lambda x: np.moveaxis(x, (0, 2), (1, 0)),
            ),
        ),
        Case(graph.transpose, [EMPTY], np.transpose),
        Case(graph.transpose, [SCALAR], np.transpose),
    ],
    "Reverse": [
        Case(OPS["Reverse"]((0, 2)), [X], lambda x: np.flip(x, (0, 2)), DTYPES),
        *symbolic_cases(
            (graph.flip, np.flip),
            (lambda x: graph.flip(x, 1), lambda x: np.flip(x, 1)),
            (lambda x: graph.flip(x, (-1, 0)), lambda x: np.flip(x, (-1, 0))),
        ),
        Case(graph.flip, [EMPTY], np.flip),
        Case(graph.flip, [SCALAR], np.flip),
    ],
    "Slice": [
        Case(
            OPS["Slice"]((0, 1, 0), (2, 3, 5), (1, 1, 2)),
            [X],
            lambda x: x[:, 1:3, ::2],
            DTYPES,
            symbolic=False,
        ),
        Case(
            lambda x: slice_axes(x, (0, 1, 0), graph.shape(x), (1, 1, 3)),
            [X],
            lambda x: x[:, 1:, ::3],
        ),
        Case(
            lambda x: slice_axes(x, (0, 0, 2), (1, size(x, 1), 2)),
            [X],
            lambda x: x[:1, :, 2:2],
        ),
    ],
    "PadConstant": [
        Case(
            OPS["PadConstant"]((1, 0, 2), (0, 2, 1), (0, 1, 0)),
            [X, np.array(0.5)],
            lambda x, v: pad_numpy(x, (1, 0, 2), (0, 2, 1), (0, 1, 0), v).astype(
                x.dtype
            ),
            DTYPES,
        ),
        pad_case((0, 0, 1), (0, 0, 1), (0, 0, 0)),
        pad_case((1, 2, 3), (0, 0, 0), (2, 1, 0), 2.5),
        pad_case((0, -1, -2), (0, 0, -1), (0, 0, 0)),
        pad_case((0, -1, 1), (0, 2, -3), (1, 2, 1), -1.0),
        pad_case((0, 3, 0), (1, 1, 0), (0, 2, 0), 4.0, EMPTY, resize=False),
    ],
    "Concatenate": [
        Case(
            OPS["Concatenate"](1),
            [X, X[:, :2], X[:, :0]],
            lambda *xs: np.concatenate(xs, 1),
            DTYPES,
        ),
        Case(
            lambda x: graph.concatenate([x, x], -1),
            [X],
            lambda x: np.concatenate([x, x], -1),
        ),
        Case(lambda x: graph.stack([x, x + 1]), [X], lambda x: np.stack([x, x + 1])),
        Case(
            lambda x: graph.stack([x, x], -1), [SCALAR], lambda x: np.stack([x, x], -1)
        ),
        Case(
            lambda x: graph.unstack(x, axis=1),
            [X],
            lambda x: list(np.moveaxis(x, 1, 0)),
            symbolic=(0, 2),
        ),
        Case(lambda x: graph.unstack(x, 2), [X], list, resize=False),
        Case(
            lambda x: graph.split(x, 3, axis=1),
            [X],
            lambda x: np.split(x, 3, 1),
            symbolic=(0, 2),
        ),
        Case(
            lambda x: graph.split(x, [1, 3], -1), [X], lambda x: np.split(x, [1, 3], -1)
        ),
        Case(
            lambda x: graph.split(x, [3, 1, -1, 9], 2),
            [X],
            lambda x: np.split(x, [3, 1, -1, 9], 2),
            symbolic=(0, 1),
        ),
        Case(
            lambda x: graph.split(x, np.int64(5), 2)[1],
            [X],
            lambda x: x[:, :, 1:2],
            symbolic=False,
        ),
    ],
    "GradientTo": [
        Case(
            lambda v, x: graph.gradient_to(v, x, 2.0),
            [X, X + 1],
            lambda v, x: v,
            DTYPES,
            gradient=False,
        )
    ],
    "StopGradient": [Case(graph.stop_gradient, [X], lambda x: x, DTYPES, smooth=False)],
}


def text_of(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


X_SPEC = graph.placeholder("float32", (2, 3), "x")


def test_reshape_explains_what_does_not_fit():
    assert text_of(graph.ShapeError, graph.reshape, X_SPEC, (4, 2)).startswith(
        "reshape: 6 elements do not fit shape [4, 2]\n"
        "  got: x=float32[2, 3]\n"
        "  hint: the product of the sizes must stay the same\n"
        "  made by: test_shape.py:"
    )
    for shape in ((4, -1), (-1, -1)):
        assert text_of(graph.ShapeError, graph.reshape, X_SPEC, shape).startswith(
            "reshape: the elements do not fit the shape\n"
            f"  got: x=float32[2, 3], shape={list(shape)}\n"
            "  hint: at most one size may be -1, and the others must divide "
            "the elements\n"
        )


def test_sizes_must_be_integers():
    assert text_of(graph.ArgumentError, graph.reshape, X_SPEC, (None, 3)).startswith(
        "reshape: a size must be an integer\n  got: size=None\n"
        "  hint: use graph.shape(x)[axis] for a size that is not known yet\n"
    )
    assert text_of(graph.ArgumentError, graph.reshape, X_SPEC, (1.5, 3)).startswith(
        "reshape: a size must be an integer\n  got: size=1.5\n  made by:"
    )
    assert text_of(
        graph.SymbolicError, graph.reshape, X_SPEC, (graph.argmax(X_SPEC), 3)
    ).startswith(
        "reshape: a size cannot depend on data\n  got: size=int64[]\n"
        "  hint: use sizes of other tensors: graph.shape(x)[axis]\n"
    )


def test_squeeze_names_the_axis_that_is_longer():
    assert text_of(graph.ShapeError, graph.squeeze, X_SPEC, 1).startswith(
        "squeeze: axis 1 has size 3, not 1\n  got: x=float32[2, 3]\n"
        "  hint: name only axes of size 1\n"
    )


def test_axes_are_checked():
    assert text_of(graph.ArgumentError, graph.flip, X_SPEC, 2).startswith(
        "flip: axis 2 is outside a tensor of rank 2\n  got: axis=2, rank=2\n"
        "  hint: axes run from -2 to 1\n"
    )
    assert "an axis is given twice" in text_of(
        graph.ArgumentError, graph.flip, X_SPEC, (0, -2)
    )
    assert "axis must be an integer" in text_of(
        graph.ArgumentError, graph.flip, X_SPEC, "last"
    )
    assert "2 axes" not in text_of(graph.ShapeError, graph.transpose, X_SPEC, (1,))
    assert text_of(graph.ShapeError, graph.transpose, X_SPEC, (1,)).startswith(
        "transpose: 1 axes for a tensor of rank 2\n  got: x=float32[2, 3], axes=(1,)\n"
        "  hint: name every axis once\n"
    )


def test_broadcast_to_explains_what_does_not_fit():
    assert text_of(graph.ShapeError, graph.broadcast_to, X_SPEC, (3, 3)).startswith(
        "broadcast_to: cannot broadcast to [3, 3]\n  got: x=float32[2, 3]\n"
        "  hint: a size must be 1 or equal to the new one\n"
    )
    assert text_of(graph.ShapeError, graph.add, X_SPEC, np.ones((4, 3))).startswith(
        "add: shapes do not broadcast\n  got: [2, 3], [4, 3]\n"
        "  hint: sizes of aligned axes must be equal or 1; reshape one side\n"
    )


def test_concatenate_explains_what_does_not_fit():
    other = graph.placeholder("float32", (2, 4), "y")
    assert text_of(graph.ShapeError, graph.concatenate, [X_SPEC, other]).startswith(
        "concatenate: all sizes but those of axis 0 must agree\n"
        "  got: x0=float32[2, 3], x1=float32[2, 4]\n"
    )
    assert "at least one tensor" in text_of(graph.ArgumentError, graph.concatenate, [])
    with pytest.raises(graph.ShapeError, match="must agree"):
        graph.concatenate([np.ones((2, 3)), np.ones(3)])


def test_concatenate_promotes():
    parts = [np.ones(2, np.int32), np.ones(1, np.float32), [True]]
    assert graph.concatenate(parts).dtype == np.float32


def test_split_and_unstack_explain_what_does_not_fit():
    text = text_of(graph.ShapeError, graph.split, X_SPEC, 4, 1)
    assert text.startswith(
        "split: an axis of size 3 has no 4 equal parts\n"
        "  got: x=float32[2, 3], axis=1\n"
        "  hint: choose a divisor, or give the indices to cut at\n"
    )
    x = graph.placeholder("float32", (None, 3), "x")
    assert text_of(graph.ShapeError, graph.unstack, x).startswith(
        "unstack: the size of the axis is not known\n  got: x=float32[x_0, 3], axis=0\n"
        "  hint: give num, or loop with graph.scan\n"
    )


def test_split_of_an_unknown_size_into_equal_parts():
    x = graph.placeholder("float32", (None, 2), "x")
    parts = graph.split(x, 3)
    array = np.arange(12, dtype=np.float32).reshape(6, 2)
    results = graph.Session().run(parts, {x: array})
    for got, want in zip(results, np.split(array, 3)):
        np.testing.assert_array_equal(got, want)


def test_reshape_to_what_already_is_makes_no_node():
    assert graph.reshape(X_SPEC, (2, 3)) is X_SPEC
    assert graph.broadcast_to(X_SPEC, (2, 3)) is X_SPEC
    assert graph.transpose(X_SPEC, (0, 1)) is X_SPEC
    assert graph.concatenate([X_SPEC]) is X_SPEC


def test_shape_gives_numbers_and_sizes():
    x = graph.placeholder("float32", ("batch", 3), "x")
    assert graph.shape(x) == (graph.symbol("batch", shared=True), 3)
    assert graph.shape(np.ones((2, 3))) == (2, 3)
    assert x.shape == (None, 3)


def test_a_gradient_goes_to_something_else_times_a_factor():
    v, x = graph.placeholder("float32", (2,)), graph.placeholder("float32", (2,))
    y = graph.gradient_to(v * 3.0, x, 0.5) * 4.0
    dv, dx = graph.gradients(y, [v, x], unconnected="zero")
    got = graph.Session().run([dv, dx], {v: [1, 1], x: [1, 1]})
    np.testing.assert_array_equal(got, [[0, 0], [2, 2]])
    with pytest.raises(graph.ShapeError, match="value and x must be alike"):
        graph.gradient_to(v, v[0])
