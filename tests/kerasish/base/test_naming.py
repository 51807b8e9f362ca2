"""Automatic names and the path of open names."""

import pytest

from kerasish import layers
from kerasish.base.naming import (
    auto_name,
    current_path,
    path_scope,
    reset_names,
    snake_case,
)


@pytest.mark.parametrize(
    "name, snake",
    [
        ("Dense", "dense"),
        ("Conv2D", "conv2d"),
        ("ReLU", "re_lu"),
        ("LSTM", "lstm"),
        ("BatchNormalization", "batch_normalization"),
        ("MaxPooling2D", "max_pooling2d"),
        ("GlobalAveragePooling1D", "global_average_pooling1d"),
        ("LeakyReLU", "leaky_re_lu"),
        ("GRUCell", "gru_cell"),
        ("PReLU", "p_re_lu"),
        ("UpSampling2D", "up_sampling2d"),
        ("MyLayer_X", "my_layer_x"),
    ],
)
def test_names_are_cut_as_in_keras(name, snake):
    assert snake_case(name) == snake


def test_the_second_name_gets_a_number():
    reset_names()
    assert [auto_name("thing") for _ in range(3)] == ["thing", "thing_1", "thing_2"]
    reset_names()
    assert auto_name("thing") == "thing"


def test_layers_are_named_after_their_class():
    reset_names()
    assert [layers.Dense(1).name for _ in range(2)] == ["dense", "dense_1"]
    assert layers.Dense(1, name="dense_1").name == "dense_1"


def test_the_path_is_open_inside_only():
    with path_scope("a"):
        with path_scope("b"):
            assert current_path() == "a/b"
        assert current_path() == "a"
    assert current_path() == ""


def test_the_path_closes_with_an_error():
    with pytest.raises(RuntimeError), path_scope("a"):
        raise RuntimeError
    assert current_path() == ""


def test_an_owner_is_named_once_in_a_row():
    owner, other = object(), object()
    with path_scope("a", owner), path_scope("a", owner):
        assert current_path() == "a"
        with path_scope("a", other):
            assert current_path() == "a/a"
            with path_scope("a", owner):
                assert current_path() == "a/a/a"


def test_weights_have_the_path_of_their_layers():
    class Block(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.inner = layers.Dense(1, name="inner")

        def build(self, shape):
            self.scale = self.add_weight((1,), name="scale")
            self.inner.build(shape)

        def call(self, x):
            return self.inner(x) * self.scale

    block = Block(name="block")
    block.build((None, 2))
    assert [w.path for w in block.weights] == [
        "block/scale",
        "block/inner/kernel",
        "block/inner/bias",
    ]
