"""Boxes on an image that was turned, moved, scaled, sheared."""

from __future__ import annotations

import math

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.sides import require_xyxy


def affine_transform(
    boxes,
    angle,
    translate_x,
    translate_y,
    scale,
    shear_x,
    shear_y,
    height,
    width,
    center_x=None,
    center_y=None,
    bounding_box_format: str = "xyxy",
):
    """The smallest upright boxes around the corners of the boxes, transformed.

    Args:
        boxes: (batch, boxes, 4): left, top, right, bottom.
        angle: (batch,), in degrees.
        translate_x, translate_y: (batch,), in parts of the image.
        scale: (batch,), by how much the image grows.
        shear_x, shear_y: (batch,), in degrees.
        height, width: of the image in pixels.
        center_x, center_y: what stays in its place, in parts of the image; the middle
            when None.
        bounding_box_format: only "xyxy".

    Returns:
        (batch, boxes, 4).

    Raises:
        NotImplementedError: another format.

    Example:
        >>> import numpy as np
        >>> from kerasish.utils import bounding_boxes
        >>> zero, one = np.zeros(1, "float32"), np.ones(1, "float32")
        >>> boxes = np.array([[[0.0, 0.0, 2.0, 1.0]]], "float32")
        >>> turned = bounding_boxes.affine_transform(
        ...     boxes, 180 * one, zero, zero, one, zero, zero, height=5, width=9
        ... )
        >>> turned.numpy().round(3)
        array([[[6., 3., 8., 4.]]], dtype=float32)
    """
    require_xyxy("affine_transform", bounding_box_format)
    middle = [0.5 if c is None else c for c in (center_x, center_y)]
    rows = _rows(
        convert_to_tensor(angle),
        (translate_x, translate_y),
        scale,
        (shear_x, shear_y),
        [graph.subtract(size, 1) for size in (width, height)],
        middle,
    )
    boxes = graph.cast(boxes, rows[0][0].dtype)
    left, top, right, bottom = (boxes[..., k] for k in range(4))
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    x, y = (
        graph.stack([a * column + b * row + c for column, row in corners])
        for a, b, c in rows
    )
    ends = [graph.min(x, 0), graph.min(y, 0), graph.max(x, 0), graph.max(y, 0)]
    return graph.stack(ends, -1)


def _rows(angle, translations, scale, shears, lasts, middle):
    """(a, b, c) of x' = a x + b y + c, and of y', each (batch, 1)."""
    turn = angle * (-math.pi / 180)
    shear_x, shear_y = (graph.multiply(s, -math.pi / 180) for s in shears)
    x, y = (graph.multiply(c, graph.cast(n, turn.dtype)) for c, n in zip(middle, lasts))
    from_x, from_y = (
        at - graph.multiply(t, graph.cast(n, turn.dtype))
        for at, t, n in zip((x, y), translations, lasts)
    )
    a = graph.cos(turn - shear_y) / graph.cos(shear_y)
    c = -graph.sin(turn - shear_y) / graph.cos(shear_y)
    b = a * graph.tan(shear_x) + graph.sin(turn)
    d = graph.cos(turn) - c * graph.tan(shear_x)
    of_x, of_y = (d * scale, -b * scale), (-c * scale, a * scale)
    return [
        [graph.expand_dims(n, -1) for n in (*of, at - of[0] * from_x - of[1] * from_y)]
        for of, at in ((of_x, x), (of_y, y))
    ]
