"""What holds for every regularizer and constraint, found by discovery."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
from graph.testing import gradcheck
from kerasish import constraints, regularizers
from kerasish.base.discovery import family

WEIGHTS = np.array([[0.5, -2.0, 1.0], [1.5, 3.0, -0.25]])
MODULES = {"regularizers": regularizers, "constraints": constraints}
#: other arguments than the defaults
CASES = {
    ("regularizers", "L1"): {"l1": 0.5},
    ("regularizers", "L2"): {"l2": 0.5},
    ("regularizers", "L1L2"): {"l1": 0.5, "l2": 0.25},
    ("regularizers", "OrthogonalRegularizer"): {"factor": 0.5, "mode": "columns"},
    ("constraints", "MaxNorm"): {"max_value": 1.0, "axis": 1},
    ("constraints", "MinMaxNorm"): {"min_value": 0.5, "max_value": 1.5, "rate": 0.5},
    ("constraints", "NonNeg"): {},
    ("constraints", "UnitNorm"): {"axis": (0, 1)},
}
ALL = pytest.mark.parametrize("part,name", list(CASES))


def make(part, class_name, **changes):
    return getattr(MODULES[part], class_name)(**{**CASES[part, class_name], **changes})


@pytest.mark.parametrize("part", list(MODULES))
def test_every_class_has_a_case(part):
    found = family(part).everything()
    classes = {item.__name__ for item in found.values() if isinstance(item, type)}
    cased = {name for where, name in CASES if where == part}
    assert classes - {"Regularizer", "Constraint"} == cased


@ALL
def test_config_round_trip(part, name):
    made = make(part, name)
    data = MODULES[part].serialize(made)
    assert (data["module"], data["class_name"]) == (f"keras.{part}", name)
    for again in (MODULES[part].deserialize(data), MODULES[part].get(data)):
        assert type(again) is type(made)
        assert again.get_config() == made.get_config()
        np.testing.assert_array_equal(again(WEIGHTS).numpy(), made(WEIGHTS).numpy())


@ALL
def test_get_by_name_and_class(part, name):
    kind = getattr(MODULES[part], name)
    for identifier in (name, kind):
        assert type(MODULES[part].get(identifier)) is kind
    made = kind()
    assert MODULES[part].get(made) is made
    assert MODULES[part].get(None) is None


@ALL
def test_broken_rules_name_class_and_argument(part, name):
    kind = getattr(MODULES[part], name)
    arguments = set(inspect.signature(kind).parameters)
    for argument in arguments & set(kind.rules):
        for bad in kind.rules[argument].bad:
            with pytest.raises(graph.ArgumentError, match=f"{name}: {argument} must"):
                make(part, name, **{argument: bad})


@ALL
@pytest.mark.usefixtures("engine")
def test_symbolic_equals_eager(part, name):
    made = make(part, name)
    x = graph.placeholder("float32", WEIGHTS.shape, "w")
    values = WEIGHTS.astype("float32")
    found = graph.Session().run(made(x), {x: values})
    np.testing.assert_allclose(found, made(values).numpy(), rtol=1e-6)


@ALL
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtype_is_that_of_the_weights(part, name, dtype):
    found = make(part, name)(WEIGHTS.astype(dtype))
    assert found.dtype == dtype
    np.testing.assert_allclose(found, make(part, name)(WEIGHTS), rtol=1e-2)


@ALL
def test_gradient(part, name):
    gradcheck(make(part, name), [WEIGHTS])


def test_unknown_names_raise_with_the_known_ones():
    with pytest.raises(graph.ArgumentError, match=r"known are .*l1_l2"):
        regularizers.get("l3")
    with pytest.raises(graph.ArgumentError, match=r"known are .*max_norm"):
        constraints.get("norm")
