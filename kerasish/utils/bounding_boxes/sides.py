"""The four numbers of boxes, apart and together."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor


@internal
def apart(boxes) -> list:
    """The four numbers of each box: four tensors (..., 1)."""
    boxes = convert_to_tensor(boxes)
    return [boxes[..., k : k + 1] for k in range(4)]


@internal
def together(sides) -> graph.Tensor:
    """Four tensors (..., 1) as boxes (..., 4)."""
    return graph.concatenate(list(sides), -1)


@internal
def as_size(size, dtype):
    """A number of pixels, an int, a symbolic size or a tensor, in a dtype."""
    return None if size is None else graph.cast(size, dtype)


@internal
def sizes_of(name: str, box_format: str, image_shape) -> tuple:
    """Rows and columns of an image shape (rows, columns, channels), or None twice.

    Raises:
        ArgumentError: they are not there, and the format is relative.
    """
    if image_shape is not None:
        return image_shape[0], image_shape[1]
    if box_format.lower().startswith("rel_"):
        fail(
            f"{name}: relative boxes need the size of the image",
            {"format": repr(box_format)},
            "give image_shape=(rows, columns, channels)",
        )
    return None, None


@internal
def require_xyxy(name: str, box_format: str) -> None:
    """Raises NotImplementedError for boxes in another format than "xyxy"."""
    if box_format != "xyxy":
        raise NotImplementedError(
            f"{name}: boxes must be in the format 'xyxy', not {box_format!r}; convert "
            "them with convert_format"
        )
