"""Layers that resize and cut images."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, ops
from kerasish.base.errors import ArgumentError

IMAGES = np.random.default_rng(4).uniform(0, 255, (2, 7, 8, 3))


def test_resizing_is_the_function():
    layer = layers.Resizing(4, 6, "lanczos3", antialias=True)
    images = IMAGES.astype("float32")
    wanted = ops.image.resize(images, (4, 6), "lanczos3", antialias=True)
    np.testing.assert_array_equal(layer(images), wanted)
    np.testing.assert_allclose(layer(images[0]), wanted[0], rtol=1e-5)


def test_integers_stay_integers_when_resized():
    found = layers.Resizing(4, 6)(IMAGES.astype("uint8"))
    assert found.dtype == "uint8"


def test_an_even_rest_is_cut_on_both_sides_and_an_odd_one_less_in_front():
    found = layers.CenterCrop(4, 4)(IMAGES).numpy()
    np.testing.assert_array_equal(found, IMAGES[:, 1:5, 2:6].astype("float32"))
    assert layers.CenterCrop(4, 4)(IMAGES.astype("uint8")).dtype == "float32"


def test_smaller_images_are_cut_to_the_proportions_and_resized():
    found = layers.CenterCrop(10, 5)(IMAGES).numpy()
    part = IMAGES[:, :, 2:5].astype("float32")
    np.testing.assert_allclose(found, ops.image.resize(part, (10, 5)), rtol=1e-5)


def test_images_of_unknown_size_must_be_large_enough_to_be_cut():
    x = kerasish.Input((None, None, 3))
    model = kerasish.Model(x, layers.CenterCrop(4, 4)(x))
    assert model.output_shape == (None, 4, 4, 3)
    assert model(IMAGES).shape == (2, 4, 4, 3)
    with pytest.raises(graph.ExecutionError, match="outside an axis of size 3"):
        model.predict(IMAGES[:, :3], verbose=0)


def test_masks_and_labels_go_with_the_images():
    masks = (IMAGES[..., :1] > 99).astype("int32")
    data = {"images": IMAGES, "segmentation_masks": masks, "labels": np.arange(2)}
    found = layers.Resizing(3, 5, "bicubic")(data)
    wanted = ops.image.resize(masks, (3, 5), "nearest")
    np.testing.assert_array_equal(found["segmentation_masks"], wanted)
    np.testing.assert_array_equal(found["labels"], [0, 1])
    assert found["images"].shape == (2, 3, 5, 3)
    cut = layers.CenterCrop(2, 2)(data)
    np.testing.assert_array_equal(cut["segmentation_masks"], masks[:, 2:4, 3:5])


def test_two_ways_to_keep_proportions_exclude_one_another():
    with pytest.raises(ArgumentError, match="exclude one another"):
        layers.Resizing(3, 5, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True)


def test_ranks_are_checked():
    with pytest.raises(ArgumentError, match="images must have rank 3"):
        layers.CenterCrop(2, 2)(IMAGES[0, 0])


def test_interpolated_upsampling_of_integers_gives_floats():
    pixels = np.array([0, 3], "int32").reshape(1, 1, 2, 1)
    found = layers.UpSampling2D((1, 2), interpolation="bilinear")(pixels)
    assert found.dtype == "float32"
    assert found.numpy().ravel().tolist() == [0.0, 0.75, 2.25, 3.0]
