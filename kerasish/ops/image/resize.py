"""Images of another size."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.ops.image.aspect_ratio import crop_to_ratio, pad_to_ratio
from kerasish.ops.image.layout import as_images, require_one_of

METHODS = {
    "bilinear": "linear",
    "nearest": "nearest",
    "lanczos3": "lanczos3",
    "lanczos5": "lanczos5",
    "bicubic": "cubic_table",  # as TensorFlow reads its kernel
    "area": "area",
    "gaussian": "gaussian",  # these two only tf.keras had
    "mitchellcubic": "mitchell",
}

#: kernels that change images also where the number of pixels stays
_SMOOTHING = ("gaussian", "mitchell")


def resize(
    images,
    size,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> graph.Tensor:
    """Images with another number of rows and columns, interpolated between the pixels.

    Args:
        images: (batch, rows, columns, channels), or without batch, or channels first.
        size: (rows, columns) of the result.
        interpolation: "bilinear", "nearest", "bicubic" (Keys' kernel with a = -1/2),
            "lanczos3", "lanczos5", "area" (the mean over the new pixel's area),
            "gaussian" (deviation 1/2) or "mitchellcubic" (B = C = 1/3).
        antialias: whether the kernels are widened to the distance of the new pixels
            where these are fewer.
        crop_to_aspect_ratio: whether images of other proportions are cut first.
        pad_to_aspect_ratio: whether they are enlarged first, with `fill_value`.
        fill_mode: only "constant".
        fill_value: of what is added to the images.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Returns:
        The images in their dtype; integers are rounded, halves to even, and limited.

    Raises:
        ArgumentError: a wrong rank, size or word, or both ways of keeping proportions.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.image.resize(np.eye(2)[..., None], (2, 4)).numpy()[..., 0]
        array([[1.  , 0.75, 0.25, 0.  ],
               [0.  , 0.25, 0.75, 1.  ]])
    """
    images, layout = as_images("resize", images, data_format)
    size = _pair(size)
    require_one_of("resize", "interpolation", interpolation, METHODS)
    require_one_of("resize", "fill_mode", fill_mode, ("constant",))
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        fail(
            "resize: crop_to_aspect_ratio and pad_to_aspect_ratio exclude one another",
            hint="set one of them",
        )
    if crop_to_aspect_ratio:
        images = crop_to_ratio(images, size, layout)
    if pad_to_aspect_ratio:
        images = pad_to_ratio(images, size, fill_value, layout)
    sizes = graph.shape(images)
    if (sizes[layout.rows], sizes[layout.columns]) == size:
        return images
    method = METHODS[interpolation]
    _require_pixels(images, sizes, method)
    if method == "nearest" or graph.kind_of(images.dtype) == "f":
        return _resized(images, size, method, antialias, layout)
    pixels = graph.cast(images, "float32")
    return _rounded(_resized(pixels, size, method, antialias, layout), images.dtype)


def _resized(images, size, method, antialias, layout):
    """The axis that shrinks more comes first: less is left for the other."""
    sizes = graph.shape(images)
    axes = [(layout.columns, size[1]), (layout.rows, size[0])]
    if all(isinstance(sizes[axis], int) for axis, _ in axes):
        axes.sort(key=lambda pair: pair[1] / sizes[pair[0]])
    for axis, new in axes:
        if sizes[axis] != new or method in _SMOOTHING:
            images = graph.resample(images, axis, new, method, antialias=antialias)
    return images


def _require_pixels(images, sizes, method):
    if 0 in (sizes[-1], sizes[-2], sizes[-3]):
        fail(
            "resize: images have no pixels",
            {"images": images.spec},
            "leave out what is empty",
        )
    if method != "nearest" and graph.kind_of(images.dtype) == "b":
        fail(
            "resize: there is nothing between True and False",
            {"images": images.spec},
            'take interpolation="nearest", or convert the images first',
        )


def _rounded(values, dtype):
    """As integers; those that the dtype lacks are the nearest that it has."""
    limits = [np.float32(n) for n in (np.iinfo(dtype).min, np.iinfo(dtype).max)]
    if int(limits[1]) > np.iinfo(dtype).max:  # the float above it was nearer
        limits[1] = np.nextafter(limits[1], np.float32(0))
    return graph.cast(graph.clip(graph.rint(values), *limits), dtype)


def _pair(size) -> tuple[int, int]:
    numbers = tuple(size) if hasattr(size, "__len__") else ()
    if len(numbers) != 2 or any(int(n) != n or n <= 0 for n in numbers):
        fail(
            "resize: size must be two positive integers",
            {"size": repr(size)},
            "give (rows, columns) of the result",
        )
    return int(numbers[0]), int(numbers[1])
