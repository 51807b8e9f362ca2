"""Boxes on an image that has grown."""

from __future__ import annotations

from kerasish.utils.bounding_boxes.sides import apart, require_xyxy, together


def pad(boxes, top, left, height=None, width=None, bounding_box_format: str = "xyxy"):
    """The boxes after rows were added above the image and columns before it.

    Args:
        boxes: (..., 4): left, top, right, bottom.
        top, left: how many.
        height, width: of the image then; nothing depends on them.
        bounding_box_format: only "xyxy".

    Raises:
        NotImplementedError: another format.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> bounding_boxes.pad([[1.0, 2.0, 9.0, 4.0]], top=1, left=2).numpy()
        array([[ 3.,  3., 11.,  5.]], dtype=float32)
    """
    require_xyxy("pad", bounding_box_format)
    return together(side + start for side, start in zip(apart(boxes), (left, top) * 2))
