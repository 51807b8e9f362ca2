"""Every function of images in every form: layouts, batches, unknown sizes, models."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from graph.testing import gradcheck
from kerasish import ops
from kerasish.base.errors import ArgumentError

RNG = np.random.default_rng(3)
IMAGES = RNG.uniform(0.1, 0.9, size=(2, 12, 13, 3)).astype("float32")
TURN = np.array([0.9, 0.2, -1.0, -0.1, 1.1, 0.5, 0.01, 0.0], "float32")
SQUARE = np.array([[0, 0], [0, 9], [8, 0], [8, 9]], "float32")
BENT = SQUARE + np.array([[1, -1], [0, 1], [2, 0], [-1, 1]], "float32")
POINTS = RNG.uniform(-1, 12, size=(4, 5)).astype("float32")

#: name: how it is called on images in a layout
CALLS = {
    "affine_transform": lambda f, x, layout: f(x, TURN, data_format=layout),
    "crop_images": lambda f, x, layout: f(x, 2, 1, 3, 4, data_format=layout),
    "elastic_transform": lambda f, x, layout: f(
        x, 9.0, 1.0, seed=4, data_format=layout
    ),
    "extract_patches": lambda f, x, layout: f(x, (2, 3), data_format=layout),
    "gaussian_blur": lambda f, x, layout: f(x, (3, 5), data_format=layout),
    "hsv_to_rgb": lambda f, x, layout: f(x, data_format=layout),
    "pad_images": lambda f, x, layout: f(x, 2, 1, 3, 4, data_format=layout),
    "perspective_transform": lambda f, x, layout: f(
        x, SQUARE, BENT, data_format=layout
    ),
    "resize": lambda f, x, layout: f(x, (7, 20), "bicubic", data_format=layout),
    "rgb_to_grayscale": lambda f, x, layout: f(x, data_format=layout),
    "rgb_to_hsv": lambda f, x, layout: f(x, data_format=layout),
    "sobel_edges": lambda f, x, layout: f(x, data_format=layout),
    "ssim": lambda f, x, layout: f(x, 0.9 * x, data_format=layout),
}
#: those that know no layout
PLAIN = {
    "extract_patches_3d": lambda f, x: f(x[..., None], 2, padding="same"),
    "map_coordinates": lambda f, x: f(x, POINTS, 1, "reflect"),
    "scale_and_translate": lambda f, x: f(
        x, (None, None, 9, 3), [1.4], [0.5], (2,), "linear"
    ),
}
#: their gradients are not exact, as those of TensorFlow
BACK_BY_THE_INVERSE = {"affine_transform", "perspective_transform"}
ONE_IMAGE_TOO = sorted(set(CALLS) - {"sobel_edges"})
ALL = {n: lambda f, x, c=c: c(f, x, "channels_last") for n, c in CALLS.items()} | PLAIN


def call(name, x, layout="channels_last"):
    return CALLS[name](getattr(ops.image, name), x, layout)


def call_plain(name, x):
    return ALL[name](getattr(ops.image, name), x)


def test_every_function_is_tried():
    known = {name for name in dir(ops.image) if name != "psnr"}
    assert sorted(ALL) == sorted(known)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_layouts_agree(name):
    last = call(name, IMAGES).numpy()
    first = call(name, np.moveaxis(IMAGES, -1, 1), "channels_first").numpy()
    if name == "ssim":
        np.testing.assert_allclose(first, last, rtol=1e-6)
    else:
        np.testing.assert_allclose(np.moveaxis(first, 1, 3), last, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_the_global_layout_is_used(name):
    first = np.moveaxis(IMAGES, -1, 1)
    wanted = call(name, first, "channels_first").numpy()
    kerasish.config.set_image_data_format("channels_first")
    try:
        np.testing.assert_array_equal(call(name, first, None).numpy(), wanted)
    finally:
        kerasish.config.set_image_data_format("channels_last")


@pytest.mark.parametrize("name", ONE_IMAGE_TOO)
def test_one_image_is_a_batch_of_one(name):
    for layout, images in (
        ("channels_last", IMAGES),
        ("channels_first", np.moveaxis(IMAGES, -1, 1)),
    ):
        one = call(name, images[0], layout).numpy()
        batch = call(name, images[:1], layout).numpy()
        np.testing.assert_allclose(one, batch[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", sorted(ALL))
def test_unknown_sizes_give_the_same(name):
    x = graph.placeholder("float32", (None, None, None, 3), "x")
    found = graph.Session().run(call_plain(name, x), {x: IMAGES})
    wanted = call_plain(name, IMAGES).numpy()
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", sorted(ALL))
def test_unknown_channels_give_the_same(name):
    x = graph.placeholder("float32", (None, None, None, None), "x")
    found = graph.Session().run(call_plain(name, x), {x: IMAGES})
    wanted = call_plain(name, IMAGES).numpy()
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", sorted(ALL))
def test_models_hold_it(name):
    x = kerasish.Input((12, 13, 3))
    model = kerasish.Model(x, call_plain(name, x))
    wanted = call_plain(name, IMAGES).numpy()
    found = model(IMAGES).numpy()
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)
    again = type(model).from_config(model.get_config())
    np.testing.assert_allclose(again(IMAGES).numpy(), wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
@pytest.mark.parametrize("name", sorted(ALL))
def test_dtypes_are_kept(name, dtype):
    found = call_plain(name, IMAGES.astype(dtype)).numpy()
    assert found.dtype == dtype
    wanted = call_plain(name, IMAGES).numpy()
    tolerance = 0.03 if dtype == "float16" else 1e-5
    if name != "elastic_transform":  # other bits are other numbers
        np.testing.assert_allclose(found, wanted, tolerance, tolerance)


@pytest.mark.parametrize("name", sorted(set(CALLS) - BACK_BY_THE_INVERSE))
def test_second_derivatives(name):
    images = IMAGES[:1].astype("float64")
    gradcheck(lambda x: call(name, x), [images], order=2)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_empty_batches(name):
    x = graph.placeholder("float32", (None, 12, 13, 3), "x")
    found = graph.Session().run(call_plain(name, x), {x: IMAGES[:0]})
    assert len(found) == 0


@pytest.mark.parametrize("name", sorted(ALL))
def test_gradients_are_those_of_the_graph(name):
    """Under a tape and as a graph; the gradient of a sum is finite and not 0."""
    with graph.GradientTape() as tape:
        images = graph.as_tensor(IMAGES)
        tape.watch(images)
        y = graph.sum(graph.square(call_plain(name, images)))
    eager = tape.gradient(y, images).numpy()
    x = graph.placeholder("float32", (None, None, None, 3), "x")
    loss = graph.sum(graph.square(call_plain(name, x)))
    (dx,) = graph.gradients(loss, [x])
    assert np.isfinite(eager).all() and eager.any()
    found = graph.Session().run(dx, {x: IMAGES})
    np.testing.assert_allclose(found, eager, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_ranks_and_layouts_are_checked(name):
    with pytest.raises(ArgumentError, match=f"{name}: images must have"):
        call(name, IMAGES[0, 0])
    with pytest.raises(ArgumentError, match="data_format is unknown"):
        call(name, IMAGES, "NHWC")
