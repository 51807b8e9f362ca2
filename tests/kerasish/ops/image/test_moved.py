"""Images moved, turned, distorted, and values between pixels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

import graph
from kerasish import ops
from kerasish.base.errors import ArgumentError

RNG = np.random.default_rng(5)
ROW = np.array([1.0, 2.0, 4.0, 8.0], "float32").reshape(1, 4, 1)
IMAGE = RNG.uniform(size=(7, 9, 2)).astype("float32")
TURN = np.array([0.8, 0.3, -1.0, -0.2, 1.1, 0.5, 0.0, 0.0], "float32")
#: Keras 3.15 with TensorFlow: ROW at 3 x - 5.5, and at x + 2.25
RECORDED = {
    "constant": ([-1, -1, 1.5, 3.5], [5, 5.75, -1, -1]),
    "nearest": ([1, 1, 1.5, 8], [5, 8, 8, 8]),
    "reflect": ([6, 3, 1.5, 8], [5, 8, 7, 3.5]),
    "wrap": ([6, 3, 1.5, 1], [5, 1, 1.25, 2.5]),
}


@pytest.mark.parametrize("mode", RECORDED)
def test_pixels_beyond_the_edges_are_those_of_keras(mode):
    for wanted, (factor, shift) in zip(RECORDED[mode], ((3, -5.5), (1, 2.25))):
        move = [factor, 0, shift, 0, 1, 0, 0, 0]
        found = ops.image.affine_transform(ROW, move, "bilinear", mode, -1)
        np.testing.assert_allclose(found.numpy().ravel(), wanted, atol=1e-6)


@pytest.mark.parametrize(("word", "order"), [("bilinear", 1), ("nearest", 0)])
def test_affine_transforms_are_those_of_scipy(word, order):
    found = ops.image.affine_transform(IMAGE, TURN, word, "constant", 3.0).numpy()
    (a, b, c), (d, e, f) = TURN[:3], TURN[3:6]
    for channel in range(2):
        wanted = ndimage.affine_transform(
            IMAGE[..., channel],
            [[e, d], [b, a]],
            [f, c],
            order=order,
            mode="grid-constant",
            cval=3.0,
        )
        np.testing.assert_allclose(found[..., channel], wanted, atol=1e-5)


def test_each_image_has_its_transform():
    images = np.stack([IMAGE, IMAGE[::-1]])
    moves = np.stack([TURN, [1, 0, 2, 0, 1, 1, 0, 0]])
    found = ops.image.affine_transform(images, moves).numpy()
    for n in range(2):
        one = ops.image.affine_transform(images[n], moves[n]).numpy()
        np.testing.assert_array_equal(found[n], one)


def test_halves_go_to_the_further_pixel():
    move = [1, 0, 0.5, 0, 1, 0, 0, 0]
    found = ops.image.affine_transform(ROW, move, "nearest", "nearest")
    assert found.numpy().ravel().tolist() == [2, 4, 8, 8]


def test_integers_are_cut():
    move = [1, 0, 0.75, 0, 1, 0, 0, 0]
    found = ops.image.affine_transform(ROW.astype("uint8"), move).numpy()
    assert found.dtype == "uint8"
    assert found.ravel().tolist() == [1, 3, 7, 2]


def test_where_the_depth_is_0_the_filling_stands():
    infinite = [1, 0, 1, 0, 1, 0, -1, 0]  # k = 1 - x
    found = ops.image.affine_transform(ROW, infinite, fill_value=7.0)
    assert found.numpy().ravel().tolist()[1] == 7.0


def test_gradient_goes_back_by_the_inverse():
    with graph.GradientTape() as tape:
        images = graph.as_tensor(IMAGE)
        tape.watch(images)
        moved = ops.image.affine_transform(images, TURN, fill_value=2.0)
        loss = graph.sum(moved * IMAGE[::-1])
    matrix = np.linalg.inv(np.append(TURN, 1).reshape(3, 3)).ravel()
    back = ops.image.affine_transform(IMAGE[::-1], matrix[:8] / matrix[8])
    np.testing.assert_allclose(tape.gradient(loss, images), back, atol=1e-5)


def test_perspective_leads_points_to_points():
    start = np.array([[0, 0], [0, 6], [8, 0], [8, 6]], "float32")
    end = np.array([[1, 1], [0, 5], [7, 0], [8, 6]], "float32")
    found = ops.image.perspective_transform(IMAGE, start, end).numpy()
    for (x, y), (u, v) in zip(start.astype(int), end.astype(int)):
        np.testing.assert_allclose(found[v, u], IMAGE[y, x], atol=1e-4)


def test_perspective_is_that_of_keras():
    """Recorded from Keras 3.15 with TensorFlow."""
    image = np.arange(12.0, dtype="float32").reshape(3, 4, 1)
    start = [[0.0, 0.0], [0.0, 3.0], [4.0, 0.0], [4.0, 3.0]]
    end = [[1.0, -1.0], [0.0, 3.0], [4.0, 1.0], [5.0, 3.0]]
    found = ops.image.perspective_transform(image, start, end).numpy()[..., 0]
    wanted = [
        [4.8204, 5.1111, 3.0769, 0.1406],
        [5.3004, 7.8099, 7.7647, 6.6667],
        [2.5349, 3.3240, 4.3333, 6.1523],
    ]
    np.testing.assert_allclose(found, wanted, atol=2e-4)


def test_values_between_elements():
    image, points = IMAGE[..., 0], RNG.uniform(-3, 10, size=(2, 4, 6))
    for mode, name in (("nearest", "nearest"), ("wrap", "grid-wrap")):
        found = ops.image.map_coordinates(image, points, 1, mode).numpy()
        wanted = ndimage.map_coordinates(image, points, order=1, mode=name)
        np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_reflection_leaves_the_first_element_out_in_front_only():
    points = np.array([[-1.5, -0.25, 3.5, 4.5]])
    found = ops.image.map_coordinates(ROW.ravel(), points, 1, "reflect")
    assert found.tolist() == [3.0, 1.25, 8.0, 6.0]  # as Keras 3.15 with TensorFlow


def test_integers_between_elements_are_rounded():
    found = ops.image.map_coordinates(np.array([1, 2, 4]), [[0.5, 1.4]], 1)
    assert found.tolist() == [2, 3] and found.dtype == "int64"


def test_no_displacement_leaves_images():
    found = ops.image.elastic_transform(IMAGE, alpha=0.0, seed=1)
    np.testing.assert_array_equal(found, IMAGE)
    digits = (IMAGE * 9).astype("uint8")
    found = ops.image.elastic_transform(digits, alpha=0.0, seed=1)
    np.testing.assert_array_equal(found, digits)


def test_displacements_follow_the_seed_and_differ_between_images_and_axes():
    grid = np.stack(np.meshgrid(range(40), range(40), indexing="ij"), -1)
    images = np.stack([grid, grid]).astype("float32")
    found = ops.image.elastic_transform(images, 5.0, 2.0, seed=3).numpy()
    again = ops.image.elastic_transform(images, 5.0, 2.0, seed=3).numpy()
    np.testing.assert_array_equal(found, again)
    moved = (found - images)[:, 10:-10, 10:-10]
    fields = moved.transpose(0, 3, 1, 2).reshape(4, -1)
    assert (np.abs(np.corrcoef(fields) - np.eye(4)) < 0.7).all()
    # of noise with deviation 2, smoothed: 5 * 2 / sqrt(4 pi) / 2
    np.testing.assert_allclose(fields.std(), 10 / np.sqrt(4 * np.pi) / 2, rtol=0.3)


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("affine_transform", (TURN[:6],), "a transform is 8 numbers"),
        ("affine_transform", (TURN, "cubic"), "unknown interpolation"),
        ("affine_transform", (TURN, "nearest", "mirror"), "unknown fill_mode"),
        ("perspective_transform", (IMAGE, IMAGE), "start_points must be four points"),
        (
            "perspective_transform",
            (IMAGE[:4, :2, 0], IMAGE[None, :4, :2, 0]),
            "must be of one shape",
        ),
        (
            "perspective_transform",
            (IMAGE[:4, :2, 0], IMAGE[:4, :2, 0], "cubic"),
            "unknown interpolation",
        ),
        ("elastic_transform", (1.0, 1.0, "cubic"), "unknown interpolation"),
        ("elastic_transform", (1.0, 1.0, "nearest", "mirror"), "unknown fill_mode"),
        ("map_coordinates", (IMAGE, 1), "a row for each axis of inputs"),
        ("map_coordinates", (IMAGE[:3, 0], 1, "edge"), "unknown fill_mode"),
    ],
)
def test_arguments_are_checked(name, arguments, text):
    with pytest.raises(ArgumentError, match=f"{name}: .*{text}"):
        getattr(ops.image, name)(IMAGE, *arguments)


def test_splines_of_higher_order_are_missing():
    with pytest.raises(NotImplementedError, match="order 3 are missing; take 0 or 1"):
        ops.image.map_coordinates(ROW.ravel(), [[0.5]], 3)
