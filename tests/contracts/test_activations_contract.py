"""What holds for every activation, found by discovery."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import gradcheck
from kerasish import activations
from kerasish.base.discovery import family

RNG = np.random.default_rng(3)
#: away from the kinks of all activations
VALUES = np.round(RNG.uniform(-4, 4, (3, 4)) * 4) / 4 + 0.06
ARGUMENTS = {"threshold": (0.5, -1.0)}
NAMES = sorted(
    name
    for name, item in family("activations").everything().items()
    if not isinstance(item, type)
)
ALL = pytest.mark.parametrize("name", NAMES)


def call(name, x):
    return getattr(activations, name)(x, *ARGUMENTS.get(name, ()))


def test_the_activations_of_keras_are_there():
    wanted = (
        "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh "
        "leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu "
        "soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax "
        "squareplus tanh tanh_shrink threshold hard_swish swish"
    )
    assert [n for n in wanted.split() if not hasattr(activations, n)] == []


@ALL
def test_get_serialize_and_deserialize(name):
    function = getattr(activations, name)
    assert activations.get(name) is function
    assert activations.get(function) is function
    data = activations.serialize(function)
    assert isinstance(data, str)
    assert activations.deserialize(data) is function


@ALL
@pytest.mark.usefixtures("engine")
def test_symbolic_equals_eager(name):
    x = graph.placeholder("float32", (None, 4), "x")
    values = VALUES.astype("float32")
    found = graph.Session().run(call(name, x), {x: values})
    eager = np.asarray(call(name, values))
    np.testing.assert_allclose(found, eager, rtol=2e-6, atol=1e-7)
    assert found.dtype == np.float32


@ALL
def test_gradient(name):
    gradcheck(lambda x: call(name, x), [VALUES])


@ALL
def test_integers_become_floats(name):
    if name in ("linear", "relu", "relu6", "threshold"):
        pytest.skip("keeps what it is given")
    assert call(name, np.array([[1, 2]], "int64")).dtype == np.float32


def test_unknown_names_raise_with_the_known_ones():
    with pytest.raises(graph.ArgumentError, match=r"known are .*relu6"):
        activations.get("rellu")


def test_what_is_no_activation_raises():
    with pytest.raises(graph.ArgumentError, match="cannot make an activation"):
        activations.get(3)
