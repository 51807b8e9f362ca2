"""Compiled functions: when they are traced, what they return, what they do to state."""

from __future__ import annotations

import collections
import dataclasses
import gc
import threading
import weakref

import numpy as np
import pytest

import graph
import kerasish
from graph.executor.traces import KEPT_TRACES, MANY_RETRACES, TracesOften

ROW = np.arange(3, dtype=np.float32)
GRID = np.arange(6, dtype=np.float32).reshape(2, 3)


def traced(**options):
    """A function that notes each trace, and the notes."""
    notes = []

    @graph.function(**options)
    def f(x, scale=1.0):
        notes.append(x.shape)
        return x * scale

    return f, notes


class TestTracing:
    def test_another_batch_size_runs_the_same_trace(self):
        f, notes = traced()
        for n in (2, 5, 7, 2):
            assert f(np.ones((n, 3), np.float32)).shape == (n, 3)
        assert notes == [(None, 3)]
        assert f.retraces == []
        assert f.signatures() == ["f(x: float32[x_0, 3]) -> float32[x_0, 3]"]

    def test_a_size_that_changes_becomes_symbolic(self):
        f, notes = traced()
        for n in (3, 4, 5, 6):
            f(np.ones((2, n), np.float32))
        assert notes == [(None, 3), (None, None)]
        assert f.retraces == ["axis 1 of x is 4, and was 3"]

    def test_a_size_of_one_broadcasts_and_is_known(self):
        f = graph.function(lambda x, y: x + y)
        assert f(np.ones((1, 3)), np.ones((4, 3))).shape == (4, 3)
        assert f(np.ones((4, 3)), np.ones((4, 3))).shape == (4, 3)
        assert f.retraces == ["axis 0 of x is 4, and was 1"]
        assert f(np.ones((2, 3)), np.ones((1, 3))).shape == (2, 3)
        assert f.retraces[1:] == ["axis 0 of y is 1, and was another than 1"]

    def test_every_shape_may_be_a_trace_of_its_own(self):
        f, notes = traced(symbolic=False)
        for n in (2, 3, 2):
            f(np.ones((n, 3), np.float32))
        assert notes == [(2, 3), (3, 3)]

    def test_python_values_are_part_of_the_signature(self):
        f, notes = traced()
        assert f(ROW, 2).tolist() == [0.0, 2.0, 4.0]
        assert f(ROW, scale=2).tolist() == [0.0, 2.0, 4.0]
        assert len(notes) == 1
        assert f(ROW, 3.0).tolist() == [0.0, 3.0, 6.0]
        assert f.retraces == ["scale is 3.0, and was 2"]
        assert f.signatures()[1] == "f(x: float32[x_0], scale=3.0) -> float32[x_0]"
        f(ROW)
        assert f.retraces[1:] == ["it is called with 1 arguments, and was with 2"]

    @pytest.mark.parametrize(
        ("first", "second", "reason"),
        [
            (ROW, ROW.astype("f8"), "x is float64[_], and was float32[_]"),
            (ROW, GRID, "x is float32[_, _], and was float32[_]"),
            ([ROW], (ROW,), "x is a tuple of 1, and was a list of 1"),
            ([ROW], [ROW, ROW], "x has the items [0, 1], and had [0]"),
            ({"a": ROW}, {"b": ROW}, "x has the items ['b'], and had ['a']"),
            ({"a": [1, ROW]}, {"a": [2, ROW]}, "x['a'][0] is 2, and was 1"),
            ("sum", "mean", "x is 'mean', and was 'sum'"),
            (None, True, "x is True, and was None"),
        ],
    )
    def test_the_reason_of_a_retrace_is_told(self, first, second, reason):
        f = graph.function(lambda x: None)
        f(first)
        f(second)
        f(first)
        assert f.retraces == [reason]

    def test_objects_count_by_equality_or_by_identity(self):
        class Thing:
            pass

        f, notes = traced()
        one, other = Thing(), Thing()
        g = graph.function(lambda x, thing: f(x) * 2)
        for thing in (one, other, one, {1, 2}):
            g(ROW, thing)
        assert len(notes) == 3
        v, w = graph.Variable(2.0), graph.Variable(3.0)
        h = graph.function(lambda x, v: x * v)
        assert h(ROW, v)[1].item() == 2.0
        assert h(ROW, w)[1].item() == 3.0
        v.assign(5.0)
        assert h(ROW, v)[1].item() == 5.0
        assert len(h.retraces) == 1

    def test_one_that_is_traced_too_often_is_warned_about(self):
        f, _ = traced()
        with pytest.warns(TracesOften) as caught:
            for i in range(MANY_RETRACES + 5):
                f(ROW, i)
        assert len(caught) == 1
        text = str(caught[0].message)
        assert text.startswith("f was traced 11 times, the last time because scale is")
        assert caught[0].filename == __file__

    def test_the_oldest_traces_are_dropped(self):
        f, notes = traced()
        with pytest.warns(TracesOften):
            for i in range(KEPT_TRACES + 1):
                f(ROW, i)
        assert len(f.signatures()) == KEPT_TRACES
        f(ROW, KEPT_TRACES)
        assert len(notes) == KEPT_TRACES + 1
        f(ROW, 0)
        assert len(notes) == KEPT_TRACES + 2

    def test_nothing_is_kept_of_traces_that_were_dropped(self):
        class Setting:
            pass

        settings = [Setting() for _ in range(KEPT_TRACES + 5)]
        known = [weakref.ref(s) for s in settings]
        f, _ = traced()
        g = graph.function(lambda x, setting: f(x))
        with pytest.warns(TracesOften):
            for setting in settings:
                g(ROW, setting)
        del settings, setting
        gc.collect()
        assert sum(ref() is not None for ref in known) <= KEPT_TRACES

    def test_a_trace_that_fails_leaves_nothing_behind(self):
        f = graph.function(lambda x: graph.matmul(x, np.ones((4, 2), np.float32)))
        for _ in range(2):
            with pytest.raises(graph.ShapeError, match="inner sizes must agree"):
                f(GRID)
        assert f.signatures() == []
        assert f(np.ones((2, 4), np.float32)).shape == (2, 2)

    def test_threads_share_one_trace(self):
        f, notes = traced()
        results = []
        threads = [
            threading.Thread(target=lambda: results.append(f(GRID).numpy()))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(notes) == 1
        assert all(np.array_equal(r, GRID) for r in results)


class TestArguments:
    def test_arrays_may_stand_anywhere(self):
        Pair = collections.namedtuple("Pair", "a b")

        @graph.function
        def f(batch, *more, weight=None):
            total = batch["x"] + batch["y"][0] * batch["y"][1]
            for pair in more:
                total = total + pair.a * pair.b
            return total if weight is None else total * weight

        batch = {"x": ROW, "y": [ROW, 2]}
        assert f(batch).tolist() == [0.0, 3.0, 6.0]
        assert f(batch, Pair(ROW, 1)).tolist() == [0.0, 4.0, 8.0]
        assert f(batch, weight=np.float32(2.0)).tolist() == [0.0, 6.0, 12.0]
        assert f.signatures()[2] == (
            "f(batch['x']: float32[batch['x']_0], batch['y'][0]: float32"
            "[batch['y'][0]_0], weight: float32[]) -> float32[batch['x']_0]"
        )

    def test_results_have_the_nesting_of_what_is_returned(self):
        @graph.function
        def f(x):
            return {"sum": graph.sum(x), "rest": [x, None, 3, "text"], "array": ROW}

        found = f(ROW)
        assert found["sum"].item() == 3.0
        assert found["rest"][1:] == [None, 3, "text"]
        assert isinstance(found["rest"][0], graph.EagerTensor)
        assert found["array"].tolist() == ROW.tolist()
        assert graph.function(lambda x: None)(ROW) is None
        assert graph.function(lambda: 3)() == 3

    def test_methods_are_traced_for_each_object(self):
        class Scale:
            def __init__(self, by):
                self.by = by

            @graph.function
            def __call__(self, x):
                return x * self.by

            @graph.function
            def twice(self, x, plus=0.0):
                return self(x) * 2.0 + plus

        double, triple = Scale(2.0), Scale(3.0)
        assert double(ROW).tolist() == [0.0, 2.0, 4.0]
        assert triple(ROW).tolist() == [0.0, 3.0, 6.0]
        assert double.twice(ROW, plus=1.0).tolist() == [1.0, 5.0, 9.0]
        (signature,) = double.twice.signatures()
        assert signature == "twice(x: float32[x_0], plus=1.0) -> float32[x_0]"
        assert double.twice is double.twice
        known = weakref.ref(triple)
        del triple
        gc.collect()
        assert known() is None

    def test_methods_of_objects_without_a_hash(self):
        @dataclasses.dataclass
        class Scale:
            by: float

            @graph.function
            def apply(self, x):
                return x * self.by

        double, triple = Scale(2.0), Scale(3.0)
        assert double.apply(ROW).tolist() == [0.0, 2.0, 4.0]
        assert triple.apply(ROW).tolist() == [0.0, 3.0, 6.0]
        assert len(Scale.apply.signatures()) == 2

    def test_inside_a_graph_it_is_the_python_function(self):
        f, notes = traced()
        x = graph.placeholder("float32", (None,), "x")
        assert graph.Session().run(f(x, 2.0), {x: ROW}).tolist() == [0.0, 2.0, 4.0]
        outer = graph.function(lambda x: f(x, 3.0) + f(x, 3.0))
        assert outer(ROW).tolist() == [0.0, 6.0, 12.0]
        assert notes == [(None,)] * 3
        assert f.signatures() == []

    def test_values_from_outside_are_constants_and_variables_are_read(self):
        v, c = graph.Variable(2.0), graph.as_tensor(np.float32(10.0))
        f = graph.function(lambda x: x * v + c)
        assert f(ROW).tolist() == [10.0, 12.0, 14.0]
        v.assign(3.0)
        assert f(ROW).tolist() == [10.0, 13.0, 16.0]


class TestState:
    def test_assignments_take_effect_in_program_order(self):
        v = graph.Variable(1.0)

        @graph.function
        def f(x):
            before = v * 1.0
            v.assign_add(x)
            between = v * 1.0
            v.assign(v * 10.0)
            return before, between, v

        found = [t.item() for t in f(np.float32(2.0))]
        assert found == [1.0, 3.0, 30.0]
        assert float(v) == 30.0
        assert [t.item() for t in f(np.float32(0.0))] == [30.0, 30.0, 300.0]

    def test_a_variable_made_in_the_first_call_stays(self):
        class Counter:
            def __init__(self):
                self.count = None

            @graph.function
            def step(self, x):
                if self.count is None:
                    self.count = graph.Variable(0.0)
                return self.count.assign_add(x)

        counter = Counter()
        assert [counter.step(np.float32(2.0)).item() for _ in range(3)] == [2, 4, 6]

    def test_prints_of_the_graph_run_at_each_call(self, capsys):
        @graph.function
        def f(x):
            print("traced")
            graph.print("runs", x)
            return x

        f(np.float32(1.0))
        f(np.float32(2.0))
        words = capsys.readouterr().out.split()
        assert words == ["traced", "runs", "1.0", "runs", "2.0"]

    def test_running_eagerly_calls_the_python_function_on_values(self):
        f, notes = traced()
        with graph.running_eagerly():
            assert f(ROW, 2.0).tolist() == [0.0, 2.0, 4.0]
        assert notes == [(3,)]
        assert f.signatures() == []


class TestGradients:
    def test_tapes_see_the_function_as_its_graph(self):
        v = graph.Variable(GRID)
        f = graph.function(lambda x: {"y": graph.tanh(x @ v), "n": graph.sum(v)})
        x = graph.as_tensor(GRID.T.copy() * 0.1)
        for run in (f, f.python_function):
            with graph.GradientTape() as tape:
                tape.watch(x)
                found = run(x)
                loss = graph.sum(found["y"] ** 3) + found["n"]
            dx, dv = tape.gradient(loss, [x, v])
            if run is f:
                want = dx, dv
        np.testing.assert_allclose(dx, want[0], rtol=1e-6)
        np.testing.assert_allclose(dv, want[1], rtol=1e-6)

    def test_the_gradient_belongs_to_the_values_of_the_call(self):
        v = graph.Variable(3.0)
        f = graph.function(lambda x: x * v * v)
        x = graph.as_tensor(np.float32(2.0))
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        v.assign(100.0)
        dx, dv = tape.gradient(y, [x, v])
        assert (dx.item(), dv.item()) == (9.0, 12.0)

    @pytest.mark.parametrize("compiled", [True, False])
    def test_no_gradient_passes_an_assignment(self, compiled):
        v = graph.Variable(2.0)

        def f(x):
            v.assign(v * v * x)
            return v * 3.0 + x * 0.0

        x = graph.as_tensor(np.float32(5.0))
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = (graph.function(f) if compiled else f)(x)
        assert y.item() == 60.0
        dx, dv = tape.gradient(y, [x, v])
        assert (dx.item(), dv.item()) == (0.0, 3.0)

    @pytest.mark.parametrize("inside", ["loop", "branch"])
    def test_control_flow(self, inside):
        def loop(x):
            last, _ = graph.scan(lambda c, t: (graph.tanh(c + t), c), x[0] * 1.0, x)
            return graph.sum(last)

        def branch(x):
            total = graph.sum(x)
            return graph.cond(total > 0, lambda: total**3, lambda: total * 2.0)

        f = {"loop": loop, "branch": branch}[inside]
        x = graph.as_tensor(GRID.astype("f8") * 0.1)
        found = []
        for run in (graph.function(f), f):
            with graph.GradientTape() as outer:
                outer.watch(x)
                with graph.GradientTape() as tape:
                    tape.watch(x)
                    y = run(x)
                dx = tape.gradient(y, x)
                z = graph.sum(dx * dx)
            found.append((y, dx, outer.gradient(z, x)))
        for got, want in zip(*found):
            np.testing.assert_allclose(got, want, rtol=1e-10)

    def test_an_output_without_gradient_does_not_hinder_the_others(self):
        f = graph.function(lambda x: (graph.sum(x * x), graph.argmax(x)))
        x = graph.as_tensor(ROW)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y, place = f(x)
        assert place.item() == 2
        assert tape.gradient(y, x).tolist() == [0.0, 2.0, 4.0]

    def test_nothing_is_kept_for_a_tape_that_does_not_watch(self):
        f = graph.function(lambda x: graph.exp(x))
        with graph.GradientTape() as tape:
            y = f(ROW)
        assert tape.gradient(y, graph.as_tensor(ROW)) is None
        assert "_with_residuals" not in vars(f.get_concrete(ROW)._call)

    def test_jacobian(self):
        x = graph.as_tensor(ROW)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.function(lambda x: x * x)(x)
        np.testing.assert_array_equal(tape.jacobian(y, x), np.diag(2 * ROW))


class TestErrors:
    @pytest.mark.parametrize(
        ("ask", "what"),
        [
            (lambda x: x if x[0] > 0 else -x, "no truth value"),
            (lambda x: float(x[0]), "no number"),
            (lambda x: np.sum(x, dtype="f8"), "no array"),
            (lambda x: list(x), "no known length"),
        ],
    )
    def test_asking_a_tensor_for_its_value(self, ask, what):
        with pytest.raises(graph.SymbolicError) as caught:
            graph.function(ask)(ROW)
        text = str(caught.value)
        assert what in text
        assert "hint: " in text
        assert "made by: test_function.py:" in text

    def test_what_is_no_function(self):
        with pytest.raises(graph.ArgumentError, match="function: a callable is needed"):
            graph.function(3)

    def test_a_trace_for_symbolic_tensors(self):
        f, _ = traced()
        with pytest.raises(graph.ArgumentError, match="made for arrays, not symbolic"):
            f.get_concrete(graph.placeholder("float32", (3,), "x"))

    def test_arguments_that_do_not_fit_the_python_function(self):
        f, _ = traced()
        with pytest.raises(TypeError, match="missing"):
            f()
        with pytest.raises(TypeError, match="unexpected keyword"):
            f(ROW, size=3)

    def test_sizes_that_were_taken_as_equal_and_are_not(self):
        f = graph.function(lambda x, y: x + y)
        f(ROW, ROW)
        with pytest.raises(graph.GraphError, match=r"x_0|y_0|broadcast"):
            f(ROW, np.ones(5, np.float32))


def test_the_graph_can_be_read():
    f = graph.function(lambda x: graph.exp(x))
    text = (
        "%0 = placeholder('x') : float32[x_0]\n%1 = exp(%0) : float32[x_0]\nreturn %1"
    )
    assert f.graph(ROW) == text
    assert repr(f) == "<graph.function <lambda>: 1 traces>"
    concrete = f.get_concrete(ROW)
    assert concrete.inputs[0].name == "x"
    np.testing.assert_allclose(concrete(ROW), np.exp(ROW), 1e-6)
    assert f.retraces == []


def test_kerasish_has_it_too():
    assert kerasish.function is graph.function
    assert {"function", "GradientTape"} <= set(dir(kerasish))
