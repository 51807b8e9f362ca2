"""Convolutions as layers: hand-computed windows, channels, arguments that clash."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers

STEPS = np.array([1.0, 2.0, 4.0, 8.0]).reshape(1, 4, 1)


def with_weights(layer, x, *weights):
    layer.build(x.shape)
    layer.set_weights([np.asarray(w, "float32") for w in weights])
    return layer(x).numpy()


def test_a_window_slides_over_the_steps():
    layer = layers.Conv1D(1, 2, use_bias=False)
    y = with_weights(layer, STEPS, [[[1.0]], [[-1.0]]])
    assert y.ravel().tolist() == [-1.0, -2.0, -4.0]


def test_causal_outputs_see_only_what_came_before():
    layer = layers.Conv1D(1, 2, padding="causal", dilation_rate=2, use_bias=False)
    y = with_weights(layer, STEPS, [[[1.0]], [[10.0]]])
    assert y.ravel().tolist() == [10.0, 20.0, 41.0, 82.0]


def test_same_padding_puts_the_odd_zero_at_the_end():
    layer = layers.Conv1D(1, 2, padding="same", use_bias=False)
    y = with_weights(layer, STEPS, [[[1.0]], [[1.0]]])
    assert y.ravel().tolist() == [3.0, 6.0, 12.0, 8.0]


def test_groups_see_their_own_channels():
    x = np.array([1.0, 10.0]).reshape(1, 1, 2)
    layer = layers.Conv1D(2, 1, groups=2, use_bias=False)
    assert with_weights(layer, x, [[[3.0, 5.0]]]).ravel().tolist() == [3.0, 50.0]


def test_transposed_convolution_spreads_each_step():
    layer = layers.Conv1DTranspose(1, 3, strides=2, use_bias=False)
    y = with_weights(layer, STEPS[:, :2], [[[1.0]], [[10.0]], [[100.0]]])
    assert y.ravel().tolist() == [1.0, 10.0, 102.0, 20.0, 200.0]


def test_depthwise_keeps_channels_apart_and_multiplies_them():
    x = np.array([1.0, 10.0]).reshape(1, 1, 2)
    layer = layers.DepthwiseConv1D(1, depth_multiplier=2)
    y = with_weights(layer, x, [[[1.0, 2.0], [3.0, 4.0]]], [0.5, 0.0, 0.0, 0.0])
    assert y.ravel().tolist() == [1.5, 2.0, 30.0, 40.0]


def test_separable_mixes_channels_at_the_end():
    x = np.array([1.0, 10.0]).reshape(1, 1, 2)
    layer = layers.SeparableConv1D(1, 1, use_bias=False)
    y = with_weights(layer, x, [[[2.0], [3.0]]], [[[1.0], [0.1]]])
    np.testing.assert_allclose(y.ravel(), [5.0], rtol=1e-6)


def test_both_data_formats_give_the_same_numbers():
    random = np.random.default_rng(0)
    x = random.normal(size=(2, 5, 6, 3)).astype("float32")
    last, first = (
        layers.Conv2D(4, (2, 3), activation="relu", data_format=f"channels_{end}")
        for end in ("last", "first")
    )
    want = last(x).numpy()
    first.build((2, 3, 5, 6))
    first.set_weights(last.get_weights())
    got = first(np.moveaxis(x, -1, 1)).numpy()
    np.testing.assert_allclose(np.moveaxis(got, 1, -1), want, 1e-5, 1e-6)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"filters": 3, "groups": 2}, "groups must divide the filters"),
        ({"filters": 2, "strides": 2, "dilation_rate": 2}, "cannot both be above 1"),
    ],
)
def test_arguments_that_clash_are_an_error(arguments, word):
    with pytest.raises(graph.ArgumentError, match=f"Conv2D: .*{word}"):
        layers.Conv2D(kernel_size=3, **arguments)


@pytest.mark.parametrize("name", ["DepthwiseConv2D", "SeparableConv2D"])
def test_where_channels_stay_apart_strides_and_dilation_go_together(name):
    x = np.random.default_rng(1).normal(size=(2, 9, 8, 3)).astype("float32")
    filters = {"filters": 4} if name.startswith("S") else {}
    kind = getattr(layers, name)
    dense = kind(kernel_size=2, dilation_rate=2, **filters)
    want = dense(x).numpy()[:, ::2, ::3]
    layer = kind(kernel_size=2, strides=(2, 3), dilation_rate=2, **filters)
    assert layer.compute_output_shape(x.shape) == want.shape
    layer.build(x.shape)
    layer.set_weights(dense.get_weights())
    np.testing.assert_allclose(layer(x), want, rtol=1e-5, atol=1e-6)


def test_output_padding_must_stay_below_the_strides():
    with pytest.raises(graph.ArgumentError, match="output_padding must be below"):
        layers.Conv2DTranspose(2, 3, strides=2, output_padding=2)


def test_groups_must_divide_the_channels_of_the_input():
    with pytest.raises(graph.ArgumentError, match="divide the channels of the input"):
        layers.Conv1D(4, 1, groups=2)(np.zeros((1, 4, 3)))


def test_a_window_larger_than_the_input_is_an_error_that_names_the_layer():
    with pytest.raises(graph.ShapeError, match="layer 'big': the window is larger"):
        layers.Conv2D(2, 5, name="big")(np.zeros((1, 3, 3, 1)))


def test_unknown_channels_are_an_error():
    with pytest.raises(graph.ShapeError, match="number of channels must be known"):
        layers.Conv1D(2, 2).build((None, 4, None))


def test_another_number_of_channels_later_is_an_error():
    layer = layers.Conv1D(2, 1)
    layer(STEPS)
    with pytest.raises(graph.ShapeError, match="expected size 1 on axis -1, found 2"):
        layer(np.zeros((1, 4, 2)))


def test_config_holds_a_number_for_each_axis():
    config = layers.Conv3D(2, 3, strides=(1, 2, 1)).get_config()
    assert config["kernel_size"] == [3, 3, 3]
    assert config["strides"] == [1, 2, 1]
    assert layers.Conv1D(2, 3).get_config()["kernel_size"] == [3]


def test_old_names_of_convolutions_are_known():
    assert layers.Convolution2D is layers.Conv2D
    assert layers.Convolution2DTranspose is layers.Conv2DTranspose
    assert layers.SeparableConvolution1D is layers.SeparableConv1D


def test_three_dimensional_transpose_takes_its_arguments_in_keras_order():
    layer = layers.Conv3DTranspose(2, 3, 2, "same", "channels_first", 1)
    assert layer.data_format == "channels_first"
    assert layer.output_padding == (1, 1, 1)
