"""Symbolic tensors refuse to be values and say what to do; eager ones are arrays."""

from __future__ import annotations

import numpy as np
import pytest

import graph

X = graph.placeholder("float32", (None, 3), "x")


@pytest.mark.parametrize(
    ("use", "wanted", "hint"),
    [
        (
            bool,
            "truth value",
            "choose with graph.where(condition, a, b), or branch with",
        ),
        (
            np.asarray,
            "array",
            "run it: graph.Session().run(tensor, {placeholder: array})",
        ),
        (float, "number", "keep it a tensor: graph.where(condition, a, b)"),
        (int, "number", "keep it a tensor: graph.where(condition, a, b)"),
        (range, "integer", "loop with graph.fori_loop(0, n, body, init)"),
        (lambda x: x.numpy(), "array", "run it: graph.Session().run(tensor"),
        (lambda x: x.item(), "array", "run it: graph.Session().run(tensor"),
        (lambda x: f"{x:.2f}", "number to format", "show it when it has run"),
        (list, "known length to iterate over", "loop with graph.scan or graph.map"),
        (len, "known length", "use graph.shape(x)[0]"),
    ],
)
def test_a_symbolic_tensor_is_no_value(use, wanted, hint):
    with pytest.raises(graph.SymbolicError) as caught:
        use(X)
    code = getattr(use, "__code__", None)
    line = caught.tb.tb_lineno if code is None else code.co_firstlineno
    assert str(caught.value).startswith(
        f"a symbolic tensor has no {wanted} before it runs\n"
        f"  got: x=float32[x_0, 3], used at test_tensor.py:{line}\n"
        f"  hint: {hint}"
    )
    assert "\n  made by: test_tensor.py:" in str(caught.value)


def test_what_a_symbolic_tensor_tells():
    assert X.shape == (None, 3)
    assert X.ndim == 2
    assert X.dtype == np.float32
    assert X.name == "x"
    assert repr(X) == "<symbolic x: float32[x_0, 3]>"
    assert graph.exp(X).name == "exp"


def test_an_eager_tensor_is_an_array():
    t = graph.as_tensor(np.array([[1.0, 2.0]], np.float32))
    assert (t.shape, t.ndim, t.dtype, t.size) == ((1, 2), 2, np.float32, 2)
    assert repr(t) == "tensor([[1., 2.]], dtype=float32)"
    assert np.asarray(t, "float64").dtype == np.float64
    assert np.array(t, copy=True) is not t.array
    assert t.tolist() == [[1, 2]]
    assert len(t) == 1
    scalar = graph.as_tensor(np.float32(2.5))
    assert (float(scalar), int(scalar), bool(scalar), scalar.item()) == (
        2.5,
        2,
        True,
        2.5,
    )
    assert f"{scalar:.2f}" == "2.50"
    assert [10, 20, 30][graph.as_tensor(np.int64(1))] == 20


def test_values_that_are_no_tensors_are_explained():
    for value, got in [
        ([[1, 2], [3]], "list: "),
        (object(), "object of dtype object"),
        ([1, None], "list of dtype object"),
    ]:
        with pytest.raises(graph.DTypeError) as caught:
            graph.as_tensor(value)
        text = str(caught.value)
        assert text.startswith(f"a value cannot be made a tensor\n  got: {got}")
        assert "\n  hint: pass numbers" in text
        assert "\n  made by: test_tensor.py:" in text


def test_a_size_that_is_not_known_is_no_number():
    with pytest.raises(graph.DTypeError) as caught:
        graph.sum(X) / X.shape[0]
    assert str(caught.value).startswith(
        "a value cannot be made a tensor\n  got: NoneType of dtype object\n"
        "  hint: a size that is None in x.shape is graph.shape(x)[axis]\n"
        "  made by: test_tensor.py:"
    )


def test_as_tensor_keeps_tensors_and_checks_dtypes():
    t = graph.as_tensor([1.0])
    assert graph.as_tensor(t) is t
    assert graph.as_tensor(X) is X
    assert graph.as_tensor(1, "float32").dtype == np.float32
    assert graph.as_tensor([graph.as_tensor(1.0), 2.0]).tolist() == [1, 2]
    with pytest.raises(graph.DTypeError) as caught:
        graph.as_tensor(X, "float64")
    assert str(caught.value).startswith(
        "a tensor of dtype float64 is needed here\n  got: value=float32[x_0, 3]\n"
        '  hint: convert it first: graph.cast(x, "float64")\n'
    )


def test_a_size_is_a_tensor_where_one_is_needed():
    n = graph.shape(X)[0]
    y = graph.as_tensor(n)
    assert y.dtype == np.int64
    outputs = [y * 2, X * n, graph.as_tensor(n * 3 + 1)]
    array = np.ones((4, 3), np.float32)
    got = graph.Session().run(outputs, {X: array})
    for a, b in zip(got, [8, array * 4, 13]):
        np.testing.assert_array_equal(a, b)


def test_constants_do_not_follow_their_source():
    array = np.ones(2)
    c = graph.constant(array)
    y = graph.placeholder("float64", (2,), "y") + array
    array[:] = 5
    assert graph.Session().run(c).tolist() == [1, 1]
    assert graph.Session().run(y, {y.node.inputs[0]: [0, 0]}).tolist() == [1, 1]


def test_errors_have_a_tree():
    tree = {
        graph.ShapeError: ValueError,
        graph.DTypeError: TypeError,
        graph.ArgumentError: ValueError,
        graph.BoundsError: IndexError,
        graph.FeedError: ValueError,
        graph.GradientError: ValueError,
        graph.SymbolicError: TypeError,
        graph.ExecutionError: RuntimeError,
        graph.VerificationError: AssertionError,
    }
    for error, builtin in tree.items():
        assert issubclass(error, (graph.GraphError,)) and issubclass(error, builtin)


def test_describe_builds_each_line_that_is_given():
    assert graph.describe("f: wrong") == "f: wrong"
    assert graph.describe("f: wrong", {"x": 1, "y": [2]}, "do", "a.py:3") == (
        "f: wrong\n  got: x=1, y=[2]\n  hint: do\n  made by: a.py:3"
    )
    assert graph.describe("f: wrong", "seven") == "f: wrong\n  got: seven"
