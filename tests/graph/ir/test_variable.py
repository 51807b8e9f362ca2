"""Variables: values, assignments now and at the end of a run, what is handed out."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable
from graph.ir.variable import read_together


def compiled(inputs, updates):
    """A step that returns nothing and updates variables."""
    return CompiledCallable(inputs, [], list(updates.items()))


def text_of(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


def test_dtypes_of_initial_values():
    assert graph.Variable(1.5).dtype == np.float32
    assert graph.Variable([1, 2]).dtype == np.int32
    assert graph.Variable(True).dtype == np.bool_
    assert graph.Variable(np.float64(1)).dtype == np.float64
    assert graph.Variable(np.ones(2), dtype="float16").dtype == np.float16
    assert graph.Variable(graph.as_tensor([1.0])).dtype == np.float64


def test_a_variable_owns_its_array():
    array = np.ones(3, np.float32)
    v = graph.Variable(array)
    array[0] = 9
    np.testing.assert_array_equal(v.numpy(), [1, 1, 1])
    v.assign(array)
    array[1] = 9
    np.testing.assert_array_equal(v.numpy(), [9, 1, 1])
    v.numpy()[:] = 0
    np.asarray(v)[:] = 0
    np.testing.assert_array_equal(v.numpy(), [9, 1, 1])


def test_the_value_that_is_handed_out_cannot_be_written():
    v = graph.Variable([1.0, 2.0])
    for given in (v.value.numpy(), graph.as_tensor(v).numpy(), v[:].numpy()):
        with pytest.raises(ValueError, match="read-only"):
            given[0] = 5.0
    (v * 1.0).numpy()[0] = 5.0
    assert v.numpy().tolist() == [1, 2]


def test_what_is_no_number_is_refused():
    assert text_of(graph.DTypeError, graph.Variable, "text").startswith(
        "a variable holds numbers\n  got: str of dtype <U4\n"
        "  hint: convert the value to a numeric array first\n"
        "  made by: test_variable.py:"
    )
    x = graph.placeholder("float32", (2,), "x")
    assert text_of(graph.ArgumentError, graph.Variable, x, "v").startswith(
        "Variable 'v': the initial value is symbolic\n"
        "  got: initial_value=float32[2]\n"
        "  hint: pass an array, or a callable that returns one\n"
    )


def test_a_callable_runs_when_the_value_is_first_needed():
    calls = []

    def initial():
        calls.append(1)
        return np.arange(3)

    v = graph.Variable(initial, shape=(3,), dtype="float32", name="v")
    assert v.spec == graph.Spec("float32", (3,))
    y = graph.sum(v.symbolic() * 2.0)
    assert not calls
    assert graph.Session().run(y) == 6
    assert v.numpy().dtype == np.float32
    assert calls == [1]


def test_a_callable_without_shape_runs_at_once_and_keeps_its_dtype():
    v = graph.Variable(lambda: np.ones(2, np.float64))
    assert v.spec == graph.Spec("float64", (2,))


def test_assigning_first_makes_the_callable_needless():
    v = graph.Variable(lambda: 1 / 0, shape=(2,))
    v.assign([3.0, 4.0])
    np.testing.assert_array_equal(v.numpy(), [3, 4])
    assert graph.Session().run(v.symbolic()).tolist() == [3, 4]


def test_a_callable_must_keep_its_promise():
    v = graph.Variable(lambda: np.ones(3), shape=(2,), name="v")
    assert text_of(graph.ShapeError, v.numpy).startswith(
        "Variable 'v': the initial value has another shape\n"
        "  got: initial_value=float32[3], declared=float32[2]\n"
        "  hint: make the callable return the declared shape\n"
    )


def test_lazy_initialisation_happens_once_among_threads():
    calls = []

    def initial():
        calls.append(1)
        return np.ones(3)

    v = graph.Variable(initial, shape=(3,))
    threads = [threading.Thread(target=v.numpy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_assigning_checks_shape_and_dtype():
    v = graph.Variable(np.ones((2, 3), np.float32), name="v")
    wrong = (
        "Variable 'v': assigned value has another shape\n"
        "  got: value=float32[3], variable=float32[2, 3]\n"
        "  hint: a variable keeps its shape; make a new one for another\n"
    )
    assert text_of(graph.ShapeError, v.assign, np.ones(3)).startswith(wrong)
    x = graph.placeholder("float32", (3,), "x")
    assert text_of(graph.ShapeError, v.assign, x).startswith(wrong)
    for shape in ((None, 4), (4, None), (None,)):
        x = graph.placeholder("float32", shape, "x")
        assert "another shape" in text_of(graph.ShapeError, v.assign, x)
    x = graph.placeholder("float64", (2, 3), "x")
    assert text_of(graph.DTypeError, v.assign, x).startswith(
        "Variable 'v': assigned value has another dtype\n"
        "  got: value=float64[2, 3], variable=float32[2, 3]\n"
        '  hint: convert it first: graph.cast(value, "float32")\n'
    )


def test_a_value_of_unknown_size_is_checked_when_it_runs():
    v = graph.Variable(np.ones((2, 3), np.float32), name="v")
    w = graph.Variable(np.float32(0))
    x = graph.placeholder("float32", (None, 3), "x")
    session = graph.Session()
    fetches = [w.assign_add(1.0 * graph.sum(x)), v.assign(x * 2)]
    with pytest.raises(graph.ShapeError, match="'v': assigned value has another shape"):
        session.run(fetches, {x: np.ones((4, 3))})
    step = compiled([x], {w: w.symbolic() + 1.0, v: x * 2})
    with pytest.raises(graph.ShapeError, match="'v': assigned value has another shape"):
        step([np.ones((4, 3))])
    np.testing.assert_array_equal(v.numpy(), np.ones((2, 3)))
    assert w.numpy() == 0  # nothing was committed
    session.run(fetches, {x: np.ones((2, 3))})
    kept = v.numpy()
    session.run(graph.exp(x) * 3, {x: np.zeros((2, 3))})
    session.run(fetches, {x: np.zeros((2, 3))})
    np.testing.assert_array_equal(kept, np.full((2, 3), 2))
    np.testing.assert_array_equal(v.numpy(), np.zeros((2, 3)))


def test_a_value_from_a_run_of_unknown_size_is_not_part_of_the_arena():
    v = graph.Variable(np.zeros(3, np.float32))
    x = graph.placeholder("float32", (None,), "x")
    step = compiled([x], {v: graph.exp(x) + 1})
    step([np.zeros(3)])
    array = v.array
    step([np.ones(3)])
    np.testing.assert_array_equal(array, [2, 2, 2])


def test_eager_arithmetic_takes_the_value_of_now():
    v = graph.Variable([1.0, 2.0])
    y = v * 2
    assert isinstance(y, graph.EagerTensor)
    v.assign([5.0, 5.0])
    np.testing.assert_array_equal(y, [2, 4])
    np.testing.assert_array_equal(v * 2, [10, 10])
    np.testing.assert_array_equal(v.assign_add([1.0, 1.0]), [6, 6])
    np.testing.assert_array_equal(v.assign_sub([2.0, 0.0]), [4, 6])
    assert float(graph.Variable(2.0)) == 2.0
    assert int(graph.Variable(2.0)) == 2
    assert bool(graph.Variable(1.0))
    assert len(v) == 2
    assert repr(graph.Variable([1.0], name="w")) == "<Variable 'w': float32[1]>"


def test_values_handed_out_are_not_overwritten_by_later_runs():
    v = graph.Variable(np.zeros(4, np.float32))
    step = compiled([], {v: v.symbolic() * 2.0 + 1.0})
    handed_out, expected = [], []
    for _ in range(6):
        step([])
        handed_out += [v.value, v.value.numpy(), v.array, v.value[1:], v.array[::2]]
        expected += [np.array(a) for a in handed_out[-5:]]
    for got, want in zip(handed_out, expected):
        np.testing.assert_array_equal(got, want)


def test_results_of_runs_are_not_overwritten_by_later_runs():
    v = graph.Variable(np.zeros(4, np.float32))
    x = graph.placeholder("float32", (None,), "x")
    y = graph.exp(x)
    session = graph.Session()
    fetches = [y, x, v.symbolic(), v.assign_add(y), y, graph.reshape(y, (2, 2))]
    results = []
    for number in range(4):
        got = session.run(fetches, {x: np.full(4, number, np.float32)})
        results.append((got, [a.copy() for a in got]))
        for i, a in enumerate(got):
            for b in got[i + 1 :]:
                assert not np.may_share_memory(a, b)
    for got, copies in results:
        for a, b in zip(got, copies):
            np.testing.assert_array_equal(a, b)


def test_a_spare_array_of_another_layout_is_not_written_into():
    """What a kernel left transposed may not become the buffer of the next run."""
    v = graph.Variable(np.zeros((2, 3, 2), np.float32))
    turned = compiled([], {v: graph.cumsum(v.symbolic() + 1, 1, reverse=True)})
    two = np.full((2, 2), 2, np.float32)
    product = compiled([], {v: graph.matmul(v.symbolic(), two)})
    for run in (turned, turned, product) * 3:
        before = v.numpy()
        run([])
        turns = np.cumsum((before + 1)[:, ::-1], 1)[:, ::-1]
        want = turns if run is turned else before @ two
        np.testing.assert_array_equal(v.numpy(), want)


def test_variables_exchange_their_values():
    a, b = graph.Variable([1.0]), graph.Variable([2.0])
    session = graph.Session()
    fetched = [a.assign(b.symbolic()), b.assign(a.symbolic())]
    step = compiled([], {a: b.symbolic(), b: a.symbolic()})
    for run in (lambda: session.run(fetched), lambda: step([])) * 2:
        before = a.numpy(), b.numpy()
        run()
        assert (b.numpy(), a.numpy()) == before


def test_one_value_for_two_variables_is_two_arrays():
    a, b = graph.Variable([1.0]), graph.Variable([2.0])
    x = graph.placeholder("float32", (1,), "x")
    y = graph.exp(x)
    compiled([x], {a: y, b: y})([[0.0]])
    assert not np.may_share_memory(a.array, b.array)
    a.assign([5.0])
    assert b.numpy() == 1


def test_iterating_over_a_variable():
    v = graph.Variable([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal([np.asarray(row) for row in v], v.numpy())


@pytest.mark.parametrize(
    "nothing_to_do",
    [
        lambda v: +v,
        lambda v: v[:],
        lambda v: v.T,
        lambda v: v.astype("float32"),
        lambda v: v.reshape(2),
        graph.as_tensor,
        graph.squeeze,
        lambda v: graph.concatenate([v]),
    ],
)
def test_what_was_read_does_not_follow_assignments(nothing_to_do):
    v = graph.Variable([1.0, 2.0])
    before = nothing_to_do(v)
    v.assign([5.0, 5.0])
    assert before.tolist() == [1, 2]

    @graph.function
    def step():
        read = nothing_to_do(v)
        v.assign([7.0, 7.0])
        return read

    assert step().tolist() == [5, 5]


def test_take_makes_the_array_the_value_itself():
    v = graph.Variable([1.0, 2.0])
    array = np.array([3.0, 4.0], "float32")
    v.take(array)
    assert v.array is array
    whole = np.arange(4, dtype="float32")
    v.take(whole[:2])  # a part of what somebody holds is copied
    whole[0] = 9.0
    np.testing.assert_array_equal(v.array, [0.0, 1.0])
    v.take(np.array([5, 6]))
    assert v.dtype == "float32" and v.numpy().tolist() == [5.0, 6.0]
    with pytest.raises(graph.ShapeError):
        v.take(np.ones(3, "float32"))


def test_restorers_bring_values_back():
    v = graph.Variable([1.0, 2.0])
    restore = v.restorer()
    v.assign([3.0, 4.0])
    restore()
    np.testing.assert_array_equal(v.array, [1.0, 2.0])


def test_restorers_do_not_compute_initial_values():
    calls = []

    def initial():
        calls.append(1)
        return np.ones(2, "float32")

    v = graph.Variable(initial, shape=(2,))
    restore = v.restorer()
    v.take(np.zeros(2, "float32"))
    restore()
    assert not calls
    np.testing.assert_array_equal(v.array, [1.0, 1.0])
    assert calls == [1]


def test_variables_are_read_together_also_before_their_first_value():
    a = graph.Variable(lambda: np.ones(2, np.float32), shape=(2,))
    b = graph.Variable([3.0])
    first, second = read_together([a, b])
    np.testing.assert_array_equal(first, [1, 1])
    assert second is b.array
