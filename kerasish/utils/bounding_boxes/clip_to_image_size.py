"""Boxes that end where the image does."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.sides import apart, as_size, together


def clip_to_image_size(
    bounding_boxes: dict, height=None, width=None, bounding_box_format: str = "xyxy"
) -> dict:
    """The boxes cut at the edges of the image; where nothing is left, the label is -1.

    Args:
        bounding_boxes: dict of "boxes", (..., 4), and, if there are any, "labels".
        height, width: of the image in pixels, for "xyxy".
        bounding_box_format: "xyxy" or "rel_xyxy".

    Returns:
        A new dict.

    Raises:
        ArgumentError: a missing size.
        NotImplementedError: another format.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> boxes = {"boxes": [[-1.0, 2.0, 9.0, 4.0]], "labels": [7]}
        >>> bounding_boxes.clip_to_image_size(boxes, 3, 5)["boxes"].numpy()
        array([[0., 2., 5., 3.]], dtype=float32)
    """
    if bounding_box_format not in ("xyxy", "rel_xyxy"):
        raise NotImplementedError(
            f"clip_to_image_size: not for boxes in {bounding_box_format!r}; convert "
            "them to 'xyxy' or 'rel_xyxy' with convert_format"
        )
    boxes = convert_to_tensor(bounding_boxes["boxes"])
    if bounding_box_format == "rel_xyxy":
        height = width = 1
    if height is None or width is None:
        fail(
            "clip_to_image_size: boxes in pixels need the size of the image",
            {"height": height, "width": width},
            "give height and width",
        )
    limits = (as_size(width, boxes.dtype), as_size(height, boxes.dtype)) * 2
    sides = [graph.clip(side, 0, limit) for side, limit in zip(apart(boxes), limits)]
    result = {**bounding_boxes, "boxes": together(sides)}
    if bounding_boxes.get("labels") is not None:
        left, top, right, bottom = (side[..., 0] for side in sides)
        is_left = (right - left) * (bottom - top) > 0
        labels = convert_to_tensor(bounding_boxes["labels"])
        result["labels"] = graph.where(is_left, labels, graph.cast(-1, labels.dtype))
    return result
