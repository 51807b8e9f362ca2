"""Boxes and masks in pixels."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from kerasish.base.errors import ArgumentError
from kerasish.base.extras import MissingExtraError
from kerasish.visualization import draw_bounding_boxes, draw_segmentation_masks

IMAGES = (np.arange(24).reshape(1, 2, 4, 3) * 10).astype("uint8")
MASKS = np.array([[[0, 1, 2, 3], [-1, 1, 0, 7]]])[..., None]
#: by Keras 3.15: num_classes=3, alpha=0.3, ignore_index=1
KERAS = [0, 7, 14, 30, 40, 50, 42, 125, 74, 90, 100, 110]
KERAS += [120, 130, 140, 150, 160, 170, 126, 133, 140, 210, 220, 230]


def boxes(labels=((0,),), corners=((5, 6, 12, 14),), **more):
    return {"boxes": np.array([corners]), "labels": np.array(labels), **more}


def drawn(size=30, given=None, **arguments):
    given = boxes() if given is None else given
    blank = np.zeros((1, size, size, 3), "uint8")
    return draw_bounding_boxes(blank, given, "xyxy", color=(1, 2, 3), **arguments)


def expected_outline(top, left, bottom, right, width):
    picture = np.zeros((30, 30), bool)
    picture[top:bottom, left:right] = True
    picture[top + width : bottom - width, left + width : right - width] = False
    return picture


@pytest.mark.parametrize(
    ("thickness", "sides"),
    [(1, (6, 5, 15, 13, 1)), (2, (5, 4, 16, 14, 3)), (3, (5, 4, 16, 14, 3))],
)
def test_lines_lie_on_the_edges(thickness, sides):
    found = drawn(line_thickness=thickness)[0]
    np.testing.assert_array_equal(found[..., 0] == 1, expected_outline(*sides))
    np.testing.assert_array_equal(np.unique(found.reshape(-1, 3), axis=0)[1], [1, 2, 3])


def test_boxes_can_be_filled_pass_the_border_and_be_absent():
    assert (drawn(line_thickness=-1)[..., 0] == 1).sum() == 8 * 9
    assert drawn(given=boxes([[-1]])).max() == 0
    outside = drawn(given=boxes(corners=((-9, -9, 3, 40),)), line_thickness=1)
    assert (outside[..., 0] == 1).sum() == 30  # the right edge is all that is seen


def test_other_formats_channels_first_and_floats():
    plain = drawn()
    given = boxes(corners=((6, 5, 14, 12),))
    first = draw_bounding_boxes(
        np.zeros((1, 3, 30, 30)),
        given,
        "yxyx",
        color=(1, 2, 3),
        data_format="channels_first",
    )
    np.testing.assert_array_equal(first, plain.transpose(0, 3, 1, 2))
    nothing = boxes([[-1]])
    for image, value in ((0.5, 127), (200.7, 200), (300.0, 255)):
        found = draw_bounding_boxes(np.full((1, 2, 2, 1), image), nothing, "xyxy")
        assert found.dtype == "uint8" and (found == value).all()


def test_names_of_classes_are_written():
    pytest.importorskip("PIL")
    plain = drawn(100, boxes(corners=((5, 50, 90, 90),)))
    named = [
        drawn(100, boxes(corners=((5, 50, 90, 90),), **more), class_mapping={0: "cat"})
        for more in ({}, {"confidences": np.array([[0.5]])})
    ]
    above, changed = slice(20, 45), [(n != plain).any(-1)[0] for n in named]
    assert changed[0].sum() > 50 and changed[0][above].sum() == changed[0].sum()
    assert changed[1].sum() > changed[0].sum()
    np.testing.assert_array_equal(
        plain, drawn(100, boxes(corners=((5, 50, 90, 90),)), class_mapping={4: "dog"})
    )


def test_names_need_their_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingExtraError, match=r"kerasish\[images\]"):
        drawn(class_mapping={0: "cat"})


def test_masks_have_keras_numbers():
    found = draw_segmentation_masks(IMAGES, MASKS, 3, alpha=0.3, ignore_index=1)
    np.testing.assert_array_equal(found.ravel(), KERAS)


def test_masks_without_blending_and_with_colors():
    colors = {0: (1, 2, 3), 1: (4, 5, 6)}
    found = draw_segmentation_masks(IMAGES, MASKS, 2, colors, blend=False)
    expected = IMAGES.astype("float32")
    expected[MASKS[..., 0] == 0], expected[MASKS[..., 0] == 1] = colors[0], colors[1]
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found, expected)
    first = draw_segmentation_masks(
        IMAGES.transpose(0, 3, 1, 2),
        MASKS.transpose(0, 3, 1, 2),
        2,
        colors,
        blend=False,
        data_format="channels_first",
    )
    np.testing.assert_array_equal(first, expected)


def test_without_num_classes_the_largest_has_no_color():
    found = draw_segmentation_masks(IMAGES, MASKS.clip(0, 2))
    same = draw_segmentation_masks(IMAGES, MASKS.clip(0, 2), 2)
    np.testing.assert_array_equal(found, same)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: draw_bounding_boxes(IMAGES[0], boxes(), "xyxy"), "rank 4"),
        (lambda: draw_bounding_boxes(IMAGES, [1], "xyxy"), "must be a dict"),
        (lambda: draw_bounding_boxes(IMAGES, {"boxes": 1}, "xyxy"), "must be a dict"),
        (lambda: drawn(given=boxes([[0, 1]])), "labels"),
        (lambda: draw_segmentation_masks(IMAGES[0], MASKS), "rank 4"),
        (lambda: draw_segmentation_masks(IMAGES, MASKS / 2), "must be integers"),
        (lambda: draw_segmentation_masks(IMAGES, MASKS, alpha=2), "alpha must be"),
    ],
)
def test_errors_say_what_is_wrong(call, text):
    with pytest.raises(ArgumentError, match=text):
        call()
