"""Boxes as differences from anchors."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.convert_format import convert_format
from kerasish.utils.bounding_boxes.sides import sizes_of

CENTRED = ("center_xywh", "center_yxhw")


def encode_box_to_deltas(
    anchors,
    boxes,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance=None,
    image_shape=None,
):
    """(box centre - anchor centre) / anchor size and log(box size / anchor size).

    Args:
        anchors: (..., 4).
        boxes: (..., 4).
        anchor_format, box_format: see `convert_format`.
        encoding_format: "center_xywh" or "center_yxhw": the order of the result.
        variance: four numbers by which the result is divided.
        image_shape: (rows, columns, channels), for relative formats.

    Returns:
        (..., 4).

    Raises:
        ArgumentError: another encoding, or not four numbers of variance.

    Source: Girshick et al.: Rich feature hierarchies for accurate object detection
        (2014), appendix C.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> bounding_boxes.encode_box_to_deltas(
        ...     [[0.0, 0.0, 2.0, 4.0]], [[1.0, 1.0, 3.0, 5.0]], "xyxy", "xyxy"
        ... ).numpy()
        array([[0.25, 0.5 , 0.  , 0.  ]], dtype=float32)
    """
    name = "encode_box_to_deltas"
    variance = as_variance(name, variance)
    require_centred(name, "encoding_format", encoding_format)
    both = []
    for values, source in ((anchors, anchor_format), (boxes, box_format)):
        height, width = sizes_of(name, source, image_shape)
        both.append(convert_format(values, source, encoding_format, height, width))
    anchors, boxes = both
    anchor_sizes = graph.maximum(anchors[..., 2:], epsilon())
    box_sizes = graph.maximum(boxes[..., 2:], epsilon())
    moved = (boxes[..., :2] - anchors[..., :2]) / anchor_sizes
    deltas = graph.concatenate([moved, graph.log(box_sizes / anchor_sizes)], -1)
    return deltas if variance is None else deltas / variance


@internal
def as_variance(name: str, variance):
    """Four numbers as a tensor, or None."""
    if variance is None:
        return None
    variance = convert_to_tensor(variance, "float32")
    if variance.ndim == 0 or variance.shape[-1] != 4:
        fail(f"{name}: variance must be four numbers", {"variance": variance.spec})
    return variance


@internal
def require_centred(name: str, label: str, value) -> None:
    """Raises ArgumentError for a format that does not begin with the centre."""
    if value not in CENTRED:
        fail(
            f"{name}: unknown {label}",
            {label: repr(value)},
            f"one of {', '.join(map(repr, CENTRED))}",
        )
