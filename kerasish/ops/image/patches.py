"""What both ways to cut patches share."""

from __future__ import annotations

import math
from numbers import Integral

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.image.layout import require_one_of


@internal
def patches_of(name, images, sizes, strides, dilation, padding, data_format):
    """Patches of ``len(sizes)`` axes; see `extract_patches`."""
    rank = len(sizes)
    images = convert_to_tensor(images)
    require_one_of(name, "padding", padding, ("valid", "same"))
    if images.ndim not in (rank + 1, rank + 2):
        fail(
            f"{name}: images must have {rank} spatial axes, and channels",
            {"images": images.spec, "size": tuple(sizes)},
            "a batch may stand before them",
        )
    numbers = [
        _each(name, "size", sizes, rank),
        _each(name, "strides", sizes if strides is None else strides, rank),
        _each(name, "dilation_rate", dilation, rank),
    ]
    first = standardize_data_format(data_format) == "channels_first"
    channels = -1 - rank if first else -1
    batch = graph.moveaxis(images, channels, -1)
    batch = batch if images.ndim == rank + 2 else graph.expand_dims(batch, 0)
    patches = _patches(name, batch, list(zip(*numbers)), padding)
    patches = patches if images.ndim == rank + 2 else graph.squeeze(patches, 0)
    return graph.moveaxis(patches, -1, channels)


def _patches(name, batch, windows, padding):
    """(batch, *counts, elements * channels), one axis after the other."""
    rank = len(windows)
    for k, window in enumerate(windows):
        axis = 1 + 2 * k  # each axis before has become two
        batch = _windows(name, batch, axis, window, padding)
    order = [0, *range(1, 2 * rank, 2), *range(2, 2 * rank + 1, 2), 2 * rank + 1]
    batch = graph.transpose(batch, order)
    sizes = graph.shape(batch)
    return graph.reshape(batch, (*sizes[: rank + 1], math.prod(sizes[rank + 1 :])))


def _windows(name, x, axis, window, padding):
    """The axis as two: windows, and their elements."""
    size, stride, dilation = window
    reach = (size - 1) * dilation + 1
    length = graph.shape(x)[axis]
    if padding == "same":
        count = (length + stride - 1) // stride
        missing = graph.size_max((count - 1) * stride + reach - length, 0)
        around = [(0, 0)] * x.ndim
        around[axis] = (missing // 2, missing - missing // 2)
        x = graph.pad(x, around)
    else:
        if not isinstance(length, graph.Dim) and length < reach:
            fail(
                f"{name}: a patch is larger than the images",
                {"images": x.spec, "patch": reach},
                'take smaller patches, or padding "same"',
            )
        count = (length - reach) // stride + 1
    starts = graph.expand_dims(graph.arange(count) * stride, 1)
    return graph.take(x, starts + graph.arange(size) * dilation, axis)


def _each(name, label, value, rank) -> tuple[int, ...]:
    """One positive integer for each axis."""
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value,) * rank
    whole = all(isinstance(n, Integral) and n > 0 for n in numbers)
    if len(numbers) != rank or not whole:
        fail(
            f"{name}: {label} must be a positive integer, or {rank} of them",
            {label: repr(value)},
        )
    return tuple(map(int, numbers))
