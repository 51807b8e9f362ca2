"""Boxes from their differences from anchors."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.convert_format import convert_format
from kerasish.utils.bounding_boxes.encode_box_to_deltas import (
    as_variance,
    require_centred,
)
from kerasish.utils.bounding_boxes.sides import sizes_of


def decode_deltas_to_boxes(
    anchors,
    boxes_delta,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance=None,
    image_shape=None,
):
    """The boxes that `encode_box_to_deltas` made these differences from.

    Args:
        anchors: (..., 4), or a dict of them, such as one for each level of a pyramid.
        boxes_delta: (..., 4), or a dict with the same keys.
        anchor_format, box_format: see `convert_format`.
        encoded_format: "center_xywh" or "center_yxhw": the order of the differences.
        variance: four numbers by which they were divided.
        image_shape: (rows, columns, channels), for relative formats.

    Returns:
        (..., 4), or a dict.

    Raises:
        ArgumentError: another encoding, or not four numbers of variance.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> bounding_boxes.decode_deltas_to_boxes(
        ...     [[0.0, 0.0, 2.0, 4.0]], [[0.25, 0.5, 0.0, 0.0]], "xyxy", "xyxy"
        ... ).numpy()
        array([[1., 1., 3., 5.]], dtype=float32)
    """
    name = "decode_deltas_to_boxes"
    variance = as_variance(name, variance)
    require_centred(name, "encoded_format", encoded_format)
    if isinstance(anchors, dict) and isinstance(boxes_delta, dict):
        rest = (anchor_format, box_format, encoded_format, variance, image_shape)
        return {
            level: decode_deltas_to_boxes(values, boxes_delta[level], *rest)
            for level, values in anchors.items()
        }
    height, width = sizes_of(name, anchor_format, image_shape)
    anchors = convert_format(anchors, anchor_format, encoded_format, height, width)
    deltas = convert_to_tensor(boxes_delta)
    deltas = deltas if variance is None else deltas * variance
    centres = deltas[..., :2] * anchors[..., 2:] + anchors[..., :2]
    sizes = graph.exp(deltas[..., 2:]) * anchors[..., 2:]
    boxes = graph.concatenate([centres, sizes], -1)
    height, width = sizes_of(name, box_format, image_shape)
    return convert_format(boxes, encoded_format, box_format, height, width)
