"""Bounding boxes in other formats, moved, cut, compared."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish.base.errors import ArgumentError
from kerasish.utils import bounding_boxes
from kerasish.utils.bounding_boxes.convert_format import FORMATS

BOXES = np.array([[[1.0, 2.0, 5.0, 4.0], [0.0, 0.0, 3.0, 6.0]]], "float32")
#: the first box in every format, on an image of 8 rows and 10 columns
FIRST = {
    "xyxy": [1, 2, 5, 4],
    "yxyx": [2, 1, 4, 5],
    "xywh": [1, 2, 4, 2],
    "center_xywh": [3, 3, 4, 2],
    "center_yxhw": [3, 3, 2, 4],
    "rel_xyxy": [0.1, 0.25, 0.5, 0.5],
    "rel_yxyx": [0.25, 0.1, 0.5, 0.5],
    "rel_xywh": [0.1, 0.25, 0.4, 0.25],
    "rel_center_xywh": [0.3, 0.375, 0.4, 0.25],
}


def test_every_format_is_known():
    assert set(FORMATS) == set(FIRST)


@pytest.mark.parametrize("source", sorted(FIRST))
@pytest.mark.parametrize("target", sorted(FIRST))
def test_formats_say_the_same(source, target):
    convert = bounding_boxes.convert_format
    found = convert([FIRST[source]], source, target.upper(), 8, 10)
    np.testing.assert_allclose(found, [FIRST[target]], rtol=1e-6, atol=1e-7)


def test_a_dict_keeps_its_labels_and_is_not_changed():
    given = {"boxes": BOXES, "labels": np.array([[3, 4]])}
    found = bounding_boxes.convert_format(given, "xyxy", "xywh")
    assert found["labels"] is given["labels"]
    np.testing.assert_array_equal(given["boxes"], BOXES)
    assert np.asarray(found["boxes"])[0, 0].tolist() == [1, 2, 4, 2]


def test_sizes_may_be_those_of_a_run():
    x = graph.placeholder("float32", ("batch", "rows", "columns", 3))
    _, height, width, _ = graph.shape(x)
    found = bounding_boxes.convert_format(BOXES, "xyxy", "rel_xyxy", height, width)
    value = graph.Session().run(found, {x: np.zeros((1, 8, 10, 3))})
    np.testing.assert_allclose(value[0, 0], FIRST["rel_xyxy"])


def test_boxes_outside_lose_their_label():
    given = {"boxes": np.float32([[-3, 1, 4, 5], [8, 0, 9, 2]]), "labels": [1, 2]}
    found = bounding_boxes.clip_to_image_size(given, height=4, width=6)
    assert np.asarray(found["boxes"]).tolist() == [[0, 1, 4, 4], [6, 0, 6, 2]]
    assert np.asarray(found["labels"]).tolist() == [1, -1]
    parts = {"boxes": np.float32([[-0.5, 0.5, 2, 0.75]])}
    found = bounding_boxes.clip_to_image_size(parts, bounding_box_format="rel_xyxy")
    assert np.asarray(found["boxes"]).tolist() == [[0, 0.5, 1, 0.75]]
    assert "labels" not in found


def test_deltas_lead_from_anchors_to_boxes_and_back():
    anchors = np.float32([[0, 0, 4, 4], [2, 1, 3, 7]])
    boxes = np.float32([[1, 1, 5, 3], [2, 2, 4, 9]])
    variance = [0.1, 0.1, 0.2, 0.2]
    for encoding in ("center_xywh", "center_yxhw"):
        deltas = bounding_boxes.encode_box_to_deltas(
            anchors, boxes, "xyxy", "xyxy", encoding, variance
        )
        back = bounding_boxes.decode_deltas_to_boxes(
            anchors, deltas, "xyxy", "xyxy", encoding, variance
        )
        np.testing.assert_allclose(back, boxes, rtol=1e-5)
    levels = bounding_boxes.decode_deltas_to_boxes(
        {"a": anchors}, {"a": deltas}, "xyxy", "xyxy", "center_yxhw", variance
    )
    np.testing.assert_allclose(levels["a"], boxes, rtol=1e-5)


def test_overlap_of_all_pairs():
    first = np.float32([[0, 0, 2, 2], [1, 1, 3, 3], [-1, -1, -1, -1]])
    second = np.float32([[0, 0, 2, 2], [0, 0, 1, 4]])
    want = [[1, 1 / 3], [1 / 7, 0], [0, 0]]
    found = bounding_boxes.compute_iou(first, second, "xyxy")
    np.testing.assert_allclose(found, want, atol=1e-6)
    many = bounding_boxes.compute_iou(first, np.stack([second] * 2), "xyxy")
    np.testing.assert_allclose(many, [want] * 2, atol=1e-6)
    masked = bounding_boxes.compute_iou(first, second, "xyxy", True, -5)
    assert np.asarray(masked)[2].tolist() == [-5, -5]


def test_agreement_in_place_and_proportions_is_that_of_keras():
    first = np.float32([[0, 0, 2, 2], [1, 1, 3, 4], [0, 0, 1, 5]])
    second = np.float32([[0, 0, 2, 2], [0, 1, 4, 2], [5, 5, 9, 6]])
    found = bounding_boxes.compute_ciou(first, second, "xyxy")
    want = [1.0, 0.15985137, -0.61370087]
    np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-6)
    parts = bounding_boxes.compute_ciou(
        first / 10, second / 10, "rel_xyxy", (10, 10, 3)
    )
    np.testing.assert_allclose(parts, want, rtol=1e-4, atol=1e-5)


def test_what_is_wrong_is_said():
    with pytest.raises(ArgumentError, match="unknown format"):
        bounding_boxes.convert_format(BOXES, "xyxy", "xyz")
    with pytest.raises(ArgumentError, match="four numbers"):
        bounding_boxes.convert_format([[1, 2, 3]], "xyxy", "xywh")
    with pytest.raises(ArgumentError, match="size of the image"):
        bounding_boxes.convert_format(BOXES, "xyxy", "rel_xyxy")
    with pytest.raises(ArgumentError, match="size of the image"):
        bounding_boxes.clip_to_image_size({"boxes": BOXES})
    with pytest.raises(ArgumentError, match="size of the image"):
        bounding_boxes.compute_iou(BOXES, BOXES, "rel_xyxy")
    with pytest.raises(ArgumentError, match="rank 2 or 3"):
        bounding_boxes.compute_iou(BOXES[0, 0], BOXES, "xyxy")
    with pytest.raises(ArgumentError, match="four numbers"):
        bounding_boxes.encode_box_to_deltas(BOXES, BOXES, "xyxy", "xyxy", variance=[1])
    with pytest.raises(ArgumentError, match="unknown encoding_format"):
        bounding_boxes.encode_box_to_deltas(BOXES, BOXES, "xyxy", "xyxy", "xyxy")
    for function, arguments in (
        (bounding_boxes.crop, (0, 0, 4, 4)),
        (bounding_boxes.pad, (0, 0)),
    ):
        with pytest.raises(NotImplementedError, match="'xyxy'"):
            function(BOXES, *arguments, bounding_box_format="xywh")
    with pytest.raises(NotImplementedError, match="convert"):
        bounding_boxes.clip_to_image_size({"boxes": BOXES}, 4, 4, "xywh")
