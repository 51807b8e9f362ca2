"""Boxes on a part of the image."""

from __future__ import annotations

import graph
from kerasish.utils.bounding_boxes.sides import apart, require_xyxy, together


def crop(boxes, top, left, height, width, bounding_box_format: str = "xyxy"):
    """The boxes as they lie in the part of the image from row `top` and column `left`.

    Args:
        boxes: (..., 4): left, top, right, bottom.
        top, left: where the part begins.
        height, width: of the part, at which the boxes are cut.
        bounding_box_format: only "xyxy".

    Raises:
        NotImplementedError: another format.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> boxes = [[1.0, 2.0, 9.0, 4.0]]
        >>> bounding_boxes.crop(boxes, top=1, left=2, height=5, width=4).numpy()
        array([[0., 1., 4., 3.]], dtype=float32)
    """
    require_xyxy("crop", bounding_box_format)
    starts, limits = (left, top) * 2, (width, height) * 2
    return together(
        graph.clip(side - start, 0, limit)
        for side, start, limit in zip(apart(boxes), starts, limits)
    )
