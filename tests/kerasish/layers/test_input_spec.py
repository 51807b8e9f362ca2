"""Demands on the inputs of layers."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError, ShapeError
from kerasish import InputSpec, layers
from kerasish.layers.input_spec import check_inputs


class Demanding(layers.Layer):
    def __init__(self, spec, **kwargs):
        super().__init__(**kwargs)
        self.input_spec = spec

    def call(self, x):
        return x


@pytest.mark.parametrize(
    "demand, good, bad, text",
    [
        ({"ndim": 2}, (2, 3), (2, 3, 4), "expected rank 2, found rank 3"),
        ({"min_ndim": 2}, (2, 3, 4), (2,), "expected rank >= 2, found rank 1"),
        ({"max_ndim": 2}, (2,), (2, 3, 4), "expected rank <= 2, found rank 3"),
        ({"axes": {-1: 3}}, (2, 3), (2, 4), "expected size 3 on axis -1, found 4"),
        ({"shape": (None, 3)}, (5, 3), (5, 4), r"expected shape \(None, 3\)"),
        ({"shape": (None, 3)}, (5, 3), (5, 3, 1), "expected rank 2"),
    ],
)
def test_each_demand(demand, good, bad, text):
    layer = Demanding(InputSpec(**demand), name="demanding")
    layer(np.zeros(good))
    layer(kerasish.Input(good[1:]))
    with pytest.raises(ShapeError, match=text) as error:
        layer(np.zeros(bad))
    assert "'demanding'" in str(error.value)
    assert str(list(bad)) in str(error.value)
    with pytest.raises(ShapeError, match=text):
        layer(kerasish.Input(bad[1:]))


def test_unknown_sizes_pass():
    layer = Demanding(InputSpec(shape=(2, 3), axes={0: 2}))
    assert layer(kerasish.Input((3,))).shape == (None, 3)
    assert layer(kerasish.Input((None,))).shape == (None, None)


def test_a_last_axis_of_one_may_be_missing():
    spec = InputSpec(shape=(None, 1), allow_last_axis_squeeze=True)
    Demanding(spec)(np.zeros(4))
    Demanding(spec)(np.zeros((4, 1)))


def test_a_list_of_demands_needs_as_many_inputs():
    layer = Demanding([InputSpec(ndim=2), InputSpec(ndim=3)])
    layer([np.zeros((2, 3)), np.zeros((2, 3, 4))])
    with pytest.raises(ArgumentError, match="expects 2 inputs"):
        layer([np.zeros((2, 3))])
    with pytest.raises(ShapeError, match="expected rank 3"):
        layer([np.zeros((2, 3)), np.zeros((2, 3))])


def test_no_demands_take_everything():
    check_inputs(None, np.zeros(3), "any")
    check_inputs([None], [np.zeros(3)], "any")


def test_a_built_layer_demands_what_it_was_built_for():
    dense = layers.Dense(2)
    dense.build((None, 3))
    with pytest.raises(ShapeError, match="expected size 3 on axis -1, found 4"):
        dense(np.zeros((1, 4)))


def test_the_config_comes_back():
    spec = InputSpec(shape=(None, 3), axes={"1": 3}, dtype="float32")
    again = InputSpec.from_config(spec.get_config())
    assert (again.shape, again.axes, again.ndim) == ((None, 3), {1: 3}, 2)


def test_repr_shows_what_is_demanded():
    assert repr(InputSpec(min_ndim=2, axes={-1: 3})) == (
        "InputSpec(min_ndim=2, axes={-1: 3})"
    )
