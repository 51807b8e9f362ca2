"""Letters in the pixels of an image, by Pillow."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.extras import load_extra

#: size of the font whose letters are as high as OpenCV's of scale 1
_FONT_SIZE = 28


@internal
def write_text(image: np.ndarray, text: str, place, color, scale, thickness) -> None:
    """Colors the pixels of a text whose letters stand on a line that starts at place.

    Args:
        image: (rows, columns, channels), which changes.
        text: one line.
        place: x and y.
        color: one number for each channel.
        scale: 1 for letters about 20 pixels high.
        thickness: of the strokes, in pixels.
    """
    user = "draw_bounding_boxes with class_mapping"
    pillow = load_extra("PIL.Image", user, "images")
    font = load_extra("PIL.ImageFont", user, "images").load_default(_FONT_SIZE * scale)
    rows, columns = image.shape[:2]
    mask = pillow.new("L", (columns, rows))
    draw = load_extra("PIL.ImageDraw", user, "images").Draw(mask)
    stroke = max(0, (thickness - 1) // 2)
    draw.text(place, text, fill=255, font=font, anchor="ls", stroke_width=stroke)
    image[np.asarray(mask) > 127] = color
