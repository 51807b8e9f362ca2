"""Layers that change shapes: orders of elements, sizes, errors."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers

IMAGE = np.arange(24.0, dtype="float32").reshape(1, 2, 3, 4)


def test_flatten_gives_one_order_for_both_data_formats():
    last = layers.Flatten()(IMAGE).numpy()
    first = layers.Flatten(data_format="channels_first")(np.moveaxis(IMAGE, -1, 1))
    np.testing.assert_array_equal(last, first.numpy())


def test_flatten_of_a_batch_of_numbers_makes_a_column():
    assert layers.Flatten()(np.zeros(3)).shape == (3, 1)


def test_flatten_of_an_unknown_size_keeps_it_unknown():
    assert layers.Flatten().compute_output_shape((None, None, 4)) == (None, None)


def test_reshape_fills_in_the_missing_size():
    layer = layers.Reshape((-1, 6))
    assert layer(IMAGE).shape == (1, 4, 6)
    assert layer.compute_output_shape((None, 2, 3, 4)) == (None, 4, 6)
    assert layer.compute_output_shape((None, None, 3, 4)) == (None, None, 6)


def test_reshape_to_another_number_of_elements_is_an_error():
    with pytest.raises(graph.ShapeError, match="24 elements do not fit"):
        layers.Reshape((5, 5))(IMAGE)
    with pytest.raises(graph.ShapeError, match="24 elements do not fit"):
        layers.Reshape((-1, 7)).compute_output_shape((None, 2, 3, 4))


def test_permute_counts_axes_from_one():
    y = layers.Permute((3, 1, 2))(IMAGE).numpy()
    np.testing.assert_array_equal(y, IMAGE.transpose(0, 3, 1, 2))


def test_repeat_vector_repeats_along_a_new_axis():
    y = layers.RepeatVector(2)(np.array([[1.0, 2.0]])).tolist()
    assert y == [[[1.0, 2.0], [1.0, 2.0]]]


def test_cropping_cuts_each_end_by_its_own_amount():
    x = np.arange(20.0).reshape(1, 4, 5, 1)
    y = layers.Cropping2D(((1, 0), (2, 1)))(x).numpy()
    np.testing.assert_array_equal(
        y[0, :, :, 0], [[7.0, 8.0], [12.0, 13.0], [17.0, 18.0]]
    )


def test_cropping_everything_away_is_an_error():
    with pytest.raises(graph.ShapeError, match="nothing is left"):
        layers.Cropping1D((2, 2))(np.zeros((1, 4, 1)))


@pytest.mark.parametrize(
    ("given", "kept"), [(1, ((1, 1), (1, 1))), ((1, 2), ((1, 1), (2, 2)))]
)
def test_one_number_or_one_for_each_axis_stand_for_pairs(given, kept):
    assert layers.Cropping2D(given).cropping == kept
    assert layers.ZeroPadding2D(given).padding == kept


def test_zero_padding_of_channels_first_leaves_channels_alone():
    layer = layers.ZeroPadding1D((1, 2), data_format="channels_first")
    assert layer(np.ones((1, 2, 1))).tolist() == [[[0, 1, 0, 0], [0, 1, 0, 0]]]


def test_nearest_upsampling_repeats_rows_and_columns():
    x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
    y = layers.UpSampling2D((1, 2))(x).numpy()[0, :, :, 0]
    np.testing.assert_array_equal(y, [[1, 1, 2, 2], [3, 3, 4, 4]])


def test_bilinear_upsampling_mixes_between_centres_and_holds_the_ends():
    x = np.array([0.0, 4.0]).reshape(1, 2, 1, 1)
    y = layers.UpSampling2D((2, 1), interpolation="bilinear")(x).numpy().ravel()
    np.testing.assert_allclose(y, [0.0, 1.0, 3.0, 4.0])


@pytest.mark.parametrize(
    "interpolation", ["bilinear", "bicubic", "lanczos3", "lanczos5"]
)
def test_interpolation_of_a_constant_is_that_constant(interpolation):
    layer = layers.UpSampling2D((3, 2), interpolation=interpolation)
    y = layer(np.full((1, 4, 3, 1), 2.5)).numpy()
    np.testing.assert_allclose(y, np.full((1, 12, 6, 1), 2.5), rtol=1e-6)
