"""Programs on the native engine give what they give on the numpy engine."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable
from tests.graph.engines.native.programs import assert_equal, normal, on_both


@pytest.mark.parametrize("rows", [0, 1, 7, 64, 5000])
@pytest.mark.parametrize("columns", [1, 3, 10, 32, 131])
def test_chains_reductions_and_what_follows_share_loops(rows, columns):
    x = graph.placeholder("float32", (None, columns), "x")
    outputs = [
        graph.log_softmax(x * 2 + 1),
        graph.argmax(x, 1),
        graph.mean(x, 0),
        graph.sum(graph.exp(x)),
        graph.transpose(x) - graph.max(x, 1),
    ]
    _, expected, got = on_both([x], outputs, [normal(rows, columns)])
    assert_equal(expected, got)


def test_a_train_step_of_dense_layers_is_native_and_updates_in_place():
    x = graph.placeholder("float32", (None, 20), "x")
    kernel, bias = graph.Variable(normal(20, 33)), graph.Variable(normal(33))
    y = graph.maximum(graph.matmul(x, kernel.symbolic()) + bias.symbolic(), 0)
    loss = graph.mean(y * y)
    gradients = graph.gradients(loss, [kernel.symbolic(), bias.symbolic()])
    updates = [
        (v, v.symbolic() - 0.1 * g)
        for v, g in zip((kernel, bias), gradients, strict=True)
    ]
    executable, expected, got = on_both([x], [loss, y], [normal(17, 20)], updates)
    assert_equal(expected, got)
    plan = executable.plan
    assert all(step.is_native for step in plan.steps)
    assert set(plan.in_place.values()) == {kernel, bias}


def test_what_others_hold_of_a_variable_stays_as_it_was():
    variable = graph.Variable(np.ones(5, np.float32))
    run = CompiledCallable(
        [], [], [(variable, variable.symbolic() + 1)], engine="native"
    )
    run([])
    held, seen = variable.array, variable.value
    run([])
    assert held.tolist() == seen.numpy().tolist() == [2.0] * 5
    assert variable.numpy().tolist() == [3.0] * 5


def test_an_update_that_moves_elements_is_not_in_place():
    variable = graph.Variable(normal(6, 6))
    new = graph.transpose(variable.symbolic()) * 2
    executable, expected, got = on_both([], [], [], [(variable, new)])
    assert_equal(expected, got)
    assert not executable.plan.in_place


def test_old_values_are_outputs_beside_new_ones():
    variable = graph.Variable(normal(4))
    old = variable.symbolic()
    _, expected, got = on_both([], [old, old + 1], [], [(variable, old + 1)])
    assert_equal(expected, got)


def test_views_of_views_and_copies_where_there_is_no_view():
    x = graph.placeholder("float32", (None, 4, 6), "x")
    y = graph.transpose(x, (2, 0, 1))[1:5:2]
    outputs = [y, graph.reshape(y, (2, -1)) + 1, graph.sum(y, (0, 2)), y[0] * y[1]]
    _, expected, got = on_both([x], outputs, [normal(3, 4, 6)])
    assert_equal(expected, got)


def test_large_results_that_are_views_of_what_is_computed():
    x = graph.placeholder("float32", (None, 50), "x")
    y = graph.exp(x)
    outputs = [graph.transpose(y), graph.reshape(y, (-1,)), y[1:], y, y]
    _, expected, got = on_both([x], outputs, [normal(200, 50)])
    assert_equal(expected, got)
    assert got[3] is not got[4]


def test_what_is_no_view_is_copied_by_native_code_and_only_where_it_must_be():
    x = graph.placeholder("float32", (3, 4, 6), "x")
    indices = graph.placeholder("int32", (12,), "indices")
    rows = graph.reshape(graph.transpose(x, (1, 0, 2)), (-1, 6))
    total = graph.add_at(graph.broadcast_to(x[0, 0], (9, 6)), indices, rows)
    arrays = [normal(3, 4, 6), np.arange(12, dtype=np.int32) % 9]
    executable, expected, got = on_both([x, indices], [rows, total], arrays)
    assert_equal(expected, got)
    steps = executable.plan.steps
    assert all(step.is_native for step in steps)
    assert sum(len(step.calls) for step in steps) == 3


@pytest.mark.parametrize("shape", [(1, 3), (4, 3), (4, 1), (1, 1), (0, 3)])
def test_a_run_tells_along_which_axes_a_value_is_repeated(shape):
    x, y = (graph.placeholder("float32", (None, None), name) for name in "xy")
    z = graph.broadcast_to(x, graph.shape(y))
    outputs = [z + y, graph.sum(z * y, 0), graph.transpose(z) * 2, graph.softmax(z * y)]
    outputs += [graph.matmul(z, graph.as_tensor(normal(3, 2))), graph.reshape(z, (-1,))]
    arrays = [normal(*shape), normal(shape[0] and 4, 3)]
    executable, expected, got = on_both([x, y], outputs, arrays)
    assert_equal(expected, got)
    assert all(step.is_native for step in executable.plan.steps)
    for engine in ("numpy", "native"):
        with pytest.raises(graph.ExecutionError, match="broadcast_to"):
            CompiledCallable([x, y], outputs, engine=engine)([normal(3, 2), arrays[1]])


def test_other_sizes_do_not_compile_again():
    x = graph.placeholder("float32", (None, None), "x")
    run = CompiledCallable([x], [graph.softmax(x)], engine="native")
    for rows, columns in [(3, 4), (1, 1), (200, 37), (0, 5)]:
        array = normal(rows, columns)
        expected = CompiledCallable([x], [graph.softmax(x)], engine="numpy")([array])
        assert_equal(expected, run([array]))


def test_strided_and_large_inputs():
    x = graph.placeholder("float32", (None, None), "x")
    array = normal(300, 200)[::2, ::-1].T
    _, expected, got = on_both([x], [x + 1, graph.sum(x, 0)], [array])
    assert_equal(expected, got)


def test_large_sums_are_shared_out_and_added_in_order():
    x = graph.placeholder("float32", (None, 16), "x")
    outputs = [graph.sum(x, 0), graph.sum(x), graph.mean(x * x, 0) + 1]
    _, expected, got = on_both([x], outputs, [normal(30000, 16)])
    for a, b in zip(expected, got):
        np.testing.assert_allclose(b, a, 1e-4, 1e-2)


def test_the_largest_of_nothing_is_an_error_on_both_engines():
    x = graph.placeholder("float32", (None, None), "x")
    messages = []
    for engine in ("numpy", "native"):
        run = CompiledCallable([x], [graph.max(x, 1)], engine=engine)
        assert run([normal(2, 3)])[0].shape == (2,)
        with pytest.raises(graph.ExecutionError) as caught:
            run([normal(2, 0)])
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_variables_are_arrays_in_c_order_whatever_they_were_made_from():
    made = graph.Variable(normal(4, 3).T)
    assigned = graph.Variable(np.zeros((3, 4), np.float32))
    assigned.assign(normal(4, 3).T)
    for variable in (made, assigned):
        run = CompiledCallable([], [variable.symbolic() * 1], engine="native")
        np.testing.assert_array_equal(run([])[0], variable.numpy())


def test_sizes_that_contradict_each_other_are_errors_on_both_engines():
    x, y = (graph.placeholder("float32", (name, 3), name) for name in "ab")
    rows = graph.shape(x)[0]
    programs = [
        ([x, y], [graph.exp(x) + y], [normal(2, 3), normal(4, 3)]),
        ([x], [graph.sum(graph.broadcast_to(x, (5, 3)))], [normal(4, 3)]),
        ([x], [graph.reshape(x, (4, 3)) * 2], [normal(2, 3)]),
        ([x], [graph.zeros((rows - 3, 2)) + 1], [normal(2, 3)]),
        ([x, y], [graph.matmul(graph.transpose(x), y)], [normal(2, 3), normal(4, 3)]),
    ]
    for inputs, outputs, arrays in programs:
        messages = []
        for engine in ("numpy", "native"):
            run = CompiledCallable(inputs, outputs, engine=engine)
            with pytest.raises(graph.GraphError) as caught:
                run(arrays)
            messages.append((type(caught.value), str(caught.value)))
        assert messages[0] == messages[1]


def test_a_constant_that_cannot_be_computed_names_its_line():
    y = graph.take(graph.constant([1.0, 2.0]), graph.constant(np.array([5])))
    run = CompiledCallable([], [y], engine="native")
    with pytest.raises(graph.ExecutionError, match=r"(.*\n)*.*test_native_engine"):
        run([])


def test_a_loop_over_constants_runs_in_each_run():
    _, y = graph.scan(lambda c, x: (c + x, c), 0.0, graph.constant([1.0, 2.0, 3.0]))
    (got,) = CompiledCallable([], [y], engine="native")([])
    assert got.tolist() == [0.0, 1.0, 3.0]


def test_labels_are_checked_against_a_number_of_classes_that_comes_with_the_data():
    x = graph.placeholder("float32", (None, None), "x")
    labels = graph.placeholder("int64", (None,), "labels")
    y = graph.pick_class(x, labels)
    run = CompiledCallable([x, labels], [y], engine="native")
    for rows, columns in [(4, 3), (2, 7)]:
        array = normal(rows, columns)
        last = np.full(rows, columns - 1)
        assert run([array, last])[0].tolist() == array[:, -1].tolist()
        with pytest.raises(graph.ExecutionError, match=f"{columns}"):
            run([array, last + 1])


@pytest.mark.parametrize("symbolic", [False, True])
@pytest.mark.parametrize("axes", [(1,), (2,), (0, 2), (1, 3), (1, 2), (0, 1, 2)])
def test_folds_of_axes_between_others_with_few_rows(axes, symbolic):
    """Parts share what is folded, not the rows: each has a share of every row."""
    array = normal(2, 3, 97, 131)
    x = graph.placeholder("float32", (None,) * 4 if symbolic else array.shape, "x")
    outputs = [
        graph.sum(x, axes),
        graph.max(graph.tanh(x), axes, keepdims=True),
        graph.count_nonzero(x > 0.5, axes),
        graph.var(x, axes),
    ]
    _, expected, got = on_both([x], outputs, [array])
    for a, b in zip(expected, got):
        np.testing.assert_allclose(b, a, 1e-4, 1e-3)


@pytest.mark.parametrize("reduce", [graph.max, graph.sum, graph.mean, graph.prod])
@pytest.mark.parametrize("shape", [(1, 70_001), (70_001, 1), (3, 1, 40_000)])
def test_folds_of_one_element_beside_what_they_fold(reduce, shape):
    """Each part of a shared fold wrote the elements where only its result belongs."""
    axis = shape.index(1)
    x = graph.placeholder("float32", shape, "x")
    y = x + 1
    z = reduce(y, axis) * 2
    _, expected, got = on_both([x], [z, y, graph.max(x, axis)], [normal(*shape)])
    assert_equal(expected, got)
