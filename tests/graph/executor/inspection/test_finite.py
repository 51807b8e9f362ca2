"""Stopping at the first number that is not finite."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph

check_finite = graph.debug.check_finite


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def text_of(error, function, *args, **kwargs):
    with pytest.raises(error) as caught:
        function(*args, **kwargs)
    return str(caught.value), caught.value


def test_the_first_bad_node_is_named_with_its_inputs_and_the_sample():
    x = graph.placeholder("float32", (None, 2), "x")
    with graph.name_scope("Dense 'head'"):
        y, made = graph.log(x * 2.0), line()
    array = [[1, 2], [3, 0], [-1, 4]]
    text, error = text_of(graph.NonFiniteError, check_finite, y + 1, {x: array})
    assert text == (
        "log: the result is not finite\n"
        "  got: 2 of 6 numbers of float32[3, 2] (1 nan, 1 infinite), first at [1, 1], "
        "in sample 1 of the batch; x0=float32[3, 2] in [-2, 8]\n"
        "  hint: keep the argument away from 0: graph.log(graph.maximum(x, 1e-7))\n"
        f"  made by: Dense 'head' at test_finite.py:{made}"
    )
    assert error.sample == 1 and error.op.name == "log"
    assert isinstance(error, ArithmeticError)


def test_what_is_finite_passes_with_its_results():
    x = graph.placeholder("float32", (None,), "x")
    found = check_finite([graph.sqrt(x), {"n": graph.sum(x)}], {x: [4, 9]})
    np.testing.assert_array_equal(found[0], [2, 3])
    np.testing.assert_array_equal(check_finite(graph.sqrt, np.float32(4)), 2)


def test_feeds_and_variables_are_looked_at_too():
    x = graph.placeholder("float32", (3,), "x")
    text, error = text_of(
        graph.NonFiniteError, check_finite, x + 1, {x: [1, np.nan, np.inf]}
    )
    assert text.startswith(
        "placeholder 'x': what it holds is not finite\n  got: 2 of 3 numbers of "
        "float32[3] (1 nan, 1 infinite), first at [1], in sample 1 of the batch\n"
    )
    v = graph.Variable([1.0, np.inf], name="v")
    text, error = text_of(graph.NonFiniteError, check_finite, v.symbolic() * 2.0)
    assert text.startswith("variable 'v': what it holds is not finite\n")
    assert error.sample is None


def test_constants_may_be_infinite_and_so_may_masks_if_asked():
    x = graph.placeholder("float32", (2,), "x")
    low = graph.constant(np.float32(-np.inf))
    assert check_finite(graph.maximum(x, low), {x: [1, 2]}).tolist() == [1, 2]
    masked = graph.softmax(graph.where(x > 0, x, low))
    assert text_of(graph.NonFiniteError, check_finite, masked, {x: [1, -2]})
    found = check_finite(masked, {x: [1, -2]}, allow_infinity=True)
    np.testing.assert_array_equal(found, [1, 0])
    with pytest.raises(graph.NonFiniteError, match=r"\(1 nan\)"):
        check_finite(graph.sqrt(x), {x: [1, -2]}, allow_infinity=True)


def scanned(x):
    return graph.scan(lambda c, r: (c, graph.log(r)), np.float32(0), x)[1]


def looped(x):
    return graph.while_loop(lambda c, n: n < 3, lambda c, n: (c**3, n + 1), (x[0], 0))[
        0
    ]


def branched(x):
    return graph.cond(x[0] > 0, lambda: graph.log(x[2]), lambda: x[0])


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (scanned, "log in step 2 of the body of scan (test_finite.py:{}): the result"),
        (looped, "power in step 1 of the body of while_loop (test_finite.py:{}): the"),
        (branched, "log in branches[1] of switch (test_finite.py:{}): the result is"),
    ],
)
def test_nodes_in_bodies_are_named_with_the_step(function, text):
    x = graph.placeholder("float32", (3,), "x")
    number = inspect.getsourcelines(function)[1] + 1
    got, _ = text_of(graph.NonFiniteError, check_finite, function(x), {x: [1e10, 1, 0]})
    assert got.startswith(text.format(number)), got


def test_every_run_inside_the_context_is_checked():
    x = graph.placeholder("float32", (), "x")
    session = graph.Session()
    y = graph.sqrt(x)
    call = session.make_callable(y, [x])
    with check_finite():
        assert session.run(y, {x: 4}) == 2
        for run in (lambda: session.run(y, {x: -1}), lambda: call(-1)):
            text_of(graph.NonFiniteError, run)
    assert np.isnan(session.run(y, {x: -1}))
    with check_finite(allow_infinity=True):
        assert session.run(y, {x: np.inf}) == np.inf


def test_what_runs_is_what_is_checked():
    """The passes make log(softmax) safe: there is nothing to complain about."""
    x = graph.placeholder("float32", (2,), "x")
    y = graph.log(graph.softmax(x))
    assert np.isinf(graph.debug.trace(y, {x: [0, 1000]})[y]).any()
    np.testing.assert_array_equal(check_finite(y, {x: [0, 1000]}), [-1000, 0])


def test_updates_are_made_inside_the_context_only():
    v = graph.Variable(1.0)
    with check_finite():
        graph.Session().run(v.assign_add(v.symbolic() * 2.0))
    assert v.numpy() == 3
    check_finite(v.assign_add(v.symbolic() * 2.0))
    assert v.numpy() == 3


def test_stepping_stops_before_each_node(monkeypatch):
    stops = []

    def hook():
        scope = inspect.currentframe().f_back.f_locals
        stops.append((scope["name"], [a.tolist() for a in scope["inputs"]]))

    monkeypatch.setattr("sys.breakpointhook", hook)
    x = graph.placeholder("float32", (2,), "x")
    total, _ = graph.scan(lambda c, r: (c + r, c), np.float32(0), x)
    result = graph.debug.step(graph.exp(total * 0.0), {x: [1, 2]})
    assert result == 1
    assert [name for name, _ in stops] == [
        *("scan", "scan[0].add", "scan[1].add", "multiply", "exp")
    ]
    assert stops[2][1] == [1, 2]


def test_ops_on_values_are_checked_in_the_context():
    v = graph.Variable([1.0, 0.0])
    with check_finite():
        assert graph.exp(v * 2.0).shape == (2,)
        with graph.name_scope("Dense 'head'"):
            text, error = text_of(graph.NonFiniteError, lambda: 1.0 / v)
        text_of(graph.NonFiniteError, lambda: graph.log(np.float32(-1)))
    assert text.startswith(
        "divide: the result is not finite\n"
        "  got: 1 of 2 numbers of float32[2] (1 infinite), first at [1]; x0=float32"
    )
    assert "made by: Dense 'head' at test_finite.py:" in text
    assert error.op.name == "divide" and error.sample is None
    with check_finite(allow_infinity=True):
        assert np.isinf((1.0 / v).numpy()[1])
    assert np.isinf((1.0 / v).numpy()[1])


def test_gradients_on_values_are_checked_and_those_without_fault_are_the_same():
    v = graph.Variable([4.0, 0.0])
    with check_finite(), graph.GradientTape() as tape:
        y = graph.sqrt(v)
        _, error = text_of(graph.NonFiniteError, tape.gradient, y, v)
    assert error.op.name in ("divide", "rsqrt")
    v.assign([4.0, 1.0])
    with check_finite(), graph.GradientTape() as tape:
        y = graph.sqrt(v)
    np.testing.assert_allclose(tape.gradient(y, v), [0.25, 0.5])


def test_constants_of_a_graph_to_be_may_be_infinite():
    @graph.function
    def f(x):
        low = -graph.full((2,), np.float32(np.inf))
        return graph.maximum(x, low)

    with check_finite():
        np.testing.assert_array_equal(f(np.ones(2, np.float32)), [1, 1])


def test_variables_have_no_samples():
    v = graph.Variable([1.0, np.nan, 2.0], name="v")
    text, error = text_of(
        graph.NonFiniteError, check_finite, lambda x: x + v, np.ones(3, np.float32)
    )
    assert text.startswith("variable 'v': what it holds") and error.sample is None
