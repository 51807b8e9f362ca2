"""Depthwise convolutions: sums over the window of elementwise products.

Groups have one channel on one side (of x or of y). Both sides are brought to the wider
one's channels: those of x are repeated, or those of y are summed at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from graph.ops.window.base import BLOCK_BYTES
from graph.ops.window.geometry import Axis, blocks, overlaps


def convolve_elementwise(
    out: np.ndarray, x: np.ndarray, w: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the convolution of x with w to ``out``; no input dilation."""
    each, many = x.shape[-1] // groups, out.shape[-1] // groups
    weights = tiled_weights(w, axes, each, groups)
    dtype, wide = weights.dtype, weights.shape[-1]
    scratch = np.empty(0, dtype)
    sums = np.empty(0, dtype)
    images = RepeatedImages(x, many)
    for block in cache_blocks(len(x), axes, wide * dtype.itemsize):
        part, source = out[block.region], images[block.images]
        size = math.prod(block.shape) * wide
        scratch, sums = grown(scratch, size), grown(sums, size)
        direct = each == 1 and part.dtype == dtype
        total = part if direct else sums[:size].reshape(*block.shape, wide)
        total.fill(0)
        for meet in overlaps(block.axes):
            target = total[meet.into]
            product = scratch[: target.size].reshape(target.shape)
            row = weights[meet.offset, : target.shape[-2]]
            np.multiply(source[meet.source], row, out=product)
            np.add(target, product, out=target)
        if not direct:
            narrow = total.reshape(*block.shape, groups * many, each)
            np.copyto(part, narrow.sum(-1), casting="same_kind")


def correlate_elementwise(
    out: np.ndarray, x: np.ndarray, dy: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the gradient in the kernel to ``out``; no input dilation."""
    each, many = x.shape[-1] // groups, dy.shape[-1] // groups
    dtype, wide = compute_dtype(x.dtype), groups * max(each, many)
    total = np.zeros((math.prod(axis.window for axis in axes), wide), dtype)
    scratch = np.empty(0, dtype)
    images, cotangents = RepeatedImages(x, many), RepeatedImages(dy, each)
    for block in cache_blocks(len(x), axes, wide * dtype.itemsize):
        source = images[block.images]
        part = cotangents[block.images][(slice(None), *block.out)]
        scratch = grown(scratch, part.size)
        for meet in overlaps(block.axes):
            factor = part[meet.into]
            product = scratch[: factor.size].reshape(factor.shape)
            np.multiply(source[meet.source], factor, out=product)
            total[meet.offset] += product.reshape(-1, wide).sum(0)
    if each == 1:
        out[...] = total.reshape(out.shape)
    else:
        by_group = total.reshape(-1, groups, each).swapaxes(1, 2)
        out[...] = by_group.reshape(out.shape)


def compute_dtype(dtype: np.dtype) -> np.dtype:
    """The dtype of sums: half floats are added up as single ones."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def cache_blocks(batch: int, axes: tuple[Axis, ...], nbytes: int) -> Iterator[Any]:
    return blocks(batch, axes, nbytes, BLOCK_BYTES)


def tiled_weights(
    w: np.ndarray, axes: tuple[Axis, ...], each: int, groups: int
) -> np.ndarray:
    """w as [window, positions of the last axis, channels of the wider side].

    Repeated along the last axis: numpy then runs over positions and channels at once.
    """
    window = math.prod(axis.window for axis in axes)
    plain = w.reshape(window, each, -1)
    if each > 1:
        plain = plain.reshape(window, each, groups).swapaxes(1, 2)
    plain = plain.reshape(window, 1, -1).astype(compute_dtype(w.dtype), copy=False)
    return np.repeat(plain, axes[-1].count, axis=1)


def grown(buffer: np.ndarray, size: int) -> np.ndarray:
    return buffer if buffer.size >= size else np.empty(size, buffer.dtype)


class RepeatedImages:
    """Parts of a batch with each channel repeated; the last part is remembered."""

    def __init__(self, x: np.ndarray, times: int) -> None:
        self.x = x
        self.times = times
        self.key: slice | None = None

    def __getitem__(self, images: slice) -> np.ndarray:
        if self.times == 1:
            return self.x[images]
        if self.key != images:
            self.key = images
            self.value = np.repeat(self.x[images], self.times, axis=-1)
        return self.value
