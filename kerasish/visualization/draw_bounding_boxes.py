"""Boxes drawn into the pixels of images."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.utils.bounding_boxes import convert_format
from kerasish.visualization.label_text import write_text


def draw_bounding_boxes(
    images,
    bounding_boxes,
    bounding_box_format,
    class_mapping=None,
    color=(128, 128, 128),
    line_thickness=2,
    text_thickness=1,
    font_scale=1.0,
    data_format=None,
) -> np.ndarray:
    """Images with the outlines of boxes, and the names of their classes.

    Args:
        images: (samples, rows, columns, channels). Floats up to 1 are taken for parts
            of 255, larger ones for 0 to 255.
        bounding_boxes: a dict: "boxes" (samples, boxes, 4), "labels" (samples, boxes),
            and maybe "confidences" (samples, boxes). Boxes with the label -1 are not
            drawn.
        bounding_box_format: as `kerasish.utils.bounding_boxes.convert_format` names it,
            such as "xyxy".
        class_mapping: texts by label, written beside boxes with Pillow (extra
            ``images``); None for none.
        color: of boxes and texts, red, green, blue from 0 to 255.
        line_thickness: in pixels, centred on the edges, so even ones are one wider;
            -1 fills the box.
        text_thickness: in pixels; that of the lines when None or 0.
        font_scale: 1 for letters about 20 pixels high.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        uint8, of the shape of images.

    Raises:
        ArgumentError: images that are no batch, boxes without labels.
        MissingExtraError: there are texts and Pillow is not installed.

    Example:
        >>> import numpy as np
        >>> from kerasish.visualization import draw_bounding_boxes
        >>> boxes = {"boxes": np.array([[[1, 1, 3, 4]]]), "labels": np.array([[0]])}
        >>> draw_bounding_boxes(np.zeros((1, 6, 5, 1)), boxes, "xyxy", color=(9, 9, 9),
        ...                     line_thickness=1)[0, ..., 0]
        array([[0, 0, 0, 0, 0],
               [0, 9, 9, 9, 0],
               [0, 9, 0, 9, 0],
               [0, 9, 0, 9, 0],
               [0, 9, 9, 9, 0],
               [0, 0, 0, 0, 0]], dtype=uint8)
    """
    boxes, labels, confidences = _checked("draw_bounding_boxes", bounding_boxes)
    is_first = standardize_data_format(data_format) == "channels_first"
    images = as_pixels("draw_bounding_boxes", images)
    images = np.moveaxis(images, 1, -1).copy() if is_first else images
    boxes = np.asarray(
        convert_format(boxes, bounding_box_format, "xyxy", *images.shape[1:3])
    )
    names = {} if class_mapping is None else class_mapping
    color = np.asarray(color)[: images.shape[-1]]
    text_thickness = text_thickness if text_thickness else line_thickness
    for i, image in enumerate(images):
        for j in np.flatnonzero(labels[i] != -1):
            corners = tuple(boxes[i, j].astype("int32").tolist())
            _outline(image, corners, color, line_thickness)
            label = int(labels[i, j])
            if label in names:
                text = str(names[label])
                if confidences is not None:
                    text = f"{text} | {confidences[i, j]:.2f}"
                place = _place_of_text(*corners[:2], font_scale, text_thickness)
                write_text(image, text, place, color, font_scale, text_thickness)
    return np.moveaxis(images, -1, 1) if is_first else images


@internal
def as_pixels(user: str, images) -> np.ndarray:
    """A new uint8 array of images: floats up to 1 are parts of 255."""
    images = np.array(images)
    if images.ndim != 4:
        fail(
            f"{user}: images must be a batch of rank 4",
            {"images": list(images.shape)},
            "give one image as images[None]",
        )
    if images.dtype.kind == "f" and images.size:
        images = np.clip(images, 0, 1) * 255 if images.max() <= 1 else images
        images = np.clip(images, 0, 255)
    return images.astype("uint8")


def _checked(user: str, given):
    """Boxes, labels and confidences of the dict."""
    if not isinstance(given, Mapping) or not {"boxes", "labels"} <= set(given):
        shown = sorted(given) if isinstance(given, Mapping) else type(given).__name__
        fail(
            f'{user}: bounding_boxes must be a dict with "boxes" and "labels"',
            {"bounding_boxes": shown},
        )
    labels, confidences = np.asarray(given["labels"]), given.get("confidences")
    boxes = np.asarray(given["boxes"], "float32")
    if boxes.ndim != 3 or boxes.shape[2] != 4 or labels.shape != boxes.shape[:2]:
        fail(
            f"{user}: boxes must be (samples, boxes, 4), labels (samples, boxes)",
            {"boxes": list(boxes.shape), "labels": list(labels.shape)},
        )
    return boxes, labels, None if confidences is None else np.asarray(confidences)


def _outline(image, corners, color, thickness: int) -> None:
    """Colors the pixels of a box's edges; both corners belong to it."""
    left, right = sorted(corners[0::2])
    top, bottom = sorted(corners[1::2])
    half, rows, columns = thickness // 2, *image.shape[:2]
    y, x = np.ogrid[:rows, :columns]
    if thickness < 0:
        image[(y >= top) & (y <= bottom) & (x >= left) & (x <= right)] = color
        return
    outer = (y >= top - half) & (y <= bottom + half)
    outer = outer & (x >= left - half) & (x <= right + half)
    inner = (y > top + half) & (y < bottom - half)
    inner = inner & (x > left + half) & (x < right - half)
    image[outer & ~inner] = color


def _place_of_text(x: int, y: int, scale: float, thickness: int) -> tuple[int, int]:
    """Left end of the line that letters stand on: over the box, or inside its top."""
    height = int(scale * 12)
    if y - 8 - 2 * height > 0:
        return x, y - 8
    return x + 3, y + 2 * height + thickness + 3
