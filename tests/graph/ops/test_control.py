"""Branches and loops: the same in Python and in a graph, and their gradients."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.barrier import Along, Barrier
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(3)
X = RNG.normal(size=(4, 2, 3))
H = RNG.normal(size=(2, 3))
W = RNG.normal(size=(3, 3)) * 0.5
B = RNG.normal(size=3)


def rnn(x, h, w, b, **options):
    def step(c, row):
        new = graph.tanh(c @ w + row + b)
        return new, new * 2

    return graph.scan(step, h, x, **options)


def np_rnn(x, h, w, b):
    ys = []
    for row in x:
        h = np.tanh(h @ w + row + b)
        ys.append(h * 2)
    return h, np.stack(ys)


def halving(x, w):
    """A loop whose length depends on the data."""
    return graph.while_loop(
        lambda y: graph.sum(y * y) > 0.1, lambda y: graph.tanh(y @ w) * 0.7, x
    )


def np_halving(x, w):
    while (x * x).sum() > 0.1:
        x = np.tanh(x @ w) * 0.7
    return x


def bounded(x, w):
    return graph.while_loop(
        lambda i, y: i < 3,
        lambda i, y: (i + 1, graph.tanh(y @ w)),
        (0, x),
        maximum_iterations=5,
    )[1]


def branch(x, w):
    return graph.cond(
        graph.sum(x) > 0, lambda: (x @ w, w * 2), lambda: (graph.exp(x), w * w)
    )


@graph.custom_gradient
def square_and_cube(x):
    return (x * x, x * x * x), lambda ds, dc: 2 * x * ds + 3 * x * x * dc


CASES = {
    "CustomGradient": [Case(square_and_cube, [H], lambda x: (x * x, x * x * x))],
    "Checkpoint": [
        Case(
            graph.checkpoint(lambda x, w: (graph.exp(x @ w), graph.tanh(x))),
            [H, W],
            lambda x, w: (np.exp(x @ w), np.tanh(x)),
        )
    ],
    "Along": [Case(Along(), [H, W], lambda x, w: x)],
    "Barrier": [Case(Barrier(), [H, W], lambda x, w: x)],
    "Scan": [
        Case(rnn, [X, H, W, B], np_rnn),
        Case(lambda *a: rnn(*a, reverse=True), [X, H, W, B], None),
        Case(lambda *a: rnn(*a, unroll=True), [X, H, W, B], np_rnn, symbolic=False),
        Case(bounded, [H, W], None, resize=False),
        Case(
            lambda x: graph.map(lambda row: row * row, x), [X], lambda x: x * x, order=2
        ),
    ],
    "WhileLoop": [Case(halving, [H, W], np_halving, order=1, resize=False)],
    "WhileGradient": [Case(halving, [H[:1], W], np_halving, order=1, resize=False)],
    "Switch": [
        Case(branch, [H, W], None, resize=False),
        Case(branch, [-H, W], None, resize=False),
        Case(
            lambda n, x: graph.switch(n, [graph.sin, graph.cos, graph.exp], x),
            [np.int32(1), H],
            lambda n, x: np.cos(x),
        ),
    ],
}


def run(function, *arrays, symbolic=()):
    """A function of tensors on placeholders, in a session."""
    feeds = [
        graph.placeholder(
            a.dtype, [None if i in symbolic else n for i, n in enumerate(a.shape)]
        )
        for a in map(np.asarray, arrays)
    ]
    return graph.Session().run(function(*feeds), dict(zip(feeds, arrays)))


def both(function, *arrays):
    """The result in a session, after a check that the eager one is the same."""
    got = graph.flatten(run(function, *arrays))
    eager = graph.flatten(function(*map(graph.as_tensor, arrays)))
    for a, b in zip(got, eager, strict=True):
        np.testing.assert_allclose(a, np.asarray(b), rtol=1e-6)
        assert a.dtype == np.asarray(b).dtype
    return got


class TestCond:
    @pytest.mark.parametrize("bodies", [1, 2])
    def test_a_gradient_that_is_a_value_flows_into_branches(self, bodies):
        """That of sign is zero, whatever comes: no tensor of the graph."""
        x = graph.placeholder("float32", (), "x")
        y = x
        for _ in range(bodies):
            y = graph.cond(y > 1, lambda y: y * 2, lambda y: y * 3, y)
        (dx,) = graph.gradients([graph.sign(y)], [x], unconnected="zero")
        assert graph.Session().run(dx, {x: 2.0}) == 0

    def test_takes_the_branch(self):
        def f(x):
            return graph.cond(x > 0, lambda: x * 2, lambda: -x)

        assert both(f, np.float32(3)) == [6]
        assert both(f, np.float32(-3)) == [3]

    def test_operands_and_nesting(self):
        def f(p, x):
            found = graph.cond(
                p, lambda a: {"a": a, "b": [a + 1]}, lambda a: {"a": -a, "b": [a]}, x
            )
            return found["a"], found["b"][0]

        assert both(f, np.bool_(False), np.float64(2)) == [-2, 2]

    def test_numbers_count_as_true_where_they_are_not_0(self):
        def f(n):
            return graph.cond(n, lambda: 1.0, lambda: 2.0)

        assert both(f, np.int32(5)) == [1]
        assert both(f, np.int32(0)) == [2]

    def test_a_known_choice_calls_one_branch_only(self):
        def never():
            raise AssertionError

        assert graph.cond(True, lambda: 1, never) == 1
        with graph.tracing():
            assert graph.cond(np.bool_(False), never, lambda: 2) == 2

    def test_only_the_taken_branch_runs(self):
        x = graph.placeholder("float32", (None,))
        index = graph.placeholder("int32", ())
        y = graph.cond(
            index > 2, lambda: graph.take(x, index), lambda: graph.sum(x) * 0
        )
        assert graph.Session().run(y, {x: [1.0, 2.0], index: 1}) == 0
        with pytest.raises(graph.ExecutionError, match="outside an axis of size 2"):
            graph.Session().run(y, {x: [1.0, 2.0], index: 5})

    def test_dtypes_are_promoted(self):
        def f(p, x):
            return graph.cond(p, lambda: x, lambda: 0)

        (y,) = [run(f, np.bool_(False), np.float32(2))]
        assert y.dtype == np.float32

    def test_none_is_kept(self):
        p = graph.placeholder("bool", ())
        found = graph.cond(p, lambda: (None, p), lambda: (None, ~p))
        assert found[0] is None
        assert graph.cond(p, lambda: None, lambda: None) is None

    def test_variables_inside_get_gradients(self):
        v = graph.Variable(3.0)
        p = graph.placeholder("bool", ())
        y = graph.cond(p, lambda: v * v, lambda: v * 5.0)
        (dv,) = graph.gradients(y, [v])
        session = graph.Session()
        assert session.run(dv, {p: True}) == 6
        assert session.run(dv, {p: False}) == 5

    def test_a_captured_value_that_depends_on_another(self):
        x = graph.placeholder("float64", ())
        y = x * x
        z = graph.cond(x > 0, lambda: x * y, lambda: y)
        (dx,) = graph.gradients(z, [x])
        assert graph.Session().run(dx, {x: 2.0}) == 12

    def test_a_branch_without_gradient(self):
        x, p = graph.placeholder("float64", ()), graph.placeholder("bool", ())
        y = graph.cond(p, lambda: x * 3.0, lambda: 7.0)
        (dx,) = graph.gradients(y, [x])
        assert graph.Session().run(dx, {x: 2.0, p: False}) == 0
        assert graph.Session().run(dx, {x: 2.0, p: True}) == 3

    def test_symbolic_sizes(self):
        def f(x):
            return graph.cond(
                graph.sum(x) > 0,
                lambda: x * 2,
                lambda: graph.broadcast_to(0.0, x.spec.shape),
            )

        x = np.ones((3, 2))
        assert run(f, -x, symbolic=(0, 1)).tolist() == (x * 0).tolist()

    def test_nested(self):
        def f(x):
            return graph.cond(
                x > 0,
                lambda: graph.cond(x > 10, lambda: x * 100, lambda: x * 10),
                lambda: x,
            )

        assert [float(run(f, np.float32(n))) for n in (-1, 1, 11)] == [-1, 10, 1100]

    def test_errors(self):
        p, x = graph.placeholder("bool", (2,)), graph.placeholder("float32", (3,))
        with pytest.raises(graph.ShapeError, match=r"choice must be a scalar"):
            graph.cond(p, lambda: 1, lambda: 2)
        with pytest.raises(graph.ShapeError, match=r"graph\.where"):
            graph.cond(np.ones(2, bool), lambda: 1, lambda: 2)
        with pytest.raises(graph.ArgumentError, match="the same nesting"):
            graph.cond(x[0] > 0, lambda: (x, x), lambda: x)
        with pytest.raises(graph.ShapeError, match="result 0 of every branch"):
            graph.cond(x[0] > 0, lambda: x, lambda: x[:2])


class TestSwitch:
    BRANCHES = (lambda x: x + 1, lambda x: x * 10, lambda x: -x)

    @pytest.mark.parametrize(
        ("index", "want"), [(0, 3), (1, 20), (2, -2), (9, -2), (-4, 3)]
    )
    def test_takes_the_nearest_branch(self, index, want):
        def f(n, x):
            return graph.switch(n, self.BRANCHES, x)

        assert both(f, np.int32(index), np.float64(2)) == [want]

    def test_errors(self):
        with pytest.raises(graph.ArgumentError, match="at least one branch"):
            graph.switch(0, [])
        with pytest.raises(graph.ArgumentError, match=r"use graph\.cond"):
            graph.switch(True, [lambda: 1])
        with pytest.raises(graph.ShapeError, match="must be a scalar"):
            graph.switch([0, 1], [lambda: 1])


class TestWhileLoop:
    def test_a_single_value(self):
        def f(x):
            return graph.while_loop(lambda v: v < 100, lambda v: v * 2, x)

        assert both(f, np.int32(3)) == [192]

    def test_a_list_stays_a_list(self):
        found = graph.while_loop(
            lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), [0, 1]
        )
        assert isinstance(found, list)
        assert [int(v) for v in found] == [3, 8]

    def test_a_tuple_of_one(self):
        found = graph.while_loop(lambda i: i < 3, lambda i: i + 1, (0,))
        assert isinstance(found, tuple) and int(found[0]) == 3

    def test_nested_values(self):
        def f(x):
            found = graph.while_loop(
                lambda s: s["i"] < 4,
                lambda s: {"i": s["i"] + 1, "x": (s["x"][0] + s["x"][1], s["x"][0])},
                {"i": graph.cast(0, "int32"), "x": (x, x)},
            )
            return list(graph.flatten(found))

        assert [int(v) for v in both(f, np.int64(1))] == [4, 8, 5]

    def test_no_step(self):
        x = np.arange(3.0)
        (y,) = both(
            lambda x: graph.while_loop(lambda v: v[0] > 5, lambda v: v * 2, x), x
        )
        assert y.tolist() == x.tolist()

    def test_captures(self):
        v = graph.Variable(2.0)
        x = graph.placeholder("float32", ())
        y = graph.while_loop(lambda s: s < x, lambda s: s * v, 1.0 * v)
        assert graph.Session().run(y, {x: 20.0}) == 32

    def test_a_loop_over_values_that_meets_a_symbol_becomes_a_node(self):
        x = graph.placeholder("int64", ())
        y = graph.while_loop(lambda i: i < x, lambda i: i + 1, 0)
        assert graph.Session().run(y, {x: 7}) == 7
        z = graph.while_loop(lambda i: i < 5, lambda i: i + x, 0)
        assert z.op.name == "while_loop"
        assert graph.Session().run(z, {x: 2}) == 6

    def test_in_a_trace_it_reads_what_was_assigned(self):
        v = graph.Variable(1.0)
        with graph.tracing():
            v.assign(v * 3.0)
            y = graph.while_loop(lambda s: s < 50.0, lambda s: s * v, v.value)
        assert graph.Session().run(y) == 81

    @pytest.mark.parametrize("limit", [0, 2, 50])
    def test_maximum_iterations(self, limit):
        def f(x):
            return graph.while_loop(
                lambda i, v: i < 4,
                lambda i, v: (i + 1, v * 2),
                (0, x),
                maximum_iterations=limit,
            )

        steps = min(limit, 4)
        assert both(f, np.float32(1)) == [steps, 2**steps]

    def test_a_symbolic_limit(self):
        def f(x):
            return graph.while_loop(
                lambda v: v < 100,
                lambda v: v * 2,
                1,
                maximum_iterations=x.spec.shape[0],
            )

        assert run(f, np.zeros(3), symbolic=(0,)) == 8

    def test_a_computed_limit(self):
        def f(n, x):
            return graph.while_loop(
                lambda v: v < 100, lambda v: v * 2, x, maximum_iterations=n
            )

        assert both(f, np.int32(3), np.float64(1)) == [8]
        assert both(f, np.int32(30), np.float64(1)) == [128]

    def test_first_order_without_a_bound(self):
        gradcheck(halving, [H, W])

    def test_second_order_without_a_bound_says_what_to_do(self):
        x, w = (graph.placeholder("float64", a.shape) for a in (H, W))
        (dx,) = graph.gradients(halving(x, w), [x])
        with pytest.raises(NotImplementedError, match="maximum_iterations"):
            graph.gradients(dx, [x])

    def test_any_order_with_a_bound(self):
        x = graph.placeholder("float64", ())
        y = graph.while_loop(
            lambda i, v: i < 2,
            lambda i, v: (i + 1, v * v),
            (0, x),
            maximum_iterations=6,
        )[1]  # x**4
        values = []
        for _ in range(4):
            (y,) = graph.gradients(y, [x])
            values.append(y)
        found = graph.Session().run(values, {x: 3.0})
        np.testing.assert_allclose(found, [4 * 27, 12 * 9, 24 * 3, 24], rtol=1e-12)

    @pytest.mark.parametrize("limit", [None, 5])
    def test_gradient_of_a_loop_without_steps_is_one(self, limit):
        x = graph.placeholder("float64", ())
        y = graph.while_loop(
            lambda v: v < 4, lambda v: v * 2, x, maximum_iterations=limit
        )
        (dx,) = graph.gradients(y, [x])
        assert graph.Session().run(dx, {x: 5.0}) == 1
        assert graph.Session().run(dx, {x: 1.0}) == 4

    def test_errors(self):
        x = graph.placeholder("float32", (2,))
        loop = graph.while_loop
        with pytest.raises(graph.ShapeError, match="cond must return a scalar"):
            loop(lambda v: v > 0, lambda v: v, x)
        with pytest.raises(graph.ShapeError, match="cond must return a scalar"):
            loop(lambda v: np.ones(2), lambda v: v, np.ones(2))
        with pytest.raises(graph.DTypeError, match="must keep its dtype and shape"):
            loop(lambda v: v[0] > 0, lambda v: graph.cast(v, "float64"), x)
        with pytest.raises(graph.ShapeError, match="value 0 of the carry"):
            loop(lambda v: v[0] > 0, lambda v: graph.concatenate([v, v]), np.ones(2))
        with pytest.raises(graph.ArgumentError, match="the nesting"):
            loop(lambda v, w: v[0] > 0, lambda v, w: (v, w, w), (x, x))


class TestForiLoop:
    def test_sums(self):
        def f(x):
            return graph.fori_loop(
                2, 5, lambda i, v: v + x * graph.cast(i, "float64"), x
            )

        assert both(f, np.float64(2)) == [2 + 2 * 9]

    def test_empty(self):
        def f(x):
            return graph.fori_loop(5, 2, lambda i, v: v * 2, x)

        assert both(f, np.float64(2)) == [2]

    def test_symbolic_bounds(self):
        def f(x):
            return graph.fori_loop(
                0, x.spec.shape[0], lambda i, v: v + x[i], 0.0 * x[0]
            )

        assert run(f, np.arange(5.0), symbolic=(0,)) == 10

    def test_computed_bounds(self):
        def f(n, x):
            return graph.fori_loop(n - 2, n, lambda i, v: v * x, x)

        assert run(f, np.int64(7), np.float64(2)) == 8
        gradcheck(f, [np.int64(7), np.float64(1.5)])

    def test_counter_is_int32(self):
        seen = []
        graph.fori_loop(0, 2, lambda i, v: seen.append(i.dtype) or v, 0)
        x = graph.placeholder("float32", ())
        graph.fori_loop(0, 2, lambda i, v: seen.append(i.dtype) or v, x)
        assert seen == [np.int32] * 3

    def test_gradient_of_second_order(self):
        def f(h, w):
            return graph.fori_loop(0, 3, lambda i, v: graph.tanh(v @ w), h)

        gradcheck(f, [H, W], order=2)


class TestScan:
    def test_nestings_of_everything(self):
        def f(x, y):
            carry, ys = graph.scan(
                lambda c, row: (
                    {"a": c["a"] + row[0], "b": [c["b"][0] * 2]},
                    (c["a"], {"s": row[1]}, None),
                ),
                {"a": 0.0, "b": [1]},
                (x, y),
            )
            assert ys[2] is None
            return graph.flatten([carry, ys[:2]])

        found = both(f, np.arange(3.0), np.arange(6.0).reshape(3, 2))
        assert [np.asarray(v).tolist() for v in found[:3]] == [3, 8, [0, 0, 1]]
        assert found[3].tolist() == [[0, 1], [2, 3], [4, 5]]

    def test_reverse_keeps_the_places(self):
        def f(x):
            return graph.scan(lambda c, row: (c + row, c), 0.0, x, reverse=True)

        total, ys = both(f, np.array([1.0, 2.0, 4.0]))
        assert total == 7 and ys.tolist() == [6, 4, 0]

    def test_without_xs(self):
        def f(x):
            return graph.scan(lambda c, none: (c * x, none), 1.0 * x, length=3)[0]

        assert both(f, np.float64(2)) == [16]

    @pytest.mark.parametrize("unroll", [True, 2, 3, False])
    def test_unroll_changes_nothing(self, unroll):
        found = run(lambda *a: rnn(*a, unroll=unroll), X, H, W, B)
        for got, want in zip(found, np_rnn(X, H, W, B)):
            np.testing.assert_allclose(got, want)

    def test_no_steps(self):
        def f(x):
            return graph.scan(lambda c, row: (c, row * 2), 5.0, x)

        carry, ys = both(f, np.zeros((0, 3), np.float32))
        assert carry == 5 and ys.shape == (0, 3)
        carry, ys = run(f, np.zeros((0, 3), np.float32), symbolic=(0,))
        assert carry == 5 and ys.shape == (0, 3)

    def test_symbolic_length_runs_at_any(self):
        x = graph.placeholder("float64", (None, 2, 3))
        found = rnn(x, H, W, B)
        (dw,) = graph.gradients(found, [x])
        session = graph.Session()
        for n in (4, 1, 3):
            got = session.run([*found, dw], {x: X[:n]})
            for a, b in zip(got, np_rnn(X[:n], H, W, B)):
                np.testing.assert_allclose(a, b)
            assert got[2].shape == (n, 2, 3)

    def test_a_size_that_no_parameter_of_the_body_shows(self):
        x = graph.placeholder("float64", (None,))

        def step(c, _):
            return c + graph.sum(graph.broadcast_to(c, graph.shape(x))), None

        y = graph.scan(step, 1.0, length=2)[0] + 0 * x[0]
        session = graph.Session()
        found = [float(session.run(y, {x: np.ones(n)})) for n in (1, 3, 1)]
        assert found == [4, 16, 4]

    def test_gradients_of_order_two(self):
        gradcheck(rnn, [X, H, W, B], order=2)
        gradcheck(lambda *a: rnn(*a, reverse=True), [X, H, W, B], order=2)

    def test_gradient_of_the_last_carry_only(self):
        gradcheck(lambda *a: rnn(*a)[0], [X, H, W, B])

    def test_gradient_of_one_input_only(self):
        for wrt in range(4):
            gradcheck(rnn, [X, H, W, B], wrt=[wrt])

    def test_gradient_equals_the_unrolled_one(self):
        arrays = [X, H, W, B]
        feeds = [graph.placeholder("float64", a.shape) for a in arrays]
        grads = [
            graph.gradients(rnn(*feeds, unroll=unroll), feeds) for unroll in (1, True)
        ]
        looped, unrolled = graph.Session().run(grads, dict(zip(feeds, arrays)))
        for a, b in zip(looped, unrolled):
            np.testing.assert_allclose(a, b, rtol=1e-10)

    def test_integer_carries_beside_float_ones(self):
        def f(x):
            return graph.scan(
                lambda c, row: (
                    (c[0] + 1, c[1] * row + graph.cast(c[0], "float64")),
                    c[1],
                ),
                (0, 1.0),
                x,
            )[0][1]

        gradcheck(f, [np.array([0.5, 1.5, 2.5])], order=2)

    def test_running_totals_of_other_gradients(self):
        # the gradient of s is no product or sum over axes: it is added up step by step
        def f(x, s):
            return graph.scan(lambda c, row: (c * s + row, graph.exp(s) * c), s, x)

        gradcheck(f, [X[:, 0], H[0]], order=2)

    def test_sums_over_steps_of_several_terms(self):
        def f(x, w):
            return graph.scan(
                lambda c, row: (graph.sin(c @ w) + row @ graph.transpose(w), None), H, x
            )[0]

        gradcheck(f, [X, W], order=2)

    def test_variables_get_gradients(self):
        w = graph.Variable(W)
        x = graph.placeholder("float64", X.shape)
        y = graph.scan(lambda c, row: (graph.tanh(c @ w + row), None), H, x)[0]
        (dw,) = graph.gradients(y, [w])
        v = graph.placeholder("float64", W.shape)
        z = graph.scan(lambda c, row: (graph.tanh(c @ v + row), None), H, x)[0]
        (dv,) = graph.gradients(z, [v])
        session = graph.Session()
        np.testing.assert_allclose(
            session.run(dw, {x: X}), session.run(dv, {x: X, v: W}), rtol=1e-12
        )

    def test_an_op_without_gradient_matters_only_on_the_way(self):
        key = graph.make_key(0)

        def f(x, alpha):
            def step(c, row):
                return c + row * graph.random_gamma(key, (), alpha, "float64"), None

            return graph.scan(step, 0.0, x)[0]

        x, alpha = graph.placeholder("float64", (3,)), graph.placeholder("float64", ())
        (dx,) = graph.gradients(f(x, alpha), [x])
        assert graph.Session().run(dx, {x: np.ones(3), alpha: 2.0}).shape == (3,)
        with pytest.raises(NotImplementedError, match="has no gradient"):
            graph.gradients(f(x, alpha), [alpha])

    def test_eager_runs_under_tapes(self):
        w = graph.Variable(W)
        with graph.GradientTape() as tape:
            y = graph.scan(lambda c, row: (graph.tanh(c @ w + row), None), H, X)[0]
        dw = tape.gradient(y, w)
        x = graph.placeholder("float64", X.shape)
        z = graph.scan(lambda c, row: (graph.tanh(c @ w + row), None), H, x)[0]
        (want,) = graph.gradients(z, [w])
        np.testing.assert_allclose(
            dw.numpy(), graph.Session().run(want, {x: X}), rtol=1e-10
        )

    def test_nested_loops(self):
        def f(x, w):
            def outer(c, row):
                inner, _ = graph.scan(
                    lambda d, r: (graph.tanh(d @ w) + r, None), c, row
                )
                return inner, inner * 2

            return graph.scan(outer, H[0], x)

        gradcheck(f, [X, W], order=2)

    def test_a_branch_inside(self):
        def f(x):
            def step(c, row):
                new = graph.cond(row > 0, lambda: c * row, lambda: c + row)
                return new, new

            return graph.scan(step, 2.0, x)

        gradcheck(f, [np.array([0.5, -1.5, 2.5, -0.3])], order=2)

    def test_a_loop_inside_a_branch(self):
        def f(x, w):
            return graph.cond(
                graph.sum(x) > 0, lambda: graph.sum(rnn(x, H, w, B)[0]), lambda: 0.0
            )

        gradcheck(f, [np.abs(X), W])

    def test_errors_of_a_step_name_the_line(self):
        x = graph.placeholder("int64", (3,))
        y = graph.scan(lambda c, i: (c, graph.take(B, i)), 0, x)[1]
        with pytest.raises(
            graph.ExecutionError, match=r"take: .*\n.*\n.*test_control\.py"
        ):
            graph.Session().run(y, {x: [0, 1, 7]})

    def test_rows_that_differ_in_number_at_run_time(self):
        x, y = (
            graph.placeholder("float64", (None,)),
            graph.placeholder("float64", (None,)),
        )
        z = graph.scan(lambda c, row: (c + row[0] * row[1], None), 0.0, (x, y))[0]
        with pytest.raises(graph.ExecutionError, match="a loop of 2 steps over 3 rows"):
            graph.Session().run(z, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]})

    def test_errors(self):
        x = graph.placeholder("float32", (3, 2))
        scan = graph.scan
        for xs in (x, np.ones((3, 2), np.float32)):
            with pytest.raises(graph.ArgumentError, match="must return a pair"):
                scan(lambda c, row: c, 0.0, xs)
            with pytest.raises(graph.ArgumentError, match="the nesting"):
                scan(lambda c, row: ((c, c), None), 0.0, xs)
            with pytest.raises(graph.ShapeError, match="must keep its dtype and shape"):
                scan(lambda c, row: (row, None), np.float32(0), xs)
            with pytest.raises(
                graph.DTypeError, match=r"before=float32.*after=float64"
            ):
                scan(lambda c, row: (np.zeros(()), None), np.float32(0), xs)
            with pytest.raises(graph.ArgumentError, match="number of steps"):
                scan(lambda c, row: (c, None), 0.0, xs, length=4)
        with pytest.raises(graph.ArgumentError, match="give length"):
            scan(lambda c, row: (c, None), 0.0)
        with pytest.raises(graph.ArgumentError, match="number of steps"):
            scan(lambda c, row: (c, None), 0.0, 1.0)
        with pytest.raises(graph.ArgumentError, match="unroll is a positive number"):
            scan(lambda c, row: (c, None), 0.0, x, unroll=0)
        with pytest.raises(graph.ShapeError, match="cannot be unrolled"):
            z = graph.placeholder("float32", (None,))
            scan(lambda c, row: (c, None), 0.0, z, unroll=True)


class TestMap:
    def test_maps_nestings(self):
        def f(x, y):
            found = graph.map(lambda row: {"p": row[0] * row[1], "q": row[0]}, (x, y))
            return found["p"], found["q"]

        p, q = both(f, np.arange(3.0), np.arange(3.0))
        assert p.tolist() == [0, 1, 4] and q.tolist() == [0, 1, 2]


class TestAssociativeScan:
    @pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 13])
    @pytest.mark.parametrize("reverse", [False, True])
    def test_sums(self, n, reverse):
        x = RNG.normal(size=(2, n))
        (y,) = both(
            lambda x: graph.associative_scan(graph.add, x, reverse=reverse, axis=-1), x
        )
        want = x[:, ::-1].cumsum(1)[:, ::-1] if reverse else x.cumsum(1)
        np.testing.assert_allclose(y, want)

    def test_linear_recurrence_with_gradients(self):
        def f(a, b):
            def combine(p, q):
                return p[0] * q[0], q[0] * p[1] + q[1]

            return graph.associative_scan(combine, (a, b))[1]

        a, b = RNG.normal(size=(2, 7, 2))
        want, state = [], np.zeros(2)
        for i in range(7):
            state = a[i] * state + b[i]
            want.append(state)
        np.testing.assert_allclose(run(f, a, b), want)
        gradcheck(f, [a, b], order=2)

    def test_errors(self):
        with pytest.raises(graph.ShapeError, match=r"use graph\.scan"):
            graph.associative_scan(graph.add, graph.placeholder("float32", (None,)))
        with pytest.raises(graph.ArgumentError, match="one known size"):
            graph.associative_scan(lambda a, b: a, (np.ones(2), np.ones(3)))
