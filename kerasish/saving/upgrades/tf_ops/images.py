"""TensorFlow's functions of images: (batch, rows, columns, channels)."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import dtype_of, like, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op

_METHODS = ("bilinear", "nearest", "bicubic", "area")


@tf_op("image.resize")
def resize(
    images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False
):
    if preserve_aspect_ratio:
        raise NotImplementedError("tf.image.resize with preserve_aspect_ratio")
    dtype = dtype_of(images)
    if method != "nearest" and "float" not in dtype:
        images = ops.cast(images, "float32")
    size = tuple(numbers(size))
    return ops.image.resize(images, size, method, bool(antialias))


@tf_op("image.resize_images")
def resize_old(
    images, size, method=0, align_corners=False, preserve_aspect_ratio=False
):
    method = method if isinstance(method, str) else _METHODS[method]
    if method == "area":
        return resize(images, size, "area", preserve_aspect_ratio)
    return _resize_from_corners(images, numbers(size), method, align_corners)


@tf_op("image.resize_bilinear")
def resize_bilinear(images, size, align_corners=False, half_pixel_centers=False):
    return _resize_old("bilinear", images, size, align_corners, half_pixel_centers)


@tf_op("image.resize_nearest_neighbor")
def resize_nearest(images, size, align_corners=False, half_pixel_centers=False):
    return _resize_old("nearest", images, size, align_corners, half_pixel_centers)


@tf_op("image.resize_area")
def resize_area(images, size, align_corners=False):
    return resize(images, size, "area")


@tf_op("image.resize_bicubic")
def resize_bicubic(images, size, align_corners=False, half_pixel_centers=False):
    return _resize_old("bicubic", images, size, align_corners, half_pixel_centers)


def _resize_old(method, images, size, align_corners, half_pixel_centers):
    if half_pixel_centers:
        return resize(images, size, method)
    return _resize_from_corners(images, numbers(size), method, align_corners)


def _resize_from_corners(images, size, method, align_corners):
    """TensorFlow 1's rule: pixels are points, and the first ones stay in place."""
    if method not in ("bilinear", "nearest"):
        raise NotImplementedError(f"resizing from corners by {method!r}")
    rows, columns = images.shape[1:3]
    if rows is None or columns is None:
        raise NotImplementedError("resizing from corners needs images of known size")
    across = [
        _weights(old, int(new), method, align_corners)
        for old, new in ((rows, size[0]), (columns, size[1]))
    ]
    return ops.einsum("ya,xb,nabc->nyxc", *[like(w, images) for w in across], images)


def _weights(old: int, new: int, method: str, align_corners: bool) -> np.ndarray:
    """How much of each old pixel is in each new one."""
    ends = align_corners and new > 1
    places = np.arange(new) * ((old - 1) / (new - 1) if ends else old / new)
    if method == "nearest":
        low = np.floor(places + 0.5) if align_corners else np.floor(places)
        places = low
    low = np.minimum(np.floor(places), old - 1).astype(int)
    part = places - low
    table = np.zeros((new, old))
    table[np.arange(new), low] += 1 - part
    table[np.arange(new), np.minimum(low + 1, old - 1)] += part
    return table


@tf_op("image.resize_with_pad")
def resize_with_pad(
    image, target_height, target_width, method="bilinear", antialias=False
):
    rows, columns = image.shape[1:3]
    ratio = max(columns / target_width, rows / target_height)
    exact, target = (rows / ratio, columns / ratio), (target_height, target_width)
    size = [max(1, int(np.floor(s))) for s in exact]
    y = resize(image, size, method, antialias=antialias)
    starts = [max(0, int((t - s) / 2)) for s, t in zip(exact, target)]
    return _placed(y, size, target, starts)


def _placed(image, size, target, starts):
    """The image with zeros around it."""
    margins = [(a, t - s - a) for s, t, a in zip(size, target, starts)]
    return ops.pad(image, [(0, 0), *margins, (0, 0)])


@tf_op("image.resize_with_crop_or_pad", "image.resize_image_with_crop_or_pad")
def resize_with_crop_or_pad(image, target_height, target_width):
    target, sizes, key = (target_height, target_width), image.shape[1:3], [slice(None)]
    for size, wanted in zip(sizes, target):
        start = max(size - wanted, 0) // 2
        key.append(slice(start, start + min(size, wanted)))
    image = image[tuple(key)]
    kept = [min(s, t) for s, t in zip(sizes, target)]
    return _placed(image, kept, target, [(t - s) // 2 for s, t in zip(kept, target)])


@tf_op("image.central_crop")
def central_crop(image, central_fraction):
    key = [slice(None)]
    for size in image.shape[1:3]:
        start = int((size - size * central_fraction) / 2)
        key.append(slice(start, size - start))
    return image[tuple(key)]


@tf_op("image.crop_to_bounding_box")
def crop_to_box(image, offset_height, offset_width, target_height, target_width):
    rows = slice(offset_height, offset_height + target_height)
    return image[:, rows, offset_width : offset_width + target_width]


@tf_op("image.pad_to_bounding_box")
def pad_to_box(image, offset_height, offset_width, target_height, target_width):
    rows, columns = image.shape[1:3]
    below = target_height - rows - offset_height
    behind = target_width - columns - offset_width
    margins = [(0, 0), (offset_height, below), (offset_width, behind), (0, 0)]
    return ops.pad(image, margins)


@tf_op("image.rgb_to_grayscale")
def rgb_to_grayscale(images):
    return ops.image.rgb_to_grayscale(images, data_format="channels_last")


@tf_op("image.grayscale_to_rgb")
def grayscale_to_rgb(images):
    return ops.repeat(images, 3, axis=-1)


@tf_op("image.rgb_to_hsv")
def rgb_to_hsv(images):
    return ops.image.rgb_to_hsv(images, data_format="channels_last")


@tf_op("image.hsv_to_rgb")
def hsv_to_rgb(images):
    return ops.image.hsv_to_rgb(images, data_format="channels_last")


@tf_op("image.flip_left_right")
def flip_left_right(image):
    return ops.flip(image, axis=-2)


@tf_op("image.flip_up_down")
def flip_up_down(image):
    return ops.flip(image, axis=-3)


@tf_op("image.transpose", "image.transpose_image")
def transpose_image(image):
    return ops.swapaxes(image, -2, -3)


@tf_op("image.rot90")
def rot90(image, k=1):
    for _ in range(k % 4):
        image = flip_up_down(transpose_image(image))
    return image


@tf_op("image.adjust_brightness")
def adjust_brightness(image, delta):
    return ops.add(image, delta)


@tf_op("image.adjust_contrast")
def adjust_contrast(images, contrast_factor):
    mean = ops.mean(images, axis=(-3, -2), keepdims=True)
    return ops.add(ops.multiply(ops.subtract(images, mean), contrast_factor), mean)


@tf_op("image.adjust_gamma")
def adjust_gamma(image, gamma=1, gain=1):
    return ops.multiply(ops.power(image, gamma), gain)


@tf_op("image.per_image_standardization")
def per_image_standardization(image):
    """Mean 0 and variance 1, where the deviation is not too small to divide by."""
    size = float(np.prod(image.shape[-3:]))
    mean = ops.mean(image, axis=(-3, -2, -1), keepdims=True)
    deviation = ops.std(image, axis=(-3, -2, -1), keepdims=True)
    return ops.divide(ops.subtract(image, mean), ops.maximum(deviation, size**-0.5))


@tf_op("image.extract_patches")
def extract_patches(images, sizes, strides, rates, padding):
    window, steps, gaps = (numbers(v)[1:3] for v in (sizes, strides, rates))
    if gaps[0] != gaps[1]:
        raise NotImplementedError("tf.image.extract_patches with two rates")
    return ops.image.extract_patches(
        images, tuple(window), strides=tuple(steps), dilation_rate=gaps[0],
        padding=padding.lower(), data_format="channels_last",
    )  # fmt: skip


@tf_op("image.total_variation")
def total_variation(images):
    rows = ops.subtract(images[:, 1:], images[:, :-1])
    columns = ops.subtract(images[:, :, 1:], images[:, :, :-1])
    sums = [ops.sum(ops.absolute(d), axis=(1, 2, 3)) for d in (rows, columns)]
    return ops.add(*sums)


@tf_op("image.psnr")
def psnr(a, b, max_val):
    error = ops.mean(ops.square(ops.subtract(a, b)), axis=(-3, -2, -1))
    return ops.subtract(
        20 * float(np.log10(max_val)), ops.multiply(ops.log10(error), 10.0)
    )


@tf_op("image.convert_image_dtype")
def convert_image_dtype(image, dtype="float32", saturate=False):
    """Whole numbers over their largest become floats from 0 to 1."""
    own = dtype_of(image)
    if own == dtype:
        return image
    if "int" in own and "float" in dtype:
        return ops.multiply(ops.cast(image, dtype), 1.0 / np.iinfo(own).max)
    if "float" in own and "float" in dtype:
        return ops.cast(image, dtype)
    raise NotImplementedError(f"tf.image.convert_image_dtype from {own} to {dtype}")
