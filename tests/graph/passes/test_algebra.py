"""Each rewrite rule on a printed graph, and the values that it must not change."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

import graph
from graph.ir.program import Program
from graph.passes.pipeline import run_passes
from graph.testing.node_checks import run_checked

X = graph.placeholder("float32", (2, 3), "x")
I = graph.placeholder("int32", (2, 3), "i")  # noqa: E741
B = graph.placeholder("bool", (2, 3), "b")


def rewritten(*outputs, inputs=(X, I, B)):
    """The printed lines of the outputs after all passes, without their numbers."""
    program = run_passes(Program(inputs, [graph.as_symbolic(y) for y in outputs]), True)
    return graph.print_graph(program.outputs)


def body(text):
    """What is computed: the lines between placeholders and return, without specs."""
    lines = [line.split(" : ")[0] for line in text.splitlines()]
    return [line for line in lines if "placeholder" not in line]


UNCHANGED = ["return %0"]
RULES = [
    ("x + 0", X + 0, UNCHANGED),
    ("0 + x", 0 + X, UNCHANGED),
    ("x - 0", X - 0, UNCHANGED),
    ("x * 1", X * 1, UNCHANGED),
    ("1 * x", 1.0 * X, UNCHANGED),
    ("x / 1", X / 1, UNCHANGED),
    ("x * ones", X * np.ones((2, 3), np.float32), ["%1 = constant", "%2 = multiply"]),
    ("x * -1", X * -1, ["%1 = negative(%0)", "return %1"]),
    ("-1 * i", -1 * I, ["%1 = negative(%0)", "return %1"]),
    ("i * 1", I * 1, UNCHANGED),
    ("b and True", B + False, UNCHANGED),
    ("-(-x)", graph.negative(graph.negative(X)), UNCHANGED),
    ("x**1", graph.power(X, 1), UNCHANGED),
    ("x**2", graph.power(X, 2), ["%1 = multiply(%0, %0)", "return %1"]),
    ("x**0.5", graph.power(X, 0.5), ["%1 = sqrt(%0)", "return %1"]),
    ("x**0", graph.power(X, 0), ["%0 = constant(held=1.)", "%1 = broadcast"]),
    ("i**2", graph.power(I, 2), ["%1 = multiply(%0, %0)", "return %1"]),
    ("1 / sqrt(x)", 1 / graph.sqrt(X), ["%1 = rsqrt(%0)", "return %1"]),
    ("exp(x) - 1", graph.exp(X) - 1, ["%1 = expm1(%0)", "return %1"]),
    ("log(1 + x)", graph.log(1 + X), ["%1 = log1p(%0)", "return %1"]),
    ("log(x + 1)", graph.log(X + 1), ["%1 = log1p(%0)", "return %1"]),
    ("log(exp(x))", graph.log(graph.exp(X)), UNCHANGED),
    ("stop_gradient", graph.stop_gradient(X), UNCHANGED),
    ("cast to its dtype", graph.apply(graph.REGISTRY["Cast"](X.dtype), X), UNCHANGED),
    ("two transposes", graph.transpose(graph.transpose(X)), UNCHANGED),
    (
        "two transposes of three axes",
        graph.transpose(graph.transpose(graph.expand_dims(X, 0), (2, 0, 1)), (1, 2, 0)),
        ["%1 = reshape(sizes=(1, 2, 3); %0)", "return %1"],
    ),
    (
        "two reshapes",
        graph.reshape(graph.reshape(X, (3, 2)), 6),
        ["%1 = reshape(sizes=(6,); %0)", "return %1"],
    ),
    ("a reshape back", graph.reshape(graph.reshape(X, 6), (2, 3)), UNCHANGED),
    (
        "two broadcasts",
        graph.broadcast_to(graph.broadcast_to(X, (4, 2, 3)), (5, 4, 2, 3)),
        ["%1 = broadcast_to(sizes=(5, 4, 2, 3); %0)", "return %1"],
    ),
    (
        "the sum of one",
        graph.sum(graph.expand_dims(X, 1), 1),
        UNCHANGED,
    ),
]


@pytest.mark.parametrize(
    ("output", "lines"), [r[1:] for r in RULES], ids=[r[0] for r in RULES]
)
def test_rule_gives_this_graph(output, lines):
    inputs = [t for t in (X, I, B) if any(t.node is n for n in _nodes(output))]
    got = body(rewritten(output, inputs=inputs))
    assert len(got) >= len(lines)
    for line, want in zip(got, lines):
        assert line.startswith(want) or line == want


def _nodes(output):
    from graph.ir.node import reachable

    return reachable([output])


@pytest.mark.parametrize("output", [r[1] for r in RULES], ids=[r[0] for r in RULES])
def test_rule_keeps_values(output):
    rng = np.random.default_rng(1)
    feeds = {
        X: rng.uniform(0.1, 2, (2, 3)).astype(np.float32),
        I: rng.integers(-4, 5, (2, 3)).astype(np.int32),
        B: rng.uniform(size=(2, 3)) > 0.5,
    }
    program = Program(list(feeds), [output])
    (plain,) = run_checked(program, list(feeds.values()))
    (passed,) = run_checked(run_passes(program, check=True), list(feeds.values()))
    assert plain.dtype == passed.dtype
    np.testing.assert_allclose(passed, plain, 1e-6)


def test_rules_that_would_change_values_do_not_fire():
    u = graph.placeholder("uint8", (2,), "u")
    assert "negative" not in rewritten(u * np.uint8(255), inputs=[u])
    c = graph.placeholder("complex64", (2,), "c")
    assert "power" in rewritten(graph.power(c, 0.5), inputs=[c])
    assert "log(" in rewritten(graph.log(graph.exp(c)), inputs=[c])
    assert "sum" in rewritten(graph.sum(X, 0))
    assert "cast" in rewritten(graph.cast(X, "float64"))
    assert "constant" in rewritten(X + np.array([0, 1, 0], np.float32))


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6, 1e30])
def test_log_of_softmax_stays_finite(scale):
    x = np.array([[0.0, 1.0, -2.0], [3.0, 3.0, -1.0]], np.float32) * np.float32(scale)
    e = graph.exp(X - graph.max(X, 1, keepdims=True))
    y = graph.log(e / graph.sum(e, 1, keepdims=True))
    got = graph.Session().run(y, {X: x})
    want = scipy.special.log_softmax(x.astype(np.float64), 1)
    np.testing.assert_allclose(got, want, 1e-5)
    assert np.isfinite(got).all()


def test_log_of_softmax_over_other_axes_and_without_broadcast():
    x = np.array([[1e3, 2e3, 0.0], [5e2, 0.0, 0.0]], np.float32)
    for axis in (0, 1):
        y = graph.log(graph.softmax(X, axis))
        want = scipy.special.log_softmax(x.astype(np.float64), axis)
        np.testing.assert_allclose(graph.Session().run(y, {X: x}), want, 1e-5)


@pytest.mark.parametrize("point", [-1e4, -200.0, -1.0, 0.0, 30.0, 1e4])
def test_log_of_sigmoid_stays_finite(point):
    x = np.full((2, 3), point, np.float32)
    got = graph.Session().run(graph.log(graph.sigmoid(X)), {X: x})
    np.testing.assert_allclose(got, -np.logaddexp(0, -x), 1e-6)
