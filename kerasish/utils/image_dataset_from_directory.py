"""Image files as a dataset."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail
from kerasish.base.extras import load_extra
from kerasish.base.settings import standardize_data_format
from kerasish.data.directories import Arguments
from kerasish.ops.image.resize import METHODS, resize
from kerasish.utils.directory_datasets import datasets_of_files

_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
_MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}


def image_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    color_mode="rgb",
    batch_size=32,
    image_size=(256, 256),
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    interpolation="bilinear",
    follow_links=False,
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    data_format=None,
    format="tf",
    verbose=True,
):
    """A dataset of the image files below a directory, with their classes.

    Args:
        directory, labels, label_mode, class_names, batch_size: see
            `text_dataset_from_directory`.
        color_mode: "grayscale", "rgb" or "rgba": 1, 3 or 4 channels.
        image_size: (rows, columns) that all images are resized to; one number for both.
        shuffle, seed, validation_split, subset: see `text_dataset_from_directory`.
        interpolation: "bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area",
            "gaussian" or "mitchellcubic".
        follow_links: whether folders that are links are entered.
        crop_to_aspect_ratio: whether images are cut to the proportions of image_size,
            around their middle, before they are resized.
        pad_to_aspect_ratio: whether they are filled up with zeros instead.
        data_format: "channels_last" or "channels_first"; the global one when None.
        format: accepted as in Keras.
        verbose: whether the number of files is printed.

    Returns:
        A `kerasish.data` dataset of images, float32[batch, rows, columns, channels]
        with values 0 to 255 (uint8 for "nearest"), or of pairs of images and labels.

    Raises:
        ArgumentError: arguments that do not go together.
        DataError: no directory, no files, or one that is no image.
        MissingExtraError: Pillow is not installed.
    """
    owner = "image_dataset_from_directory"
    for name, value, known in (
        ("color_mode", color_mode, tuple(_MODES)),
        ("interpolation", interpolation, tuple(METHODS)),
    ):
        if value not in known:
            fail(
                f"{owner}: {name} must be one of {', '.join(known)}",
                {name: repr(value)},
            )
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        fail(f"{owner}: images can be cut or filled up, not both")
    arguments = Arguments(directory, labels, label_mode, class_names, shuffle, seed,
                          validation_split, subset, follow_links)  # fmt: skip
    pillow = load_extra("PIL.Image", owner, "images")
    data_format = standardize_data_format(data_format)
    if isinstance(image_size, int):
        image_size = (image_size, image_size)

    def read(path: str) -> np.ndarray:
        image = _pixels(pillow, path, color_mode)
        if interpolation != "nearest":
            image = image.astype(np.float32)
        if pad_to_aspect_ratio:
            image = _resized_and_padded(image, image_size, interpolation)
        else:
            image = _resized(image, image_size, interpolation, crop_to_aspect_ratio)
        return image.transpose(2, 0, 1) if data_format == "channels_first" else image

    return datasets_of_files(owner, arguments, _ENDINGS, read, batch_size, verbose)


def _pixels(pillow, path: str, color_mode: str) -> np.ndarray:
    """uint8[rows, columns, channels] of a file."""
    try:
        with pillow.open(path) as image:
            pixels = np.asarray(image.convert(_MODES[color_mode]), np.uint8)
    except OSError as error:
        fail(f"{path!r} is no image that can be read", str(error), error=DataError)
    return pixels.reshape(*pixels.shape[:2], -1)


def _resized(image, size, interpolation: str, crops: bool = False) -> np.ndarray:
    resized = resize(
        image,
        size,
        interpolation,
        crop_to_aspect_ratio=crops,
        data_format="channels_last",
    )
    return np.asarray(resized)


def _resized_and_padded(image, size, interpolation: str) -> np.ndarray:
    """The image as large as it fits into a size, in the middle of zeros."""
    ratio = max(np.divide(image.shape[:2], size))
    inner = [length / ratio for length in image.shape[:2]]
    result = np.zeros((*size, image.shape[2]), image.dtype)
    top, left = (int((whole - part) / 2) for whole, part in zip(size, inner))
    rows, columns = (max(1, int(part)) for part in inner)
    small = _resized(image, (rows, columns), interpolation)
    result[top : top + rows, left : left + columns] = small
    return result
