"""Boxes that come with images, checked."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.utils.bounding_boxes.clip_to_image_size import clip_to_image_size
from kerasish.utils.bounding_boxes.convert_format import convert_format


@internal
def as_bounding_boxes(owner: str, bounding_boxes) -> dict:
    """The dict with its boxes as float32.

    Args:
        owner: class of the layer, for errors.
        bounding_boxes: dict of "boxes", (boxes, 4) or (batch, boxes, 4), and "labels"
            of the same leading axes; labels may have one axis more.

    Raises:
        ArgumentError: no such dict, or other ranks.
    """
    keys = sorted(bounding_boxes) if isinstance(bounding_boxes, dict) else None
    if keys is None or not {"boxes", "labels"} <= set(keys):
        fail(
            f'{owner}: bounding_boxes must be a dict of "boxes" and "labels"',
            type(bounding_boxes).__name__ if keys is None else f"the keys {keys}",
        )
    boxes = graph.cast(graph.as_tensor(bounding_boxes["boxes"]), "float32")
    labels = graph.as_tensor(bounding_boxes["labels"])
    if boxes.ndim not in (2, 3) or labels.ndim not in (boxes.ndim - 1, boxes.ndim):
        fail(
            f"{owner}: bounding boxes and their labels do not go together",
            {"boxes": boxes.spec, "labels": labels.spec},
            "give boxes (batch, boxes, 4) and labels (batch, boxes), or both without "
            "batch for one image",
        )
    return {**bounding_boxes, "boxes": boxes, "labels": labels}


@internal
def box_format_of(layer) -> str:
    """The format of the boxes that a layer gets.

    Raises:
        ArgumentError: it was not told one.
    """
    if layer.bounding_box_format is None:
        fail(
            f"{type(layer).__name__}: bounding boxes came, but their format is not "
            "known",
            hint="make the layer with bounding_box_format, such as "
            'bounding_box_format="xyxy"',
        )
    return layer.bounding_box_format


@internal
def in_new_image(layer, bounding_boxes, old, new, scales, offsets) -> dict:
    """The boxes where image places p became p * scale + offset, cut at the new edges.

    Args:
        layer: whose format the boxes have.
        bounding_boxes: dict of "boxes" and "labels"; the label becomes -1 where nothing
            is left of a box.
        old, new: (rows, columns) of the images before and after.
        scales, offsets: of rows and of columns.
    """
    own = box_format_of(layer)
    found = convert_format(bounding_boxes, own, "xyxy", *old)
    boxes = found["boxes"]
    scale, offset = (
        graph.stack([graph.cast(n, boxes.dtype) for n in (columns, rows) * 2])
        for rows, columns in (scales, offsets)
    )
    found = clip_to_image_size({**found, "boxes": boxes * scale + offset}, *new)
    return convert_format(found, "xyxy", own, *new)
