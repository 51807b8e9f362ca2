"""Boxes in another format."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.utils.bounding_boxes.sides import apart, as_size, together


def _from_centre(x, y, width, height):
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _to_centre(left, top, right, bottom):
    width, height = right - left, bottom - top
    return left + width / 2, top + height / 2, width, height


def _from_corner(left, top, width, height):
    return left, top, left + width, top + height


def _to_corner(left, top, right, bottom):
    return left, top, right - left, bottom - top


def _same(*sides):
    return sides


def _swapped(a, b, c, d):
    return b, a, d, c


#: for each format: to left, top, right, bottom, and back
_ABSOLUTE = {
    "xyxy": (_same, _same),
    "yxyx": (_swapped, _swapped),
    "xywh": (_from_corner, _to_corner),
    "center_xywh": (_from_centre, _to_centre),
    "center_yxhw": (
        lambda *sides: _from_centre(*_swapped(*sides)),
        lambda *sides: _swapped(*_to_centre(*sides)),
    ),
}
_RELATIVE = ("xyxy", "yxyx", "xywh", "center_xywh")
FORMATS = (*_ABSOLUTE, *(f"rel_{name}" for name in _RELATIVE))


def convert_format(
    boxes, source: str, target: str, height=None, width=None, dtype="float32"
):
    """The same boxes, their four numbers in another format.

    The formats are "xyxy" (left, top, right, bottom), "yxyx" (top, left, bottom,
    right), "xywh" (left, top, width, height), "center_xywh" (x and y of the centre,
    width, height), "center_yxhw" (y and x of the centre, height, width), all in pixels;
    and "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh" in parts of the image.

    Args:
        boxes: (..., 4), or a dict with such "boxes".
        source: the format that they have.
        target: the format of the result.
        height, width: of the image in pixels, for relative formats.
        dtype: of the result.

    Raises:
        ArgumentError: an unknown format, not four numbers, or sizes that are missing.

    Example:
        >>> from kerasish.utils import bounding_boxes
        >>> bounding_boxes.convert_format([[1, 2, 5, 4]], "xyxy", "center_xywh").numpy()
        array([[3., 3., 4., 2.]], dtype=float32)
    """
    if isinstance(boxes, dict):
        converted = convert_format(boxes["boxes"], source, target, height, width, dtype)
        return {**boxes, "boxes": converted}
    boxes = convert_to_tensor(boxes, dtype)
    source, target = source.lower(), target.lower()
    _require_formats(boxes, source, target)
    if source == target:
        return boxes
    relative = [name.startswith("rel_") for name in (source, target)]
    if any(relative) and (height is None or width is None):
        fail(
            "convert_format: relative boxes need the size of the image",
            {"source": source, "target": target, "height": height, "width": width},
            "give height and width in pixels",
        )
    sides = _ABSOLUTE[source.removeprefix("rel_")][0](*apart(boxes))
    if relative[0] != relative[1]:
        sides = _scaled(sides, height, width, boxes.dtype, relative[0])
    return together(_ABSOLUTE[target.removeprefix("rel_")][1](*sides))


def _scaled(sides, height, width, dtype, to_pixels):
    """Parts of the image as pixels, or pixels as parts."""
    sizes = (as_size(width, dtype), as_size(height, dtype)) * 2
    if to_pixels:
        return [side * size for side, size in zip(sides, sizes)]
    return [side / size for side, size in zip(sides, sizes)]


def _require_formats(boxes: graph.Tensor, *formats):
    if boxes.ndim == 0 or boxes.shape[-1] != 4:
        fail(
            "convert_format: a box has four numbers",
            {"boxes": boxes.spec},
            "give boxes of shape (..., 4)",
        )
    for name in formats:
        if name not in FORMATS:
            fail(
                "convert_format: unknown format of boxes",
                {"format": repr(name)},
                f"one of {', '.join(map(repr, FORMATS))}",
            )
