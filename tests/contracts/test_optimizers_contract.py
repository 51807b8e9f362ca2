"""What holds for every optimizer, found by discovery."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
import kerasish
from kerasish import optimizers
from kerasish.base.discovery import family
from kerasish.optimizers.base_arguments import BASE_ARGUMENTS

CLASSES = {
    name: item
    for name, item in sorted(family("optimizers").everything().items())
    if issubclass(item, optimizers.Optimizer) and item is not optimizers.Optimizer
}
#: those that hand their work to others
WRAPPERS = {
    "LossScaleOptimizer": lambda: {
        "inner_optimizer": optimizers.SGD(0.1),
        "initial_scale": 2.0,
    },
    "MultiOptimizer": lambda: {
        "optimizer_map": optimizers.OptimizerMap(
            optimizers.SGD(0.1), {"v1": optimizers.Adam(0.1)}
        )
    },
}
ALL = pytest.mark.parametrize("name", list(CLASSES))
SINGLE = pytest.mark.parametrize("name", [n for n in CLASSES if n not in WRAPPERS])


def make(class_name, **changes):
    arguments = WRAPPERS[class_name]() if class_name in WRAPPERS else {}
    return CLASSES[class_name](**arguments, **changes)


def example(steps=3, seed=0):
    """Starting values of variables, and gradients of some steps."""
    random = np.random.default_rng(seed)
    values = [random.normal(size=s).astype("float32") for s in ((3, 4), (4,), ())]
    grads = [[random.normal(size=v.shape).astype("float32") for v in values]] * steps
    return values, grads


def variables_of(values):
    return [kerasish.Variable(v, name=f"v{i}") for i, v in enumerate(values)]


@ALL
def test_config_round_trip(name):
    optimizer = make(name)
    config = optimizer.get_config()
    again = CLASSES[name].from_config(config)
    assert type(again) is CLASSES[name]
    assert again.get_config() == config


@ALL
def test_serialized_object_comes_back(name):
    optimizer = make(name)
    data = optimizers.serialize(optimizer)
    assert (data["module"], data["class_name"]) == ("keras.optimizers", name)
    assert optimizers.deserialize(data).get_config() == optimizer.get_config()
    assert optimizers.get(data).get_config() == optimizer.get_config()


@SINGLE
def test_get_by_name_class_and_object(name):
    kind = CLASSES[name]
    for identifier in (name, name.lower(), kind):
        assert type(optimizers.get(identifier)) is kind
    optimizer = kind()
    assert optimizers.get(optimizer) is optimizer


@SINGLE
def test_signature_has_the_arguments_of_all(name):
    parameters = inspect.signature(CLASSES[name].__init__).parameters
    shared = {n: parameters[n].default for n in BASE_ARGUMENTS if n in parameters}
    defaults = dict(BASE_ARGUMENTS)
    if name in ("AdamW", "Muon"):
        defaults["weight_decay"] = 0.004
    assert shared == defaults


def _broken_arguments():
    for name, kind in CLASSES.items():
        for argument in inspect.signature(kind.__init__).parameters:
            rule = kind.rules.get(argument)
            for bad in () if rule is None else rule.bad:
                yield pytest.param(name, argument, bad, id=f"{name}-{argument}-{bad}")


@pytest.mark.parametrize(("name", "argument", "bad"), list(_broken_arguments()))
def test_broken_rule_names_class_and_argument(name, argument, bad):
    arguments = WRAPPERS[name]() if name in WRAPPERS else {}
    with pytest.raises(graph.ArgumentError) as caught:
        CLASSES[name](**{**arguments, argument: bad})
    assert str(caught.value).startswith(f"{name}: {argument} must be")


@ALL
@pytest.mark.usefixtures("engine")
def test_step_in_a_graph_equals_step_on_arrays(name):
    values, steps = example()
    eager, traced = variables_of(values), variables_of(values)
    first, second = make(name), make(name)
    inputs = [graph.placeholder("float32", v.shape) for v in values]
    assignments = second.apply_gradients(zip(inputs, traced))
    run = graph.Session().make_callable(assignments, inputs)
    for grads in steps:
        first.apply_gradients(zip(grads, eager))
        run(*grads)
    for a, b in zip([*eager, *first.variables], [*traced, *second.variables]):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6)


@ALL
def test_loss_of_a_parabola_falls(name):
    start = np.full((2, 3), 2.0, "float32")
    (variable,) = variables_of([start])
    optimizer = make(name)
    for _ in range(30):
        optimizer.apply_gradients([(variable.numpy(), variable)])
    assert np.square(variable.numpy()).sum() < np.square(start).sum()


@ALL
def test_restored_state_continues_equally(name):
    values, steps = example(4)
    one, two = variables_of(values), variables_of(values)
    first, second = make(name), make(name)
    for grads in steps[:2]:
        first.apply_gradients(zip(grads, one))
    store = {}
    first.save_own_variables(store)
    for target, source in zip(two, one):
        target.assign(source.numpy())
    second.build(two)
    second.load_own_variables(store)
    for grads in steps[2:]:
        first.apply_gradients(zip(grads, one))
        second.apply_gradients(zip(grads, two))
    for a, b in zip(one, two):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


@SINGLE
def test_state_is_named_after_the_optimizer(name):
    values, _ = example()
    optimizer = make(name, name="mine")
    optimizer.build(variables_of(values))
    paths = [v.path for v in optimizer.variables]
    assert paths[:2] == ["mine/iteration", "mine/learning_rate"]
    assert all(path.startswith("mine/") for path in paths)
    assert optimizer.variables[0].dtype == np.int64


@SINGLE
def test_half_precision_variables_stay_so(name):
    variable = kerasish.Variable(np.ones((2, 2)), dtype="float16", name="v")
    optimizer = make(name)
    optimizer.apply_gradients([(np.full((2, 2), 0.5, "float16"), variable)])
    assert variable.dtype == np.float16
    assert np.isfinite(variable.numpy()).all()


@SINGLE
def test_double_precision_is_computed_in_double_precision(name):
    variable = kerasish.Variable(np.ones((4,)), dtype="float64", name="v")
    optimizer = make(name, learning_rate=1e-3)
    optimizer.apply_gradients([(np.array([1.0, -2.0, 3.0, -4.0]), variable)])
    value = variable.numpy()
    assert np.all(value != value.astype("float32"))
