"""GradientTape: what it records, what it gives, and what it refuses."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import graph


def value(*numbers, dtype="float64"):
    return graph.as_tensor(np.array(numbers, dtype))


class TestGradient:
    def test_of_a_watched_value(self):
        x = value(1.0, 2.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.exp(x) * x
        expected = np.exp(x.numpy()) * (1 + x.numpy())
        np.testing.assert_allclose(tape.gradient(y, x).numpy(), expected)

    def test_of_a_variable_that_is_read(self):
        v = graph.Variable([1.0, 2.0])
        with graph.GradientTape() as tape:
            y = v * v
        assert tape.gradient(y, v).tolist() == [2.0, 4.0]

    def test_equals_the_symbolic_gradient(self):
        rng = np.random.default_rng(0)
        arrays = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)

        def loss(x, w, b):
            return graph.mean(graph.softmax(graph.tanh(x @ w + b)) ** 2)

        xs = [graph.as_tensor(a) for a in arrays]
        with graph.GradientTape() as tape:
            tape.watch(xs)
            y = loss(*xs)
        feeds = [graph.placeholder("float64", a.shape) for a in arrays]
        wanted = graph.Session().run(
            graph.gradients(loss(*feeds), feeds), dict(zip(feeds, arrays))
        )
        for got, want in zip(tape.gradient(y, xs), wanted):
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-12)

    def test_keeps_the_nesting_of_sources(self):
        a, b = graph.Variable(1.0), graph.Variable(2.0)
        with graph.GradientTape() as tape:
            y = a * b
        found = tape.gradient(y, {"a": a, "rest": (b, [a])})
        assert float(found["a"]) == 2.0
        assert float(found["rest"][0]) == 1.0
        assert float(found["rest"][1][0]) == 2.0

    def test_sums_over_a_nesting_of_targets(self):
        x = value(3.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            targets = {"square": x * x, "others": [x, x * 2.0]}
        assert tape.gradient(targets, x).tolist() == [9.0]

    def test_cotangents(self):
        x = value(3.0, 4.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y, z = x * x, x * 5.0
        found = tape.gradient([y, z], x, output_gradients=[value(1.0, 10.0), None])
        assert found.tolist() == [11.0, 85.0]

    def test_of_an_op_with_several_outputs(self):
        x = value(1.0, 2.0, 3.0, 4.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            first, second = graph.split(x, 2)
            y = first * second
        assert tape.gradient(y, x).tolist() == [3.0, 4.0, 1.0, 2.0]

    def test_of_a_source_between(self):
        x = value(2.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            middle = x * x
            y = middle * middle
        dx, dmiddle = tape.gradient(y, [x, middle])
        assert (float(dx[0]), float(dmiddle[0])) == (32.0, 8.0)

    def test_of_the_target_itself_is_one(self):
        x = value(2.0, 3.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
        assert tape.gradient(x, x).tolist() == [1.0, 1.0]

    def test_of_a_variable_as_target(self):
        v = graph.Variable(2.0)
        with graph.GradientTape() as tape:
            v.value  # noqa: B018 - the read is what is tested
        assert float(tape.gradient(v, v)) == 1.0

    def test_does_not_pass_integers(self):
        x = value(2.5)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.cast(graph.cast(x, "int32"), "float64") * x
        assert tape.gradient(y, x).tolist() == [2.0]

    def test_does_not_pass_stop_gradient(self):
        x = value(2.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.stop_gradient(x) * x
        assert tape.gradient(y, x).tolist() == [2.0]

    def test_complex_gradients_are_those_of_graphs(self):
        x = value(1 + 2j, dtype="complex128")
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.real(x * x)
        z = graph.placeholder("complex128", (1,))
        (dz,) = graph.gradients(graph.real(z * z), [z])
        wanted = graph.Session().run(dz, {z: x.numpy()})
        np.testing.assert_allclose(tape.gradient(y, x).numpy(), wanted)

    def test_gradients_are_plain_values(self):
        v = graph.Variable([1.0, 2.0])
        with graph.GradientTape() as tape:
            y = v * v
        assert tape.gradient(y, v).recipe is None


class TestUnconnected:
    def test_gives_none_by_default(self):
        x, other = value(1.0), value(1.0)
        with graph.GradientTape() as tape:
            tape.watch([x, other])
            y = x * 2.0
        assert tape.gradient(y, [x, other])[1] is None

    def test_gives_zeros_when_asked(self):
        x, other = value(1.0), value(1.0, 2.0)
        with graph.GradientTape() as tape:
            tape.watch([x, other])
            y = x * 2.0
        found = tape.gradient(y, [x, other], unconnected_gradients="zero")
        assert found[1].tolist() == [0.0, 0.0]

    def test_refuses_other_values(self):
        with pytest.raises(graph.ArgumentError, match='pass "none" or "zero"'):
            graph.GradientTape().gradient(value(1.0), value(1.0), None, "raise")


class TestWatching:
    def test_nothing_is_kept_of_unwatched_values(self):
        x = value(1.0)
        with graph.GradientTape() as tape:
            y = x * x
        assert tape.gradient(y, x) is None

    def test_variables_that_are_not_trainable_are_not_watched(self):
        v = graph.Variable(2.0, trainable=False)
        with graph.GradientTape() as tape:
            y = v * v
        assert tape.gradient(y, v) is None
        with graph.GradientTape() as tape:
            tape.watch(v)
            y = v * v
        assert float(tape.gradient(y, v)) == 4.0

    def test_accessed_variables_can_be_left_out(self):
        a, b = graph.Variable(2.0), graph.Variable(3.0)
        with graph.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(b)
            y = a * b
        assert tape.watched_variables() == (b,)
        da, db = tape.gradient(y, [a, b])
        assert da is None and float(db) == 2.0

    def test_watched_variables_in_the_order_of_reading(self):
        a, b, c = (graph.Variable(1.0, trainable=t) for t in (True, True, False))
        with graph.GradientTape() as tape:
            y = b * a * c * b
        assert tape.watched_variables() == (b, a)
        tape.gradient(y, a)
        assert tape.watched_variables() == (b, a)

    def test_a_variable_counts_every_value_that_was_read(self):
        v = graph.Variable(2.0)
        with graph.GradientTape() as tape:
            y = v * v
            v.assign(10.0)
            y = y + v * v
        assert float(tape.gradient(y, v)) == 4.0 + 20.0

    @pytest.mark.parametrize("leaf", [np.ones(2), 1.0, None, graph.as_tensor([1, 2])])
    def test_only_tensors_of_floats_can_be_watched(self, leaf):
        with pytest.raises(graph.ArgumentError, match="only tensors of floats"):
            graph.GradientTape().watch([leaf])


class TestRecording:
    def test_stops_inside_stop_recording(self):
        x = value(3.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
            with tape.stop_recording():
                factor = x * 10.0
            z = y * factor
        assert tape.gradient(z, x).tolist() == [180.0]

    def test_stop_recording_leaves_outer_tapes_alone(self):
        x = value(3.0)
        with graph.GradientTape() as outer:
            outer.watch(x)
            with graph.GradientTape() as inner:
                inner.watch(x)
                with inner.stop_recording():
                    y = x * x
        assert inner.gradient(y, x) is None
        assert outer.gradient(y, x).tolist() == [6.0]

    def test_reset_forgets(self):
        x = value(3.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
            tape.reset()
            tape.watch(x)
            z = x * 2.0
            both = y + z
        assert tape.gradient(both, x).tolist() == [2.0]

    def test_a_second_gradient_is_refused(self):
        x = value(3.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        tape.gradient(y, x)
        with pytest.raises(graph.GradientError, match="persistent=True"):
            tape.gradient(y, x)
        tape.reset()
        assert tape.gradient(y, x) is None

    def test_a_spent_tape_can_record_again(self):
        v = graph.Variable(3.0)
        tape = graph.GradientTape()
        for _ in range(2):
            with tape:
                y = v * v
            assert float(tape.gradient(y, v)) == 6.0

    def test_a_persistent_tape_gives_several(self):
        x = value(3.0)
        with graph.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = x * x
            z = y * y
        assert tape.gradient(y, x).tolist() == [6.0]
        assert tape.gradient(z, x).tolist() == [108.0]

    def test_an_open_tape_cannot_be_opened(self):
        tape = graph.GradientTape()
        with tape, pytest.raises(graph.GradientError, match="recording already"):
            tape.__enter__()

    def test_an_error_inside_closes_the_tape(self):
        tape = graph.GradientTape()
        x = value(1.0)
        with pytest.raises(KeyError), tape:
            tape.watch(x)
            raise KeyError
        y = x * x
        assert tape.gradient(y, x) is None

    def test_a_spent_tape_lets_go_of_its_values(self):
        v = graph.Variable(np.ones(3))
        with graph.GradientTape() as tape:
            middle = v * 2.0
            y = middle * middle
        gone = weakref.ref(middle)
        del middle
        assert gone() is not None
        tape.gradient(y, v)
        gc.collect()
        assert gone() is None


class TestSecondOrder:
    def test_nested_tapes(self):
        x = value(2.0, 3.0)
        with graph.GradientTape() as outer:
            outer.watch(x)
            with graph.GradientTape() as inner:
                inner.watch(x)
                y = graph.sum(x**3)
            dx = inner.gradient(y, x)
        np.testing.assert_allclose(outer.gradient(dx, x).numpy(), [12.0, 18.0])

    def test_third_order(self):
        v = graph.Variable(2.0, dtype="float64")
        with graph.GradientTape() as third, graph.GradientTape() as second:
            with graph.GradientTape() as first:
                y = v**4
            dy = first.gradient(y, v)
            with second.stop_recording():
                pass
            ddy = second.gradient(dy, v)
        np.testing.assert_allclose(float(third.gradient(ddy, v)), 48.0)

    def test_persistent_tape_inside_itself(self):
        x = value(2.0)
        with graph.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = x * x * x
            dx = tape.gradient(y, x)
        assert tape.gradient(dx, x).tolist() == [12.0]


class TestJacobian:
    def test_of_a_vector(self):
        x = value(1.0, 2.0, 3.0)
        w = np.arange(6.0).reshape(2, 3)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.matmul(w, x * x)
        np.testing.assert_allclose(tape.jacobian(y, x).numpy(), w * 2 * x.numpy())

    def test_shape_is_that_of_target_and_source(self):
        v = graph.Variable(np.ones((3, 2)))
        with graph.GradientTape(persistent=True) as tape:
            y = graph.sum(v * v, axis=0)
        found = tape.jacobian(y, [v])[0].numpy()
        assert found.shape == (2, 3, 2)
        expected = np.zeros((2, 3, 2))
        expected[[0, 1], :, [0, 1]] = 2
        assert np.array_equal(found, expected)

    def test_unconnected(self):
        x, other = value(1.0, 2.0), value(1.0)
        with graph.GradientTape(persistent=True) as tape:
            tape.watch([x, other])
            y = x * x
        assert tape.jacobian(y, other) is None
        zeros = tape.jacobian(y, other, unconnected_gradients="zero")
        assert zeros.tolist() == [[0.0], [0.0]]

    def test_uses_up_the_tape(self):
        x = value(1.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        tape.jacobian(y, x)
        with pytest.raises(graph.GradientError, match="one set of gradients"):
            tape.jacobian(y, x)


class TestSymbolic:
    def test_on_placeholders(self):
        x = graph.placeholder("float32", (2,))
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        dx = tape.gradient(y, x)
        assert graph.Session().run(dx, {x: [1.0, 2.0]}).tolist() == [2.0, 4.0]

    def test_on_variables_outside_a_trace(self):
        x = graph.placeholder("float32", ())
        v = graph.Variable(3.0)
        with graph.GradientTape() as tape:
            y = x * v * v
        assert float(graph.Session().run(tape.gradient(y, v), {x: 2.0})) == 12.0

    def test_in_a_trace_follows_assignments(self):
        v = graph.Variable(3.0)
        with graph.tracing():
            with graph.GradientTape() as tape:
                y = v * v
            dv = tape.gradient(y, v)
            v.assign(v - dv)  # -3
            with graph.GradientTape() as tape:
                y = v * v
            assert tape.watched_variables() == (v,)
            second = tape.gradient(y, v)
        assert graph.Session().run([dv, second]) == [6.0, -6.0]

    def test_nested_in_a_trace(self):
        v = graph.Variable(3.0)
        with graph.tracing():
            with graph.GradientTape() as outer:
                with graph.GradientTape() as inner:
                    y = v * v * v
                dv = inner.gradient(y, v)
            ddv = outer.gradient(dv, v)
        assert float(graph.Session().run(ddv)) == 18.0

    def test_jacobian(self):
        x = graph.placeholder("float32", (2,))
        with graph.GradientTape() as tape:
            y = graph.exp(x)
        found = graph.Session().run(tape.jacobian(y, x), {x: [0.0, 0.0]})
        assert found.tolist() == [[1.0, 0.0], [0.0, 1.0]]

    def test_unconnected(self):
        x = graph.placeholder("float32", (2,))
        other = graph.placeholder("float32", ())
        with graph.GradientTape(persistent=True) as tape:
            y = x * x
        assert tape.gradient(y, other) is None
        zero = tape.gradient(y, other, unconnected_gradients="zero")
        assert float(graph.Session().run(zero, {other: 1.0})) == 0.0

    def test_a_watched_value_is_a_constant_to_a_symbolic_target(self):
        x, z = value(1.0), graph.placeholder("float64", (1,))
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * z
        with pytest.raises(graph.GradientError, match="a value is a constant"):
            tape.gradient(y, x)


class TestErrors:
    def test_a_target_of_integers(self):
        x = value(1.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.cast(x, "int32")
        with pytest.raises(graph.GradientError, match="a target is not floating point"):
            tape.gradient(y, x)

    def test_a_cotangent_of_another_shape(self):
        x = value(1.0, 2.0)
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        with pytest.raises(graph.ShapeError, match="must have the shape"):
            tape.gradient(y, x, output_gradients=value(1.0))


@pytest.mark.parametrize("form", ["values", "trace"])
def test_batch_jacobian_is_the_jacobian_of_each_sample(form):
    w = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    def run(x):
        x = graph.as_tensor(x)
        with graph.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = graph.tanh(x @ w)
        return tape.batch_jacobian(y, x), tape.jacobian(y, x)

    x = np.linspace(-1.0, 1.0, 12).reshape(4, 3) * 0.3
    each, full = (graph.function(run, symbolic=False) if form == "trace" else run)(x)
    assert each.shape == (4, 2, 3)
    for i in range(4):
        np.testing.assert_allclose(each[i], full[i, :, i], rtol=1e-12)


def test_batch_jacobian_of_what_is_not_connected():
    x, y = graph.Variable([[1.0, 2.0]]), graph.Variable([[1.0, 2.0, 3.0]])
    for how, want in (("none", None), ("zero", np.zeros((1, 3, 2)))):
        with graph.GradientTape() as tape:
            z = y * 2.0
        got = tape.batch_jacobian(z, x, unconnected_gradients=how)
        assert got is want if want is None else np.array_equal(got, want)
