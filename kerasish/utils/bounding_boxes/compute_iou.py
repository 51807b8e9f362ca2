"""How much boxes cover one another."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.convert_format import convert_format
from kerasish.utils.bounding_boxes.sides import sizes_of


def compute_iou(
    boxes1,
    boxes2,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val=-1,
    image_shape=None,
):
    """area of the intersection / (area of the union + epsilon), for all pairs.

    Args:
        boxes1: (M, 4) or (batch, M, 4).
        boxes2: (N, 4) or (batch, N, 4).
        bounding_box_format: of both; see `convert_format`.
        use_masking: whether boxes of four negative numbers stand for no box.
        mask_val: the result for those.
        image_shape: (rows, columns, channels), for relative formats.

    Returns:
        (M, N), or (batch, M, N) where one of both has a batch.

    Raises:
        ArgumentError: another rank, or a missing image shape.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> a, b = [[0.0, 0.0, 2.0, 2.0]], [[1.0, 0.0, 3.0, 2.0], [5.0, 5.0, 6.0, 6.0]]
        >>> bounding_boxes.compute_iou(a, b, "xyxy").numpy().round(3)
        array([[0.333, 0.   ]], dtype=float32)
    """
    first, second = (
        as_xyxy("compute_iou", label, boxes, bounding_box_format, image_shape)
        for label, boxes in (("boxes1", boxes1), ("boxes2", boxes2))
    )
    first, second = graph.expand_dims(first, -2), graph.expand_dims(second, -3)
    shared = intersection(first, second)
    whole = _area(first) + _area(second) - shared
    overlap = shared / (whole + epsilon())
    if not use_masking:
        return overlap
    is_none = graph.logical_or(graph.max(first, -1) < 0, graph.max(second, -1) < 0)
    return graph.where(is_none, graph.cast(mask_val, overlap.dtype), overlap)


@internal
def as_xyxy(name: str, label: str, boxes, box_format: str, image_shape):
    """Boxes (M, 4) or (batch, M, 4) as left, top, right, bottom."""
    boxes = convert_to_tensor(boxes)
    if boxes.ndim not in (2, 3):
        fail(
            f"{name}: {label} must have rank 2 or 3",
            {label: boxes.spec},
            "give (boxes, 4) or (batch, boxes, 4)",
        )
    height, width = sizes_of(name, box_format, image_shape)
    return convert_format(boxes, box_format, "xyxy", height, width)


@internal
def intersection(first, second):
    """The area that both boxes cover."""
    low = graph.maximum(first[..., :2], second[..., :2])
    high = graph.minimum(first[..., 2:], second[..., 2:])
    sides = graph.maximum(high - low, 0)
    return sides[..., 0] * sides[..., 1]


def _area(boxes):
    sides = boxes[..., 2:] - boxes[..., :2]
    return sides[..., 0] * sides[..., 1]
