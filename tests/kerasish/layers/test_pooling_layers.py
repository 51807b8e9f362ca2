"""Pools as layers: windows, whole axes, bins, masks."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers

STEPS = np.array([1.0, 5.0, 2.0, 8.0, 3.0]).reshape(1, 5, 1)


def test_max_pooling_takes_the_largest_of_whole_windows():
    assert layers.MaxPooling1D(2)(STEPS).numpy().ravel().tolist() == [5.0, 8.0]


def test_average_pooling_does_not_count_padding():
    y = layers.AveragePooling1D(2, padding="same")(STEPS).numpy().ravel()
    assert y.tolist() == [3.0, 5.0, 3.0]


def test_strides_are_the_pool_size_unless_given():
    assert layers.MaxPooling2D((2, 3)).strides == (2, 3)
    y = layers.MaxPooling1D(2, strides=1)(STEPS).numpy().ravel()
    assert y.tolist() == [5.0, 5.0, 8.0, 8.0]


def test_global_pools_reduce_all_steps():
    assert layers.GlobalMaxPooling1D()(STEPS).tolist() == [[8.0]]
    assert layers.GlobalAveragePooling1D()(STEPS).numpy() == pytest.approx(3.8)
    kept = layers.GlobalAveragePooling1D(keepdims=True)(STEPS)
    assert kept.shape == (1, 1, 1)


def test_global_average_of_channels_first_has_a_row_for_each_image():
    x = np.arange(12.0).reshape(1, 3, 2, 2)
    y = layers.GlobalAveragePooling2D(data_format="channels_first")(x)
    assert y.tolist() == [[1.5, 5.5, 9.5]]


def test_masked_steps_do_not_count_in_the_mean():
    mask = np.array([[True, False, True, False, False]])
    assert layers.GlobalAveragePooling1D()(STEPS, mask=mask).tolist() == [[1.5]]


def test_adaptive_bins_may_overlap():
    y = layers.AdaptiveAveragePooling1D(3)(STEPS).numpy().ravel()
    np.testing.assert_allclose(y, [3.0, 5.0, 5.5])  # 0:2, 1:4, 3:5
    y = layers.AdaptiveMaxPooling1D(2)(STEPS).numpy().ravel()
    assert y.tolist() == [5.0, 8.0]


def test_a_pool_larger_than_the_input_is_an_error():
    with pytest.raises(graph.ShapeError, match="window is larger"):
        layers.MaxPooling1D(6).compute_output_shape((None, 5, 1))


def test_short_names_of_pools_are_known():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool1D is layers.AveragePooling1D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D
