"""Objects that remember how they were made."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.errors import ConfigError
from kerasish.base.serialization import custom_object_scope, deserialize_keras_object


class Shape(Configured):
    rules = {"sides": rules.positive_int}

    def __init__(self, sides, color="red", *, scale=1.0):
        self.sides = sides
        self.color = color
        self.scale = scale


class Solid(Shape):
    rules = {"depth": rules.positive_number}
    sparse_arguments = ("label",)

    def __init__(self, depth, label=None, **kwargs):
        super().__init__(**kwargs)
        self.depth = depth
        self.label = label


def test_the_config_holds_all_arguments_with_defaults():
    assert Shape(3).get_config() == {"sides": 3, "color": "red", "scale": 1.0}


def test_attributes_count_more_than_what_was_passed():
    shape = Shape(3)
    shape.color = "blue"
    assert Shape.from_config(shape.get_config()).color == "blue"


def test_arguments_that_are_no_attributes_are_recorded():
    class Secret(Configured):
        def __init__(self, word, *args, **kwargs):
            self.length = len(word)

    assert Secret("abc").get_config() == {"word": "abc"}


def test_a_subclass_has_the_arguments_of_its_base_first():
    assert Solid.argument_names() == ["sides", "color", "scale", "depth", "label"]
    config = Solid(2, sides=4, color="green").get_config()
    assert config == {"sides": 4, "color": "green", "scale": 1.0, "depth": 2.0}
    again = Solid.from_config(config)
    assert (again.depth, again.sides, again.color) == (2.0, 4, "green")


def test_sparse_arguments_stand_in_the_config_when_they_are_given():
    assert Solid(2, sides=4, label="x").get_config()["label"] == "x"


def test_a_subclass_without_keyword_arguments_of_the_base_has_its_own_only():
    class Square(Shape):
        def __init__(self, size):
            super().__init__(4, scale=size)
            self.size = size

    assert Square(2.0).get_config() == {"size": 2.0}
    assert Square.from_config({"size": 3.0}).scale == 3.0


@pytest.mark.parametrize("wrong", [{"sides": 0}, {"sides": 3, "depth": -1}])
def test_rules_hold_for_inherited_arguments_and_name_the_class(wrong):
    with pytest.raises(ArgumentError, match=r"^Solid: (sides|depth) must be"):
        Solid(**({"depth": 1} | wrong))


def test_rules_convert_what_the_constructor_sees():
    assert type(Shape(np.int64(3)).sides) is int


def test_from_config_names_an_argument_that_the_class_does_not_take():
    with pytest.raises(ConfigError, match="corners") as error:
        Shape.from_config({"sides": 3, "corners": 1})
    assert "sides, color, scale" in str(error.value)


def test_a_type_error_inside_the_constructor_is_not_hidden():
    class Broken(Configured):
        def __init__(self, x):
            self.x = x + "text"

    with pytest.raises(TypeError, match="unsupported operand"):
        Broken.from_config({"x": 1})


def test_a_missing_argument_is_a_config_error():
    with pytest.raises((ConfigError, TypeError), match="sides"):
        Shape.from_config({})


def test_nested_objects_come_back():
    dense = kerasish.layers.Dense(
        2,
        kernel_regularizer=kerasish.regularizers.L2(0.5),
        kernel_initializer=kerasish.initializers.Constant(3.0),
        bias_constraint="non_neg",
    )
    again = kerasish.layers.Dense.from_config(dense.get_config())
    assert again.get_config() == dense.get_config()
    assert again.kernel_regularizer.l2 == 0.5
    assert isinstance(again.bias_constraint, kerasish.constraints.NonNeg)


def test_a_layer_of_the_user_with_objects_inside_comes_back():
    class Half(Configured):
        def __init__(self, factor=0.5):
            self.factor = factor

    class Block(kerasish.layers.Layer):
        def __init__(self, inner, half, **kwargs):
            super().__init__(**kwargs)
            self.inner = kerasish.layers.get(inner)
            self.half = deserialize_keras_object(half)

        def call(self, x):
            return self.inner(x) * self.half.factor

    block = Block(kerasish.layers.Dense(2, name="d"), Half(0.25), name="b")
    with custom_object_scope({"Half": Half, "Block": Block}):
        again = kerasish.layers.deserialize(kerasish.layers.serialize(block))
    assert type(again) is Block
    assert again.inner.units == 2 and again.inner.name == "d"
    assert again.half.factor == 0.25


def test_the_repr_names_class_and_object():
    assert repr(Shape(3)) == "<Shape>"
    assert repr(kerasish.losses.MeanSquaredError()).startswith("<MeanSquaredError")
