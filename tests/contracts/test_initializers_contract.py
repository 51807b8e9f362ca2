"""What holds for every initializer, found by discovery."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
import kerasish
from kerasish import initializers
from kerasish.base.discovery import family

#: other arguments than the defaults, and a shape
CASES = {
    "Constant": ({"value": 3.0}, (2, 3)),
    "GlorotNormal": ({"seed": 3}, (4, 5)),
    "GlorotUniform": ({"seed": 3}, (4, 5)),
    "HeNormal": ({"seed": 3}, (4, 5)),
    "HeUniform": ({"seed": 3}, (4, 5)),
    "Identity": ({"gain": 2.0}, (3, 4)),
    "LecunNormal": ({"seed": 3}, (4, 5)),
    "LecunUniform": ({"seed": 3}, (4, 5)),
    "Ones": ({}, (2, 3)),
    "Orthogonal": ({"gain": 2.0, "seed": 3}, (4, 5)),
    "RandomNormal": ({"mean": 1.0, "stddev": 0.5, "seed": 3}, (4, 5)),
    "RandomUniform": ({"minval": 1.0, "maxval": 2.0, "seed": 3}, (4, 5)),
    "STFT": ({"side": "imag", "window": "hamming", "periodic": True}, (8, 1, 5)),
    "TruncatedNormal": ({"mean": 1.0, "stddev": 0.5, "seed": 3}, (4, 5)),
    "VarianceScaling": (
        {"scale": 2.0, "mode": "fan_avg", "distribution": "uniform", "seed": 3},
        (4, 5),
    ),
    "Zeros": ({}, (2, 3)),
}
ALL = pytest.mark.parametrize("name", list(CASES))
RANDOM = pytest.mark.parametrize("name", [n for n in CASES if "seed" in CASES[n][0]])


def make(class_name, /, **changes):
    return getattr(initializers, class_name)(**{**CASES[class_name][0], **changes})


def test_every_class_has_a_case():
    found = family("initializers").everything()
    classes = {item.__name__ for item in found.values() if isinstance(item, type)}
    assert classes - {"Initializer"} == set(CASES)


@ALL
@pytest.mark.parametrize("dtype", [None, "float16", "float32", "float64"])
def test_shape_and_dtype(name, dtype):
    shape = CASES[name][1]
    values = make(name)(shape, dtype=dtype)
    full = (8, 1, 5) if name == "STFT" else shape
    assert values.shape == full
    assert values.dtype == (dtype or "float32")


@ALL
def test_config_round_trip(name):
    initializer = make(name)
    data = initializers.serialize(initializer)
    assert (data["module"], data["class_name"]) == ("keras.initializers", name)
    for again in (
        initializers.deserialize(data),
        initializers.get(data),
        initializer.clone(),
    ):
        assert type(again) is type(initializer)
        assert again.get_config() == initializer.get_config() == data["config"]
        shape = CASES[name][1]
        np.testing.assert_array_equal(again(shape).numpy(), initializer(shape).numpy())


@ALL
def test_get_by_name_and_class(name):
    kind = getattr(initializers, name)
    for identifier in (name, kind):
        assert type(initializers.get(identifier)) is kind
    initializer = kind()
    assert initializers.get(initializer) is initializer


@ALL
def test_broken_rules_name_class_and_argument(name):
    kind = getattr(initializers, name)
    arguments = set(inspect.signature(kind).parameters)
    for argument in arguments & set(kind.rules):
        for bad in kind.rules[argument].bad:
            with pytest.raises(graph.ArgumentError, match=f"{name}: {argument} must"):
                make(name, **{argument: bad})


@RANDOM
def test_an_integer_seed_gives_the_same_values_each_time(name):
    shape = CASES[name][1]
    initializer = make(name)
    first = initializer(shape).numpy()
    np.testing.assert_array_equal(initializer(shape).numpy(), first)
    assert not np.array_equal(make(name, seed=4)(shape).numpy(), first)


@RANDOM
def test_a_generator_gives_new_values_each_time(name):
    shape = CASES[name][1]
    initializer = make(name, seed=kerasish.random.SeedGenerator(3))
    assert not np.array_equal(initializer(shape).numpy(), initializer(shape).numpy())
    again = initializers.deserialize(initializers.serialize(initializer))
    assert again.seed.seed == 3


@RANDOM
def test_without_a_seed_the_global_one_decides(name):
    shape = CASES[name][1]
    drawn = []
    for _ in range(2):
        kerasish.utils.set_random_seed(9)
        initializer = make(name, seed=None)
        drawn.append(initializer(shape).numpy())
        assert initializer.get_config()["seed"] is None
    np.testing.assert_array_equal(*drawn)
    assert not np.array_equal(make(name, seed=None)(shape).numpy(), drawn[0])
