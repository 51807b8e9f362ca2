"""Activations as layers: slopes, limits, masks, and their old arguments."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers


def test_relu_bends_at_the_threshold_and_stops_at_the_maximum():
    layer = layers.ReLU(max_value=3.0, negative_slope=0.5, threshold=1.0)
    y = layer(np.array([-1.0, 0.5, 2.0, 9.0])).numpy()
    np.testing.assert_allclose(y, [-1.0, -0.25, 2.0, 3.0])


def test_leaky_relu_takes_the_old_name_of_its_slope():
    with pytest.warns(UserWarning, match="negative_slope"):
        layer = layers.LeakyReLU(alpha=0.5)
    assert layer.get_config()["negative_slope"] == 0.5
    assert layer(np.array([-2.0])).tolist() == [-1.0]


def test_prelu_shares_slopes_along_axes():
    layer = layers.PReLU(shared_axes=[1, 2])
    layer.build((None, 4, 5, 3))
    assert layer.alpha.shape == (1, 1, 3)
    layer.set_weights([np.array([[[0.0, 0.5, 2.0]]], "float32")])
    y = layer(np.full((1, 4, 5, 3), -2.0)).numpy()
    np.testing.assert_allclose(y[0, 1, 2], [0.0, -1.0, -4.0])


def test_prelu_learns_one_slope_for_each_element_by_default():
    layer = layers.PReLU()
    layer.build((None, 4, 3))
    assert layer.alpha.shape == (4, 3)


def test_softmax_over_several_axes_adds_up_to_one():
    y = layers.Softmax(axis=(1, 2))(np.ones((2, 2, 3))).numpy()
    np.testing.assert_allclose(y, np.full((2, 2, 3), 1 / 6), rtol=1e-6)


def test_softmax_gives_nothing_to_masked_elements():
    mask = np.array([[True, False, True], [False, False, False]])
    y = layers.Softmax()(np.array([[1.0, 9.0, 1.0], [1.0, 2.0, 3.0]]), mask=mask)
    np.testing.assert_allclose(y.numpy(), [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]])


def test_activation_keeps_a_name_in_its_config():
    assert layers.Activation("tanh").get_config()["activation"] == "tanh"


def test_activation_of_an_unknown_name_is_an_error():
    with pytest.raises(graph.GraphError, match="'no_such'"):
        layers.Activation("no_such")
