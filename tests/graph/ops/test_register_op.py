"""Ops that users write: everywhere that others work, and what is said of mistakes."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from graph.testing import check_op

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


@graph.register_op
class PowerAndSum(graph.Op):
    """x ** n, and its sum along an axis."""

    n: int
    axis: int = 1

    def infer(self, x):
        self.require_float(x=x)
        self.require_axis(self.axis, x.rank, x=x)
        return x, x.with_shape(s for i, s in enumerate(x.shape) if i != self.axis)

    def kernel(self, x):
        y = x**self.n
        return y, y.sum(self.axis)

    def vjp(self, dys, ys, x):
        dy, dtotal = dys
        dy = dy + graph.expand_dims(dtotal, self.axis)
        return (dy * self.n * x ** (self.n - 1),)

    def lower(self, b, x):
        return b.call("power", x)


@graph.register_op(name="weigh")
class Weigh(graph.Op):
    """x * w, of one shape."""

    is_elementwise = True

    def infer(self, x, w):
        self.require_same_dtype(x=x, w=w)
        return x

    def kernel(self, x, w):
        return x * w

    def vjp(self, dy, y, x, w):
        return dy * w, dy * x


def broken(**methods):
    """A function of an op with some methods replaced."""
    methods = {
        "infer": lambda self, x: x,
        "kernel": lambda self, x: x * 2,
        "__module__": __name__,
    } | methods
    return graph.register_op(type("Broken", (graph.Op,), methods))


def test_the_contract_holds():
    def both(x):
        return x**3, (x**3).sum(1)

    check_op(lambda x: PowerAndSum(x, n=3), [X], expected=both)
    check_op(lambda x: PowerAndSum(x, n=2, axis=0), [X], [X[:1]])
    check_op(Weigh, [X, X[::-1]], expected=np.multiply)


def test_the_function():
    assert PowerAndSum.__name__ == "power_and_sum"
    assert PowerAndSum.__doc__ == "x ** n, and its sum along an axis."
    assert Weigh.__name__ == "weigh"
    assert Weigh.op.__name__ == "Weigh"
    assert np.asarray(Weigh(X, 2.0)).tolist() == (X * 2).tolist()
    assert Weigh(np.float32(1), 2).dtype == np.float32
    with graph.tracing():
        assert Weigh(graph.Variable(X), X).op == Weigh.op()


def test_with_tapes_variables_loops_and_rows():
    v = graph.Variable(X)
    with graph.GradientTape() as tape:
        y, total = PowerAndSum(v, n=2)
        loss = graph.sum(y) + graph.sum(total)
    np.testing.assert_allclose(tape.gradient(loss, v), 4 * X)
    x = graph.placeholder("float64", (None, 3))
    rows = graph.vectorized_map(lambda row: PowerAndSum(row, n=2, axis=0)[1], x)
    weighed = graph.vectorized_map(lambda row: Weigh(row, X[0]), x)
    got = graph.Session().run([rows, weighed], {x: X})
    np.testing.assert_allclose(got[0], (X**2).sum(1))
    np.testing.assert_allclose(got[1], X * X[0])


def test_in_a_model():
    inputs = kerasish.Input((3,))
    squares = kerasish.layers.Lambda(lambda x: PowerAndSum(x, n=2)[0])(inputs)
    outputs = kerasish.layers.Dense(1)(squares)
    model = kerasish.Model(inputs, outputs)
    model.compile("sgd", "mse")
    before = model.evaluate(X, X[:, :1], verbose=0)
    model.fit(X, X[:, :1], epochs=5, verbose=0)
    assert model.evaluate(X, X[:, :1], verbose=0) < before


def text_of(error, function, *args, **kwargs):
    with pytest.raises(error) as caught:
        function(*args, **kwargs)
    return str(caught.value)


def test_what_is_missing_is_told():
    text = text_of(graph.ArgumentError, graph.register_op, lambda x: x)
    assert text.startswith("register_op: a class derived from graph.Op is needed\n")
    text = text_of(graph.ArgumentError, broken, infer=graph.Op.infer)
    assert text.startswith(
        "register_op: Broken has no infer\n"
        "  hint: define infer(self, *specs), which returns the Spec of the result, or "
        "a tuple of them\n"
        "  made by: test_register_op.py:"
    )
    text = text_of(graph.ArgumentError, broken, kernel=graph.Op.kernel)
    assert "register_op: Broken has no kernel\n  hint: define kernel(self" in text


def test_a_name_that_is_taken():
    sinh = graph.REGISTRY["Sinh"]
    methods = {"infer": lambda self, x: x, "kernel": lambda self, x: x}
    mine = type("Sinh", (graph.Op,), methods)
    text = text_of(graph.ArgumentError, graph.register_op, mine)
    assert text.startswith(
        "register_op: there is an op of the name Sinh already\n"
        "  got: taken by=graph.ops.elementwise.trigonometric.Sinh\n"
        "  hint: give the class another name\n"
    )
    assert graph.REGISTRY["Sinh"] is sinh
    assert np.asarray(broken()(X)).tolist() == (X * 2).tolist()
    broken()  # the same module may write its op anew


def test_wrong_calls():
    text = text_of(graph.ArgumentError, PowerAndSum, X)
    assert text.startswith(
        "power_and_sum: attribute 'n' is needed\n"
        "  hint: attributes of power_and_sum: n, axis; pass them by name\n"
    )
    text = text_of(graph.ArgumentError, Weigh, X, X, scale=1)
    assert (
        "weigh: unknown attribute 'scale'\n  hint: attributes of weigh: none;" in text
    )
    text = text_of(graph.ArgumentError, Weigh, X)
    assert text.startswith("weigh: missing a required argument: 'w'\n")
    assert "hint: call weigh(x, w)\n" in text
    text = text_of(graph.ArgumentError, PowerAndSum, X, n=np.ones(2))
    assert text.startswith("power_and_sum: attribute 'n' must be hashable\n")


def graph_run(function):
    x = graph.placeholder("float64", (None, 3))
    return graph.Session().run(function(x), {x: X})


@pytest.mark.parametrize(
    ("methods", "error", "text"),
    [
        (
            {"kernel": lambda self, x: (x * 2).astype("float32")},
            graph.DTypeError,
            "broken: result 0 of the kernel is not what infer says\n"
            "  got: infer=float64[2, 3], kernel=float32[2, 3]\n"
            "  hint: make the kernel return what infer says, or infer say what it is",
        ),
        (
            {"kernel": lambda self, x: x[:1]},
            graph.ShapeError,
            "got: infer=float64[2, 3], kernel=float64[1, 3]",
        ),
        (
            {"kernel": lambda self, x: (x * 2, x)},
            graph.ShapeError,
            "broken: the kernel gives 2 results, infer 1\n"
            "  hint: return a tuple with one array for each spec",
        ),
        (
            {"infer": lambda self, x: (x, x)},
            graph.ShapeError,
            "broken: the kernel gives 1 results, infer 2",
        ),
    ],
)
def test_a_kernel_that_disagrees_with_infer(methods, error, text):
    op = broken(**methods)
    for run in (lambda: op(X), lambda: graph_run(op)):
        found = text_of(error, run)
        assert text in found
        assert "made by: test_register_op.py:" in found
    with pytest.raises(AssertionError, match=r"^broken, example 0: values in fl"):
        check_op(op, [X])


@pytest.mark.parametrize(
    ("vjp", "text"),
    [
        (
            lambda self, dy, y, x: dy * 2,
            "broken: vjp must return a tuple of 1 cotangents\n"
            "  got: returned=SymbolicTensor\n"
            "  hint: one for each input, None where there is no gradient",
        ),
        (
            lambda self, dy, y, x: (graph.cast(dy, "float32"),),
            "broken: cotangent 0 of vjp is not like its input\n"
            "  got: input=float64[2, 3], cotangent=float32[2, 3]\n"
            "  hint: give it the dtype and shape of the input",
        ),
        (lambda self, dy, y, x: (graph.sum(dy, 0),), "cotangent=float64[3]"),
    ],
)
def test_a_gradient_that_does_not_fit(vjp, text):
    x = graph.placeholder("float64", (2, 3))
    y = broken(vjp=vjp)(x)
    assert text in text_of(graph.GradientError, graph.gradients, y, [x])


def test_check_op_says_which_part_fails():
    def failing(**methods):
        return text_of(AssertionError, check_op, broken(**methods), [X])

    def static(self, x):
        return graph.Spec(x.dtype, tuple(map(int, x.shape)))

    assert failing(vjp=lambda self, dy, y, x: (dy * 3,)).startswith(
        "broken, example 0: gradients: gradcheck: input 0, element"
    )
    text = failing(
        kernel=lambda self, x: x * x,
        vjp=lambda self, dy, y, x: (dy * 2 * graph.stop_gradient(x),),
    )
    assert text.startswith(
        "broken, example 0: gradients: second derivatives: gradcheck: input 0"
    )
    assert failing(infer=static).startswith("broken, example 0: other sizes: ")

    def writes(self, x):
        x *= 2
        return x

    assert "values in float32: " in failing(kernel=writes)
    check_op(broken(), [X], expected=lambda x: x * 2)  # no gradient: not asked for
    with pytest.raises(graph.ArgumentError, match="give the inputs of an example"):
        check_op(broken())
