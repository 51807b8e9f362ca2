"""What does something beside giving a value: printing, and calling Python."""

from __future__ import annotations

import io

import numpy as np
import pytest

import graph
from graph.testing import Case

X = np.array([[0.5, -1.0, 2.0], [3.0, 0.1, -0.7]])


def printed(x):
    return graph.print("x", x, output=io.StringIO())


def sine(x):
    spec = graph.as_tensor(x).spec
    return graph.py_function(np.sin, [x], spec, lambda dy, x: dy * np.cos(x))


def sum_and_product(x, y):
    spec = graph.as_tensor(x).spec

    def gradient(ds, dp, x, y):
        return ds + dp * y, ds + dp * x

    return graph.py_function(
        lambda x, y: (x + y, x * y), [x, y], [spec, spec], gradient
    )


class TwoAlike:
    """As if there were another process with the same data."""

    def all_reduce(self, x):
        x += x


CASES = {
    "AllReduce": [
        Case(lambda x: graph.all_reduce(x, TwoAlike()), [X], lambda x: 2 * x),
        Case(
            lambda x, y: graph.all_reduce((x, y), TwoAlike()),
            [X, X[0]],
            lambda x, y: (2 * x, 2 * y),
        ),
    ],
    "Print": [Case(printed, [X], lambda x: x)],
    "PyFunction": [
        Case(sine, [X], np.sin, order=1),
        Case(sum_and_product, [X, X + 1], lambda x, y: (x + y, x * y), order=1),
    ],
}


def compiled(trace, inputs, outputs):
    """The function of a trace, effects and all."""
    function = graph.CompiledCallable(inputs, [*outputs, *trace.effects])
    return lambda *arrays: function(arrays)[: len(outputs)]


def lines(capsys):
    return capsys.readouterr().out.splitlines()


# ---- print


def test_print_on_values_prints_now_and_returns_the_first_tensor(capsys):
    x = np.arange(10)
    y = graph.print("x is", x, {"a": [graph.Variable(2.0), "b"]}, 3, end="|")
    assert capsys.readouterr().out == "x is [0 1 2 ... 7 8 9] {'a': [2.0, 'b']} 3|"
    np.testing.assert_array_equal(y, x)
    assert graph.print("only words") is None
    assert lines(capsys) == ["only words"]


def test_print_shows_as_much_as_is_asked_for():
    out = io.StringIO()
    graph.print(np.arange(9), summarize=1, output=out)
    graph.print(np.arange(2000), summarize=-1, output=out)
    first, *rest = out.getvalue().splitlines()
    assert first == "[0 ... 8]"
    assert "..." not in "".join(rest)
    with pytest.raises(graph.ArgumentError) as caught:
        graph.print(1, summarize=0)
    assert str(caught.value).startswith(
        "print: summarize is a positive number, or -1 for everything\n"
        "  got: summarize=0\n  made by: test_effects.py:"
    )


def test_print_in_a_graph_prints_in_each_run_that_needs_it(capsys):
    x = graph.placeholder("float32", (), "x")
    y = graph.print("x", x) * 2
    session = graph.Session()
    assert [float(session.run(y, {x: n})) for n in (1, 2)] == [2.0, 4.0]
    assert lines(capsys) == ["x 1.0", "x 2.0"]
    session.run(x * 3, {x: 1})
    assert lines(capsys) == []
    assert "print('x {}'; %0)" in graph.print_graph([y])


def test_prints_of_equal_values_are_all_made_and_keep_their_order(capsys):
    x = graph.placeholder("float32", (), "x")
    first, second, third = (graph.print(name, x) for name in "abc")
    graph.Session().run([third, first + second], {x: 1})
    assert lines(capsys) == ["a 1.0", "b 1.0", "c 1.0"]


def test_prints_of_constants_are_not_made_while_compiling(capsys):
    y = graph.print("c", graph.constant(1.0)) + 1
    function = graph.CompiledCallable([], [y])
    assert lines(capsys) == []
    assert [float(function([])[0]) for _ in "ab"] == [2.0, 2.0]
    assert lines(capsys) == ["c 1.0"] * 2


def test_a_trace_keeps_prints_that_nobody_uses(capsys):
    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        graph.print("before")
        y = x * 2
        graph.print("y", y)
        graph.print("a value", 3.0)
    run = compiled(trace, [x], [y])
    assert lines(capsys) == []
    assert [float(run(n)[0]) for n in (1.0, 2.0)] == [2.0, 4.0]
    assert lines(capsys) == [
        *("before", "y 2.0", "a value 3.0"),
        *("before", "y 4.0", "a value 3.0"),
    ]


def scanned(x):
    def step(c, row):
        graph.print("step", c)
        return graph.sin(graph.print("c", c)) * row, c

    return graph.scan(step, x, graph.constant(np.ones(2, np.float32)))[1]


def looped(x):
    return graph.while_loop(
        lambda c: graph.print("test", c) < 10, lambda c: [graph.print("to", c * c)], [x]
    )[0]


def branched(x):
    graph.cond(x > 0, lambda: graph.print("yes"), lambda: graph.print("no"))
    return graph.cond(x > 0, lambda: graph.print("+", x) ** 3, lambda: graph.exp(x))


def again(x):
    return graph.checkpoint(lambda v: graph.exp(graph.square(graph.print("v", v))))(x)


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (scanned, ["step 2.0", "c 2.0", "step 0.9092974", "c 0.9092974"]),
        (looped, ["test 2.0", "to 4.0", "test 4.0", "to 16.0", "test 16.0"]),
        (again, ["v 2.0"]),
    ],
)
@pytest.mark.parametrize("in_trace", [True, False])
def test_prints_in_bodies_run_once_also_under_gradients(
    function, shown, in_trace, capsys
):
    x = graph.placeholder("float32", (), "x")
    if in_trace:
        with graph.tracing() as trace:
            graph.print("first")
            y = function(x)
            graph.print("last")
            (dx,) = graph.gradients(graph.sum(y), [x])
        assert np.isfinite(compiled(trace, [x], [dx])(2.0)[0])
        shown = ["first", *shown, "last"]
    else:
        y = function(x)
        graph.Session().run([y, *graph.gradients(graph.sum(y), [x])], {x: 2.0})
    assert lines(capsys) == shown


def test_a_branch_prints_what_it_is_taken_for(capsys):
    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        y = graph.cond(
            x > 0,
            lambda: graph.print("+", x) ** 3,
            lambda: graph.exp(graph.print("-", x)),
        )
        (dx,) = graph.gradients(y, [x])
    run = compiled(trace, [x], [y, dx])
    np.testing.assert_allclose(run(2.0), [8, 12], 1e-6)
    np.testing.assert_allclose(run(-1.0), np.exp([-1, -1]), 1e-6)
    assert lines(capsys) == ["+ 2.0", "- -1.0"]


def test_only_the_ys_of_a_loop_are_wanted_and_it_prints_still(capsys):
    x = graph.placeholder("float32", (2,), "x")

    def step(carry, row):
        graph.print("carry", carry)
        return carry + 1, row

    _, ys = graph.scan(step, graph.constant(0), x)
    graph.Session().run(ys, {x: [1, 2]})
    assert lines(capsys) == ["carry 0", "carry 1"]


def test_a_body_with_an_effect_must_return_a_tensor():
    x = graph.placeholder("float32", (), "x")

    def branch():
        graph.print("x", x)

    with pytest.raises(graph.ArgumentError) as caught:
        graph.cond(x > 0, branch, branch)
    text = str(caught.value)
    assert text.startswith("cond: a body with an effect, such as a print, returns no")
    assert "hint: return a tensor from it\n  made by: test_effects.py:" in text


def test_the_gradient_of_print_is_that_of_its_argument():
    w = graph.Variable([1.0, 2.0])
    with graph.GradientTape() as tape:
        y = graph.sum(graph.print(w, output=io.StringIO()) ** 2)
    np.testing.assert_array_equal(tape.gradient(y, w), [2, 4])


# ---- py_function


def test_py_function_on_values_is_called_now():
    y = graph.py_function(np.sort, [[3, 1, 2]], graph.Spec("int64", (None,)))
    assert y.tolist() == [1, 2, 3]
    assert graph.py_function(lambda: 2.5, [], graph.Spec("float32")).item() == 2.5
    got = []
    assert graph.py_function(got.append, [np.ones(2)], []) is None
    np.testing.assert_array_equal(got[0], [1, 1])


def test_py_function_keeps_the_nesting_of_its_specs():
    x = graph.placeholder("float32", (None, 3), "x")
    rows = graph.shape(x)[0]

    def split(a):
        return a[:, 0], a.sum()

    result = graph.py_function(
        split,
        [x],
        {"column": graph.Spec("float32", (rows,)), "total": graph.Spec("float32")},
    )
    assert result["column"].shape == (None,)
    found = graph.Session().run(result, {x: np.ones((4, 3))})
    np.testing.assert_array_equal(found["column"], np.ones(4))
    assert found["total"] == 12


def test_arrays_that_a_function_keeps_do_not_change_later():
    x = graph.placeholder("float32", (2,), "x")
    kept = []
    y = x * 2
    seen = graph.py_function(lambda a: kept.append(a), [y], [])
    assert seen is None
    with graph.tracing() as trace:
        graph.py_function(kept.append, [y], [])
    run = compiled(trace, [x], [y + 1])
    run(np.float32([1, 2]))
    run(np.float32([3, 4]))
    assert [a.tolist() for a in kept] == [[2.0, 4.0], [6.0, 8.0]]


def text_of(error, *args, **kwargs):
    with pytest.raises(error) as caught:
        graph.Session().run(*args, **kwargs)
    return str(caught.value), caught.value


def test_an_error_of_the_function_names_its_lines_and_the_node():
    x = graph.placeholder("float32", (None,), "x")

    def inner(a):
        raise KeyError("lost")

    def outer(a):
        return inner(a)

    with graph.name_scope("head"):
        y = graph.py_function(outer, [x], x.spec)
    text, error = text_of(graph.ExecutionError, y, {x: [1.0]})
    first, got, raised, made_by = text.splitlines()
    assert first == "py_function 'outer' raised KeyError: 'lost'"
    assert got == "  got: x0=float32[x_0]"
    assert raised.startswith("  raised at: test_effects.py:")
    assert " in outer > test_effects.py:" in raised and raised.endswith(" in inner")
    assert made_by.startswith("  made by: head at test_effects.py:")
    assert isinstance(error.__cause__, KeyError)
    with pytest.raises(KeyError):
        graph.py_function(outer, [[1.0]], graph.Spec("float64", (1,)))


@pytest.mark.parametrize(
    ("function", "error", "text"),
    [
        (
            lambda a: a[:1],
            graph.ShapeError,
            "py_function '<lambda>' returned another shape than declared\n"
            "  got: result 0=float32[1], declared=float32[2]\n"
            "  hint: declare the shape that it returns\n  made by: test_effects.py:",
        ),
        (
            lambda a: a.astype("float64"),
            graph.DTypeError,
            "py_function '<lambda>' returned another dtype than declared\n"
            "  got: result 0=float64[2], declared=float32[2]\n"
            '  hint: return array.astype("float32")\n  made by: test_effects.py:',
        ),
        (
            lambda a: (a, a),
            graph.ArgumentError,
            "py_function '<lambda>' returned another number of arrays than declared\n"
            "  got: returned=2, declared=1\n"
            "  hint: return one for each spec\n  made by: test_effects.py:",
        ),
    ],
)
def test_a_result_that_was_not_declared(function, error, text):
    x = graph.placeholder("float32", (None,), "x")
    y = graph.py_function(function, [x], x.spec)
    assert text_of(error, y, {x: [1.0, 2.0]})[0].startswith(text)


def test_sizes_of_results_must_be_known_in_a_graph():
    x = graph.placeholder("float32", (None,), "x")
    with pytest.raises(graph.ArgumentError) as caught:
        graph.py_function(np.sort, [x], graph.Spec("float32", (None,)))
    assert "write graph.shape(x)[axis] in place of None" in str(caught.value)
    y = graph.py_function(np.sort, [x], graph.Spec("float32", ("many",)))
    assert repr(y.spec) == "float32[many]"


def test_a_function_without_gradient_says_so():
    x = graph.placeholder("float32", (2,), "x")
    y = graph.py_function(np.sin, [x], x.spec)
    with pytest.raises(NotImplementedError, match=r"py_function 'sin' \(made by test_"):
        graph.gradients(y, [x])
    y = sine(x)
    (dx,) = graph.gradients(y, [x])
    with pytest.raises(NotImplementedError, match="gradient of py_function 'sin'"):
        graph.gradients(dx, [x])


def test_a_gradient_may_leave_inputs_out_but_must_name_each():
    x, y = (graph.placeholder("float32", (2,), name) for name in "xy")
    n = graph.constant(np.int32(3))

    def product(x, n, y):
        return x * n * y

    z = graph.py_function(
        product, [x, n, y], x.spec, lambda d, x, n, y: (d, None, None)
    )
    found = graph.Session().run(graph.gradients(z, [x, y]), {x: [1, 2], y: [3, 4]})
    np.testing.assert_array_equal(found, [[1, 1], [0, 0]])
    z = graph.py_function(product, [x, n, y], x.spec, lambda d, x, n, y: d)
    text, _ = text_of(
        graph.ArgumentError, graph.gradients(z, [x]), {x: [1, 2], y: [3, 4]}
    )
    assert text.startswith(
        "py_function 'product': the gradient returns one array, or None, for each input"
        "\n  got: returned=1, inputs=3\n  made by: test_effects.py:"
    )


def test_a_trace_calls_the_function_once_a_run():
    calls = []

    def log(a):
        calls.append(float(a))

    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        graph.py_function(log, [x], [])
        graph.py_function(log, [x * 2], [])
    run = compiled(trace, [x], [x + 1])
    run(1.0), run(5.0)
    assert calls == [1.0, 2.0, 5.0, 10.0]


def test_a_loop_calls_the_function_once_a_step_also_under_gradients():
    calls = []

    def square(a):
        calls.append(float(a))
        return a * a

    def step(c, row):
        y = graph.py_function(square, [c], c.spec, lambda dy, a: 2 * a * dy)
        return y * row, y

    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        last, ys = graph.scan(step, x, graph.constant(np.ones(3, np.float32)))
        (dx,) = graph.gradients(last + graph.sum(ys), [x])
    # x**8 + x**2 + x**4 + x**8
    np.testing.assert_allclose(compiled(trace, [x], [dx])(1.0), [22.0])
    np.testing.assert_allclose(compiled(trace, [x], [last])(2.0), [256.0])
    assert calls == [1.0, 1.0, 1.0, 2.0, 4.0, 16.0]


def test_a_loop_in_a_loop_prints_once_under_gradients(capsys):
    def inner(c, row):
        graph.print("inner", c)
        return c * row, c

    def outer(c, row):
        graph.print("outer", c)
        c, _ = graph.scan(inner, c, graph.stack([row, row]))
        return c, c

    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        last, _ = graph.scan(outer, x, graph.constant(np.float32([1, 2])))
        (dx,) = graph.gradients(last**2, [x])
    np.testing.assert_allclose(compiled(trace, [x], [dx])(1.0), [32.0])
    assert lines(capsys) == [
        *("outer 1.0", "inner 1.0", "inner 1.0"),
        *("outer 1.0", "inner 1.0", "inner 2.0"),
    ]


def test_a_gradient_of_the_users_own_prints_when_it_is_used(capsys):
    @graph.custom_gradient
    def f(x):
        def grad(dy):
            graph.print("unused", dy)
            return graph.print("dy", dy) * 2.0

        return x, grad

    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        y = f(x) * 3.0
        (dx,) = graph.gradients(y, [x])
    assert compiled(trace, [x], [y])(1.0)[0] == 3
    assert lines(capsys) == []
    assert compiled(trace, [x], [dx])(1.0)[0] == 6
    assert lines(capsys) == ["unused 3.0", "dy 3.0"]


# ---- sums over processes


class Listed:
    """Notes what is summed, in order; the other process has zeros."""

    def __init__(self):
        self.seen = []

    def all_reduce(self, x):
        self.seen.append((x.dtype.name, x.tolist()))


def test_sums_over_processes_travel_together_by_dtype():
    reducer = Listed()
    x, y, z = np.ones((2, 1), "float32"), np.float64(2.0), np.zeros(3, "float32")
    sums = graph.all_reduce({"a": [x, y], "b": z}, reducer)
    assert reducer.seen == [("float32", [1, 1, 0, 0, 0]), ("float64", [2.0])]
    np.testing.assert_array_equal(sums["a"][0], x)
    assert sums["a"][1].dtype == "float64"


def test_sums_over_processes_run_once_and_in_program_order():
    reducer = Listed()
    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        graph.all_reduce(x + 1.0, reducer)  # the others wait for it
        y = graph.all_reduce(x, reducer) * 3.0
        (dx,) = graph.gradients(y, [x])
    got = compiled(trace, [x], [dx, y])(np.float32(5.0))
    assert [float(g) for g in got] == [3.0, 15.0]
    assert [value for _, value in reducer.seen] == [[6.0], [5.0], [3.0]]


def test_what_has_no_weight_in_a_sum_adds_zeros():
    x, w = graph.placeholder("float32", (2,), "x"), graph.placeholder("float32", ())
    with graph.tracing() as trace:
        y = graph.all_reduce(x, TwoAlike(), w)
        (dx,) = graph.gradients(y, [x])
    run = compiled(trace, [x, w], [y, dx])
    for weight, want in [(1.0, [6, 2]), (0.5, [3, 1])]:
        got = run(np.array([3, 1], np.float32), np.float32(weight))
        np.testing.assert_array_equal(got[0], want)
        np.testing.assert_array_equal(got[1], [2 * weight] * 2)
    nothing = run(np.array([np.nan, np.inf], np.float32), np.float32(0))[0]
    np.testing.assert_array_equal(nothing, [0, 0])


def test_a_run_that_fails_after_a_sum_is_not_summed_again_to_say_why():
    reducer = Listed()
    x = graph.placeholder("float32", (2,), "x")
    table = graph.constant(np.eye(3, dtype="float32"))
    rows = graph.take(table, graph.cast(graph.all_reduce(x, reducer), "int32"), 0)
    run = graph.Session()
    np.testing.assert_array_equal(run.run(rows, {x: [2.0, 0.0]}), np.eye(3)[[2, 0]])
    with pytest.raises(graph.GraphError, match="index"):
        run.run(rows, {x: [0.0, 7.0]})
    assert reducer.seen == [("float32", [2.0, 0.0]), ("float32", [0.0, 7.0])]
