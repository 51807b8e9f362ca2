"""Image files, read and written by Pillow."""

from __future__ import annotations

import io
import os
import pathlib

from kerasish.base.errors import fail
from kerasish.base.extras import load_extra
from kerasish.base.user_warning import warn
from kerasish.utils.image_arrays import array_to_img

#: Pillow's modes by Keras' name of them; modes that may stay
_COLOUR_MODES = {
    "grayscale": ("L", "I;16", "I"),
    "rgb": ("RGB",),
    "rgba": ("RGBA",),
}
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")


def load_img(
    path,
    color_mode="rgb",
    target_size=None,
    interpolation="nearest",
    keep_aspect_ratio=False,
):
    """The image of a file, as one of Pillow.

    Args:
        path: of the file, or an io.BytesIO with its contents.
        color_mode: "grayscale", "rgb" or "rgba".
        target_size: (rows, columns) to which it is resized; its own when None.
        interpolation: "nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos".
        keep_aspect_ratio: whether it is cut to the proportions of the size before.

    Raises:
        ArgumentError: an unknown mode or interpolation, or no path.
        MissingExtraError: Pillow is not installed.
    """
    _require_one_of("color_mode", color_mode, _COLOUR_MODES)
    _require_one_of("interpolation", interpolation, INTERPOLATIONS)
    image = _opened(load_extra("PIL.Image", "load_img", "images"), path)
    if image.mode not in _COLOUR_MODES[color_mode]:
        image = image.convert(_COLOUR_MODES[color_mode][0])
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    rows, columns = target_size
    pillow = load_extra("PIL.Image", "load_img", "images")
    method = getattr(pillow.Resampling, interpolation.upper())
    box = _middle(image.size, (columns, rows)) if keep_aspect_ratio else None
    return image.resize((columns, rows), method, box=box)


def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs):
    """Writes an array as an image file.

    Args:
        path: of the file, or an open one.
        x: (rows, columns, channels), or channels first.
        data_format: "channels_last" or "channels_first"; the global one when None.
        file_format: such as "png"; from the ending of the path when None.
        scale: whether the smallest value becomes 0 and the largest 255.
        **kwargs: for Pillow's ``save``.

    Raises:
        ArgumentError: another rank or number of channels.
        MissingExtraError: Pillow is not installed.
    """
    if file_format is None and isinstance(path, (str, os.PathLike)):
        file_format = pathlib.Path(path).suffix[1:].lower()
    if file_format is not None and file_format.lower() == "jpg":
        file_format = "jpeg"
    image = array_to_img(x, data_format=data_format, scale=scale)
    if image.mode == "RGBA" and file_format == "jpeg":
        warn("save_img: JPEG files hold no opacity; the fourth channel is left out")
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)


def _opened(pillow, path):
    if isinstance(path, io.BytesIO):
        return pillow.open(path)
    if not isinstance(path, (str, bytes, os.PathLike)):
        fail(
            "load_img: path must be a path or an io.BytesIO",
            {"path": type(path).__name__},
        )
    with open(path, "rb") as file:
        return pillow.open(io.BytesIO(file.read()))


def _middle(size, wanted):
    """Left, top, right, bottom of the largest part of the proportions wanted."""
    (width, height), (columns, rows) = size, wanted
    part = min(width, height * columns // rows), min(height, width * rows // columns)
    left, top = (width - part[0]) // 2, (height - part[1]) // 2
    return left, top, left + part[0], top + part[1]


def _require_one_of(label, value, allowed):
    if value not in allowed:
        fail(
            f"load_img: unknown {label}",
            {label: repr(value)},
            f"one of {', '.join(map(repr, allowed))}",
        )
