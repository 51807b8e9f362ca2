"""Images of another size: recorded numbers, dtypes, proportions."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import ops
from kerasish.base.errors import ArgumentError

RAMP = np.array([0.0, 10.0, 40.0], "float32").reshape(1, 3, 1)
#: Keras 3.15 with TensorFlow: RAMP with 5 columns, with 2, and with 2 antialiased
RECORDED = {
    "nearest": ([0, 0, 10, 40, 40], [0, 40], [0, 40]),
    "bilinear": ([0, 4, 10, 28, 40], [2.5, 32.5], [3.75, 28.75]),
    "bicubic": (
        [-0.7553, 2.1669, 10, 29.9124, 42.2658],
        [1.2409, 34.5255],
        [2.2953, 29.9037],
    ),
    "lanczos3": (
        [-0.0987, 0.2081, 10, 31.1676, 42.9146],
        [-0.0089, 35.0625],
        [1.2953, 30.3373],
    ),
    "lanczos5": (
        [1.176, -1.3204, 10, 32.219, 42.1473],
        [-1.1814, 35.8348],
        [0.8805, 30.5111],
    ),
    "area": ([0, 3.3333, 10, 30, 40], [3.3333, 30], [3.3333, 30]),
}


@pytest.mark.parametrize("method", RECORDED)
def test_numbers_are_those_of_keras(method):
    for wanted, antialias in zip(RECORDED[method], (False, False, True)):
        found = ops.image.resize(RAMP, (1, len(wanted)), method, antialias)
        np.testing.assert_allclose(found.numpy().ravel(), wanted, atol=1e-4)


def test_rows_and_columns_are_independent():
    image = np.random.default_rng(8).normal(size=(4, 6, 2))
    both = ops.image.resize(image, (7, 3), "bicubic").numpy()
    rows = ops.image.resize(image, (7, 6), "bicubic")
    np.testing.assert_allclose(ops.image.resize(rows, (7, 3), "bicubic"), both)


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        (
            "gaussian",
            [
                [
                    0.7883999943733215,
                    2.2435998916625977,
                    5.2795000076293945,
                    6.734799861907959,
                ],
                [
                    3.039099931716919,
                    2.5304999351501465,
                    1.469499945640564,
                    0.9609000086784363,
                ],
                [
                    0.45419999957084656,
                    0.34860000014305115,
                    0.1281999945640564,
                    0.022600000724196434,
                ],
            ],
        ),
        (
            "mitchellcubic",
            [
                [
                    0.009999999776482582,
                    2.03439998626709,
                    5.730299949645996,
                    7.754700183868408,
                ],
                [
                    3.651700019836426,
                    2.7881999015808105,
                    1.2117999792099,
                    0.3483000099658966,
                ],
                [
                    0.2425999939441681,
                    0.17730000615119934,
                    0.057999998331069946,
                    -0.007300000172108412,
                ],
            ],
        ),
    ],
)
def test_smoothing_reaches_an_axis_that_keeps_its_size(method, wanted):
    """TensorFlow: rows stay three, columns become four."""
    image = np.array([[0.0, 8.0], [4.0, 0.0], [0.0, 0.0]], "float32")[..., None]
    found = ops.image.resize(image, (3, 4), method).numpy()[..., 0]
    np.testing.assert_allclose(found, wanted, atol=1e-4)
    same = ops.image.resize(image, (3, 2), method).numpy()
    np.testing.assert_array_equal(same, image)


def test_integers_are_rounded_and_limited():
    peak = np.array([0, 255, 0], "uint8").reshape(1, 3, 1)
    found = ops.image.resize(peak, (1, 7), "bicubic").numpy()
    assert found.dtype == "uint8"
    assert found.ravel().tolist() == [0, 26, 160, 255, 160, 26, 0]
    halves = ops.image.resize(np.arange(4, dtype="uint8").reshape(1, 4, 1), (1, 2))
    assert halves.numpy().ravel().tolist() == [0, 2]  # 0.5 and 2.5, halves to even


def test_the_largest_integers_stay():
    most = np.full((1, 2, 1), np.iinfo("int32").max, "int32")
    found = ops.image.resize(most, (1, 3)).numpy()
    assert (found > 0.999 * np.iinfo("int32").max).all()


def test_equal_sizes_are_left_alone():
    image = np.random.default_rng(8).normal(size=(4, 6, 2))
    for method in RECORDED:
        np.testing.assert_array_equal(ops.image.resize(image, (4, 6), method), image)


@pytest.mark.parametrize(
    ("shape", "size", "rows", "columns"),
    [
        ((6, 9), (2, 2), slice(0, 6), slice(1, 7)),
        ((9, 4), (4, 2), slice(0, 8), slice(0, 4)),
        ((2, 9), (8, 1), slice(0, 2), slice(4, 5)),
        ((5, 7), (10, 14), slice(0, 5), slice(0, 7)),
    ],
)
def test_the_centre_of_the_right_proportions_is_taken(shape, size, rows, columns):
    image = np.random.default_rng(8).normal(size=(*shape, 2))
    found = ops.image.resize(image, size, crop_to_aspect_ratio=True)
    wanted = ops.image.resize(image[rows, columns], size)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("shape", "size", "around"),
    [
        ((6, 9), (2, 2), ((1, 1), (0, 0))),
        ((9, 4), (4, 2), ((0, 0), (0, 0))),
        ((2, 9), (8, 1), ((35, 35), (0, 0))),
        ((8, 3), (3, 3), ((0, 0), (2, 2))),
    ],
)
def test_images_are_made_larger_to_the_right_proportions(shape, size, around):
    image = np.random.default_rng(8).normal(size=(*shape, 2))
    found = ops.image.resize(image, size, pad_to_aspect_ratio=True, fill_value=0.5)
    padded = np.pad(image, (*around, (0, 0)), constant_values=0.5)
    np.testing.assert_array_equal(found, ops.image.resize(padded, size))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"size": (3,)}, "size must be two positive integers"),
        ({"size": 3}, "size must be two positive integers"),
        ({"size": (3, 0)}, "size must be two positive integers"),
        ({"interpolation": "linear"}, "unknown interpolation"),
        ({"fill_mode": "wrap"}, "unknown fill_mode"),
        (
            {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True},
            "exclude one another",
        ),
    ],
)
def test_arguments_are_checked(arguments, text):
    with pytest.raises(ArgumentError, match=f"resize: .*{text}"):
        ops.image.resize(RAMP, **{"size": (2, 2), **arguments})


def test_there_must_be_pixels_and_something_between_them():
    with pytest.raises(ArgumentError, match="resize: images have no pixels"):
        ops.image.resize(RAMP[:0], (2, 2))
    with pytest.raises(ArgumentError, match="nothing between True and False"):
        ops.image.resize(RAMP > 5, (2, 2))
    found = ops.image.resize(RAMP > 5, (1, 6), "nearest")
    assert found.numpy().ravel().tolist() == [False] * 2 + [True] * 4
