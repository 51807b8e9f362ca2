"""Colours, edges, blur, similarity, patches, margins: against plain computations."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest
from scipy import ndimage

import graph
from kerasish import ops
from kerasish.base.errors import ArgumentError

RNG = np.random.default_rng(6)
IMAGE = RNG.uniform(size=(6, 7, 3)).astype("float32")
VOLUME = RNG.normal(size=(5, 6, 7, 2))


def each_colour(function, image):
    flat = [function(*map(float, colour)) for colour in image.reshape(-1, 3)]
    return np.array(flat).reshape(image.shape)


def test_colours_are_those_of_the_standard_library():
    image = IMAGE.copy()
    image[0], image[1, :, 1], image[2] = 0, image[1, :, 0], image[2, :, :1]
    hsv = ops.image.rgb_to_hsv(image).numpy()
    np.testing.assert_allclose(hsv, each_colour(colorsys.rgb_to_hsv, image), atol=1e-6)
    rgb = ops.image.hsv_to_rgb(IMAGE).numpy()
    np.testing.assert_allclose(rgb, each_colour(colorsys.hsv_to_rgb, IMAGE), atol=1e-6)
    np.testing.assert_allclose(ops.image.hsv_to_rgb(hsv), image, atol=1e-6)


def test_brightness():
    wanted = IMAGE @ np.array([0.2989, 0.587, 0.114], "float32")
    gray = ops.image.rgb_to_grayscale(IMAGE)
    np.testing.assert_allclose(gray.numpy()[..., 0], wanted, atol=1e-6)
    np.testing.assert_array_equal(ops.image.rgb_to_grayscale(gray), gray)
    pixels = (IMAGE * 255).astype("uint8")
    found = ops.image.rgb_to_grayscale(pixels).numpy()
    assert found.dtype == "uint8"
    floats = pixels @ np.array([0.2989, 0.587, 0.114], "float32")
    np.testing.assert_array_equal(found[..., 0], floats.astype("uint8"))


def test_edges_are_those_of_scipy():
    edges = ops.image.sobel_edges(IMAGE[None]).numpy()[0]
    for axis in range(2):
        for channel in range(3):
            wanted = ndimage.sobel(IMAGE[..., channel], axis, mode="mirror")
            np.testing.assert_allclose(edges[..., channel, axis], wanted, atol=1e-5)


def test_a_square_blur_is_that_of_scipy():
    found = ops.image.gaussian_blur(IMAGE, (5, 5), (0.7, 1.6)).numpy()
    across, down = (
        np.exp(-0.5 * (np.arange(-2, 3) / deviation) ** 2) for deviation in (0.7, 1.6)
    )
    kernel = np.outer(down / down.sum(), across / across.sum())
    for channel in range(3):
        wanted = ndimage.correlate(IMAGE[..., channel], kernel, mode="constant")
        np.testing.assert_allclose(found[..., channel], wanted, atol=1e-6)


def test_a_kernel_that_is_not_square_is_filled_row_by_row():
    """Recorded from Keras 3.15 with TensorFlow."""
    image = np.eye(3, dtype="float32")[..., None]
    found = ops.image.gaussian_blur(image, (3, 1), (0.5, 2.0)).numpy()[..., 0]
    a, b = 0.78699, 0.10651
    np.testing.assert_allclose(found, [[a, b, 0], [b, a, b], [0, b, a]], atol=1e-5)


def test_similarity_against_a_loop():
    x = RNG.uniform(size=(9, 8, 1))
    y = np.clip(x + RNG.normal(size=x.shape) / 9, 0, 1)
    line = np.exp(-0.5 * (np.arange(-3, 4) / 1.5) ** 2)
    window = np.outer(line, line) / line.sum() ** 2
    values = []
    for i, j in np.ndindex(3, 2):
        a, b = (image[i : i + 7, j : j + 7, 0] for image in (x, y))
        ma, mb = (window * a).sum(), (window * b).sum()
        va, vb = (window * (a - ma) ** 2).sum(), (window * (b - mb) ** 2).sum()
        both = (window * (a - ma) * (b - mb)).sum()
        above = (2 * ma * mb + 1e-4) * (2 * both + 9e-4)
        values.append(above / (ma**2 + mb**2 + 1e-4) / (va + vb + 9e-4))
    found = ops.image.ssim(x, y, filter_size=7)
    np.testing.assert_allclose(found.numpy(), np.mean(values), rtol=1e-9)
    scaled = ops.image.ssim(255 * x, 255 * y, max_val=255.0, filter_size=7)
    np.testing.assert_allclose(scaled.numpy(), found.numpy(), rtol=1e-9)


def test_similarity_of_integers_is_cut():
    image = np.zeros((2, 11, 11, 1), "uint8")
    found = ops.image.ssim(image, image, max_val=255.0)
    assert found.dtype == "uint8" and found.tolist() == [1, 1]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(
    ("size", "strides", "rate"),
    [((2, 3), None, 1), ((3, 2), (1, 2), 1), ((2, 2), 1, 2)],
)
def test_patches_against_a_loop(size, strides, rate, padding):
    steps = size if strides is None else np.broadcast_to(strides, 2)
    reach = [(k - 1) * rate + 1 for k in size]
    image = IMAGE
    if padding == "same":
        counts = [-(-n // s) for n, s in zip(IMAGE.shape, steps)]
        rest = [
            max((c - 1) * s + r - n, 0)
            for c, s, r, n in zip(counts, steps, reach, IMAGE.shape)
        ]
        image = np.pad(IMAGE, [*[(n // 2, n - n // 2) for n in rest], (0, 0)])
    counts = [(n - r) // s + 1 for n, r, s in zip(image.shape, reach, steps)]
    found = ops.image.extract_patches(image, size, strides, rate).numpy()
    same = ops.image.extract_patches(IMAGE, size, strides, rate, padding).numpy()
    assert found.shape[:2] == tuple(counts)
    np.testing.assert_array_equal(found, same)
    for i, j in np.ndindex(*counts):
        top, left = i * steps[0], j * steps[1]
        patch = image[top : top + reach[0] : rate, left : left + reach[1] : rate]
        np.testing.assert_array_equal(found[i, j], patch.ravel())


def test_patches_of_volumes():
    found = ops.image.extract_patches_3d(VOLUME, 2, (1, 2, 3)).numpy()
    assert found.shape == (4, 3, 2, 16)
    np.testing.assert_array_equal(found[3, 1, 1], VOLUME[3:5, 2:4, 3:5].ravel())
    same = ops.image.extract_patches(VOLUME, (2, 2, 2), (1, 2, 3)).numpy()
    np.testing.assert_array_equal(found, same)


def test_two_of_three_say_what_is_cut():
    wanted = IMAGE[1:4, 2:6]
    for arguments in (
        {
            "top_cropping": 1,
            "bottom_cropping": 2,
            "target_width": 4,
            "left_cropping": 2,
        },
        {"bottom_cropping": 2, "target_height": 3, "left_cropping": 2}
        | {"right_cropping": 1},
        {"top_cropping": 1, "target_height": 3, "right_cropping": 1, "target_width": 4},
    ):
        np.testing.assert_array_equal(ops.image.crop_images(IMAGE, **arguments), wanted)


def test_two_of_three_say_what_is_added():
    wanted = np.pad(IMAGE, ((1, 2), (2, 0), (0, 0)))
    for arguments in (
        {"top_padding": 1, "bottom_padding": 2, "target_width": 9, "left_padding": 2},
        {"bottom_padding": 2, "target_height": 9, "left_padding": 2}
        | {"right_padding": 0},
        {"top_padding": 1, "target_height": 9, "right_padding": 0, "target_width": 9},
    ):
        np.testing.assert_array_equal(ops.image.pad_images(IMAGE, **arguments), wanted)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("crop_images", {"top_cropping": 0, "target_height": 7}),
        ("crop_images", {"bottom_cropping": 1, "target_height": 6}),
        ("pad_images", {"top_padding": 0, "target_height": 5}),
        ("pad_images", {"bottom_padding": 2, "target_height": 7}),
    ],
)
def test_a_run_refuses_images_of_another_size(name, arguments):
    x = graph.placeholder("float32", (None, None, 7, 3), "x")
    left = "left_cropping" if name == "crop_images" else "left_padding"
    found = getattr(ops.image, name)(x, **arguments, **{left: 0}, target_width=7)
    larger = RNG.uniform(size=(1, 9 if name == "crop_images" else 4, 7, 3))
    assert (
        graph.Session().run(found, {x: larger}).shape[1] == arguments["target_height"]
    )
    with pytest.raises(graph.ExecutionError):
        graph.Session().run(found, {x: IMAGE[None]})


def test_scaled_integers_are_rounded_and_limited():
    row = np.array([0, 10, 10, 0], "int32")
    found = ops.image.scale_and_translate(row, (8,), [2.0], [0.0], (0,), "cubic")
    floats = ops.image.scale_and_translate(1.0 * row, (8,), [2.0], [0.0], (0,), "cubic")
    assert found.dtype == "int32"
    assert floats.numpy().min() < -0.5 and floats.numpy().max() > 10.5
    np.testing.assert_array_equal(found, floats.numpy().round().clip(0, 10))


def test_what_the_images_do_not_cover_is_0():
    row = np.ones(3, "float32")
    found = ops.image.scale_and_translate(row, (5,), [1.0], [1.0], (0,), "linear")
    assert found.tolist() == [0, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("crop_images", (1, 1, 1), "exactly two of left_cropping"),
        ("crop_images", (1, 1, 1, 1, 4), "exactly two of top_cropping"),
        ("crop_images", (4, 0, 4, 0), "target_height is negative"),
        ("crop_images", (-1, 0, 0, 0), "top_cropping is negative"),
        ("pad_images", (None, 1, 1, 1), "exactly two of top_padding"),
        ("pad_images", (0, 0, None, 0, 5), "bottom_padding is negative"),
        ("extract_patches", ("2",), "size must be one, two or three integers"),
        ("extract_patches", ((2,),), "size must be one, two or three integers"),
        ("extract_patches", (2, 0), "strides must be a positive integer"),
        ("extract_patches", (2, 1, 1, "full"), "unknown padding"),
        ("extract_patches", (8,), "a patch is larger than the images"),
        ("extract_patches_3d", (2,), "images must have 3 spatial axes"),
        ("ssim", (IMAGE[None],), "both images must be of one shape"),
        (
            "scale_and_translate",
            (IMAGE.shape, [1.0], [0.0], (0, 1), "linear"),
            "a scale and a translation for each axis",
        ),
        (
            "scale_and_translate",
            (IMAGE.shape, [1.0], [0.0], (0,), "nearest"),
            "unknown method",
        ),
    ],
)
def test_arguments_are_checked(name, arguments, text):
    with pytest.raises(ArgumentError, match=f"{name}: .*{text}"):
        getattr(ops.image, name)(IMAGE, *arguments)


@pytest.mark.parametrize(
    "name", ["rgb_to_hsv", "hsv_to_rgb", "gaussian_blur", "sobel_edges"]
)
def test_integers_must_be_converted_where_keras_takes_none(name):
    with pytest.raises(ArgumentError, match=f"{name}: .*floating-point dtype"):
        getattr(ops.image, name)((IMAGE[None] * 9).astype("uint8"))


@pytest.mark.parametrize("name", ["rgb_to_hsv", "hsv_to_rgb", "rgb_to_grayscale"])
def test_three_channels_are_needed(name):
    with pytest.raises(ArgumentError, match=f"{name}: images must have 3 channels"):
        getattr(ops.image, name)(IMAGE[..., :2])


def test_edges_need_a_batch():
    with pytest.raises(ArgumentError, match="must be a batch, of rank 4"):
        ops.image.sobel_edges(IMAGE)


def test_another_number_of_channels_is_found_when_it_comes():
    x = graph.placeholder("float32", (None, 6, 7, None), "x")
    for function in (ops.image.rgb_to_hsv, ops.image.rgb_to_grayscale):
        with pytest.raises(graph.ExecutionError):
            graph.Session().run(function(x), {x: IMAGE[None, ..., :2]})
