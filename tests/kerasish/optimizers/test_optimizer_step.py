"""What happens to gradients before and after the update rule."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import optimizers


def variable(value, name="w", **attributes):
    made = kerasish.Variable(np.asarray(value, "float32"), name=name)
    for key, item in attributes.items():
        setattr(made, key, item)
    return made


def step(optimizer, *pairs):
    optimizer.apply_gradients([(np.asarray(g, "float32"), v) for g, v in pairs])


def close(tensor, expected):
    np.testing.assert_allclose(np.asarray(tensor), expected, rtol=1e-5, atol=1e-6)


# ---- clipping


def test_clipvalue_bounds_each_element():
    v = variable([0.0, 0.0])
    step(optimizers.SGD(1.0, clipvalue=0.5), ([3.0, -0.25], v))
    close(v, [-0.5, 0.25])


def test_clipnorm_shortens_each_gradient_by_itself():
    long, short = variable([0.0, 0.0]), variable([0.0])
    step(optimizers.SGD(1.0, clipnorm=1.0), ([3.0, 4.0], long), ([0.5], short))
    close(long, [-0.6, -0.8])
    close(short, [-0.5])


def test_global_clipnorm_shortens_all_gradients_alike():
    one, two = variable([0.0]), variable([0.0])
    step(optimizers.SGD(1.0, global_clipnorm=1.0), ([3.0], one), ([4.0], two))
    close(one, [-0.6])
    close(two, [-0.8])


def test_clipping_leaves_zero_gradients_zero_and_shows_infinite_ones():
    for name in ("clipnorm", "global_clipnorm"):
        v = variable([1.0, 1.0])
        optimizer = optimizers.SGD(1.0, **{name: 1.0})
        step(optimizer, ([0.0, 0.0], v))
        close(v, [1.0, 1.0])
        step(optimizer, ([np.inf, 1.0], v))
        assert np.isnan(v.numpy()).all()


def test_two_kinds_of_clipping_are_refused():
    with pytest.raises(graph.ArgumentError, match="keep one of clipnorm, clipvalue"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)


# ---- weight decay


def test_weight_decay_comes_before_the_update():
    v = variable([2.0])
    step(optimizers.SGD(0.5, weight_decay=0.5), ([1.0], v))
    close(v, [2.0 * 0.75 - 0.5])


def test_variables_can_be_left_out_of_weight_decay():
    kernel, bias, gamma = (variable([2.0], n) for n in ("kernel", "bias", "gamma"))
    optimizer = optimizers.SGD(0.5, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=[gamma], var_names=["bi", "beta"])
    step(optimizer, ([0.0], kernel), ([0.0], bias), ([0.0], gamma))
    close([kernel.numpy(), bias.numpy(), gamma.numpy()], [[1.5], [2.0], [2.0]])


def test_leaving_out_after_building_is_refused():
    optimizer = optimizers.SGD()
    optimizer.build([variable([1.0])])
    with pytest.raises(graph.ArgumentError, match="comes too late"):
        optimizer.exclude_from_weight_decay(var_names=["bias"])


# ---- missing gradients, wrong pairs


def test_variable_without_gradient_stays_and_is_named():
    one, two = variable([1.0], "one"), variable([1.0], "two")
    optimizer = optimizers.SGD(1.0)
    with pytest.warns(UserWarning, match=r"no gradient .*\['two'\]"):
        optimizer.apply_gradients([([1.0], one), (None, two)])
    close(one, [0.0])
    close(two, [1.0])
    assert int(optimizer.iterations) == 1


def test_no_gradient_at_all_is_an_error():
    with pytest.raises(graph.GradientError, match="no variable has a gradient"):
        optimizers.SGD().apply_gradients([(None, variable([1.0]))])


def test_unknown_variable_is_an_error():
    optimizer = optimizers.SGD()
    step(optimizer, ([1.0], variable([1.0], "known")))
    with pytest.raises(graph.ArgumentError, match="unknown variable 'other'"):
        step(optimizer, ([1.0], variable([1.0], "other")))


def test_gradient_of_another_shape_is_an_error():
    with pytest.raises(graph.ArgumentError, match="another shape than its variable"):
        step(optimizers.SGD(), ([1.0, 2.0], variable([1.0])))


def test_apply_without_variables_needs_a_built_optimizer():
    optimizer = optimizers.SGD(1.0)
    with pytest.raises(ValueError, match="gradients without variables"):
        optimizer.apply([[1.0]])
    v = variable([1.0])
    optimizer.build([v])
    optimizer.apply([[1.0]])
    close(v, [0.0])
    with pytest.raises(graph.ArgumentError, match="one gradient for each variable"):
        optimizer.apply([[1.0], [1.0]])


def test_no_gradients_are_no_step():
    optimizer = optimizers.SGD()
    assert optimizer.apply([]) is None
    assert int(optimizer.iterations) == 0


# ---- scaling, accumulation, averages, constraints


def test_loss_scale_factor_scales_loss_and_unscales_gradients():
    v = variable([1.0])
    optimizer = optimizers.SGD(1.0, loss_scale_factor=8.0)
    assert optimizer.scale_loss(0.5) == 4.0
    step(optimizer, ([4.0], v))
    close(v, [0.5])


def test_accumulated_gradients_make_one_update_of_their_mean():
    v = variable([0.0])
    optimizer = optimizers.SGD(1.0, momentum=0.5, gradient_accumulation_steps=2)
    seen = []
    for gradient in (1.0, 3.0, 2.0, 2.0, 8.0):
        step(optimizer, ([gradient], v))
        seen.append(float(v.numpy()[0]))
    close(seen, [0.0, -2.0, -2.0, -5.0, -5.0])
    assert int(optimizer.iterations) == 2
    names = [x.name for x in optimizer.variables]
    assert names == ["iteration", "learning_rate"] + [
        "w_gradient_accumulator",
        "w_momentum",
    ]


def test_averages_start_at_the_first_value_and_end_training():
    v = variable([0.0])
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.75)
    for _ in range(2):
        step(optimizer, ([-4.0], v))
    close(v, [8.0])
    optimizer.finalize_variable_values([v])
    close(v, [0.75 * 4.0 + 0.25 * 8.0])


def test_averages_overwrite_variables_now_and_then():
    v = variable([0.0])
    optimizer = optimizers.SGD(
        1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2
    )
    seen = []
    for _ in range(3):
        step(optimizer, ([-4.0], v))
        seen.append(float(v.numpy()[0]))
    close(seen, [4.0, 6.0, 10.0])


def test_finalizing_before_any_step_is_an_error():
    v = variable([0.0])
    with pytest.raises(ValueError, match="no averages yet"):
        optimizers.SGD(use_ema=True).finalize_variable_values([v])
    optimizers.SGD().finalize_variable_values([v])
    close(v, [0.0])


def test_constraint_holds_after_the_update():
    v = variable([1.0, -1.0], constraint=lambda w: graph.maximum(w, 0.0))
    step(optimizers.SGD(0.5), ([1.0, 1.0], v))
    close(v, [0.5, 0.0])


def test_variable_is_overwritten_with_its_gradient():
    plain, scale = variable([1.0]), variable([1.0], overwrite_with_gradient=True)
    optimizer = optimizers.Adam(0.5)
    step(optimizer, ([1.0], plain), ([7.0], scale))
    close(scale, [7.0])
    assert [v.name for v in optimizer.variables[2:]] == ["w_momentum", "w_velocity"]


def test_overwriting_takes_the_largest_of_accumulated_gradients():
    scale = variable([1.0], overwrite_with_gradient=True)
    optimizer = optimizers.SGD(gradient_accumulation_steps=2)
    step(optimizer, ([7.0], scale))
    close(scale, [1.0])
    step(optimizer, ([5.0], scale))
    close(scale, [7.0])
    step(optimizer, ([2.0], scale))
    step(optimizer, ([3.0], scale))
    close(scale, [3.0])


# ---- symbolic and stateless


def test_symbolic_gradients_give_assignments_to_fetch():
    v = variable([1.0, 2.0])
    x = graph.placeholder("float32", (2,), "x")
    optimizer = optimizers.SGD(0.5)
    train = optimizer.apply_gradients([(x * 2.0, v)])
    session = graph.Session()
    session.run(train, {x: [1.0, 1.0]})
    session.run(train, {x: [0.0, 1.0]})
    close(v, [0.0, 0.0])
    assert int(optimizer.iterations) == 2


def test_learning_rate_changes_reach_a_compiled_step():
    v = variable([0.0])
    x = graph.placeholder("float32", (1,), "x")
    optimizer = optimizers.SGD(1.0)
    run = graph.Session().make_callable(optimizer.apply_gradients([(x, v)]), [x])
    run([1.0])
    optimizer.learning_rate = 0.25
    run([1.0])
    close(v, [-1.25])


def test_scalars_are_computed_once_for_all_variables():
    variables = [variable([1.0, 2.0], f"v{i}") for i in range(5)]
    grads = [graph.placeholder("float32", (2,), f"g{i}") for i in range(5)]
    fetches = optimizers.Adam().apply_gradients(zip(grads, variables))
    program = graph.print_graph(fetches)
    assert program.count("power(") == 2


@pytest.mark.parametrize("symbolic", [False, True])
def test_stateless_apply_changes_nothing(symbolic):
    v = variable([1.0])
    optimizer = optimizers.SGD(0.5, momentum=0.5)
    optimizer.build([v])
    state = [x.numpy() for x in optimizer.variables]
    state[2] = np.array([2.0], "float32")
    gradient = np.array([4.0], "float32")
    if symbolic:
        x = graph.placeholder("float32", (1,), "x")
        results = optimizer.stateless_apply(state, [x], [np.array([3.0], "float32")])
        results = graph.Session().run(results, {x: gradient})
    else:
        results = optimizer.stateless_apply(state, [gradient], [[3.0]])
    close(results[0][0], [3.0 + 0.5 * 2.0 - 2.0])
    close(results[1][2], [-1.0])
    assert int(results[1][0]) == 1
    close(v, [1.0])
    assert int(optimizer.iterations) == 0


def test_stateless_apply_counts_its_values():
    optimizer = optimizers.SGD()
    with pytest.raises(ValueError, match="that is built"):
        optimizer.stateless_apply([], [], [])
    optimizer.build([variable([1.0])])
    with pytest.raises(graph.ArgumentError, match="a value for each variable"):
        optimizer.stateless_apply([1], [[1.0]], [[1.0]])
