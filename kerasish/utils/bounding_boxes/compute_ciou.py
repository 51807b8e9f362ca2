"""How well boxes agree in place, size and proportions."""

from __future__ import annotations

import math

import graph
from kerasish.base.settings import epsilon
from kerasish.utils.bounding_boxes.compute_iou import intersection
from kerasish.utils.bounding_boxes.convert_format import convert_format
from kerasish.utils.bounding_boxes.sides import sizes_of


def compute_ciou(boxes1, boxes2, bounding_box_format: str, image_shape=None):
    """iou - distance^2 / diagonal^2 - v^2 / (1 - iou + v), box by box.

    The distance is that of the centres, the diagonal that of the smallest box around
    both, and v = 4 / pi^2 (arctan(w2 / h2) - arctan(w1 / h1))^2.

    Args:
        boxes1: (..., 4).
        boxes2: (..., 4), which broadcasts with boxes1.
        bounding_box_format: of both; see `convert_format`.
        image_shape: (rows, columns, channels), for relative formats.

    Returns:
        (...), 1 for equal boxes.

    Raises:
        ArgumentError: an unknown format, or a missing image shape.

    Source: Zheng et al.: Distance-IoU loss (2020), equations 8 to 10.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> box, other = [0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 3.0, 2.0]
        >>> ciou = bounding_boxes.compute_ciou([box, box], [box, other], "xyxy")
        >>> ciou.numpy().round(3)
        array([1.   , 0.256], dtype=float32)
    """
    height, width = sizes_of("compute_ciou", bounding_box_format, image_shape)
    first, second = (
        convert_format(boxes, bounding_box_format, "xyxy", height, width)
        for boxes in (boxes1, boxes2)
    )
    width1, height1 = _sides(first)
    width2, height2 = _sides(second)
    shared = intersection(first, second)
    whole = width1 * height1 + width2 * height2 - shared + epsilon()
    iou = shared / (whole + epsilon())
    v = graph.square(graph.arctan(width2 / height2) - graph.arctan(width1 / height1))
    v = v * (4 / math.pi**2)
    weight = v / (v - iou + (1 + epsilon()))
    return iou - (_distance(first, second) + v * weight)


def _sides(boxes):
    width, height = boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1]
    return width, height + epsilon()


def _distance(first, second):
    """The squared distance of the centres over the squared diagonal around both."""
    low = graph.minimum(first[..., :2], second[..., :2])
    high = graph.maximum(first[..., 2:], second[..., 2:])
    diagonal = graph.sum(graph.square(high - low), -1) + epsilon()
    middles = [(boxes[..., :2] + boxes[..., 2:]) / 2 for boxes in (first, second)]
    return graph.sum(graph.square(middles[0] - middles[1]), -1) / diagonal
