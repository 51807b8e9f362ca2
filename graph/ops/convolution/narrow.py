"""Convolutions to few channels, where windows of the input are not laid out in rows.

That would copy every input once for each element of the window, for a product with few
columns. Here only what has few channels is moved. Strides are 1, groups are 1.
"""

from __future__ import annotations

import numpy as np

from graph.ops.convolution.elementwise import compute_dtype
from graph.ops.convolution.lowering import correlate_lowered
from graph.ops.window.geometry import Axis, blocks, overlaps

#: bytes of products that a block holds: measured
BLOCK_BYTES = 1 << 21
#: measured: from here on the products with windows in rows are as quick
MOST_FILTERS = 16
CHANNELS_PER_FILTER = 4


def is_narrow(channels: int, filters: int, axes: tuple[Axis, ...], groups: int) -> bool:
    """Whether `convolve_narrow` beats the product of windows in rows."""
    few = filters <= min(MOST_FILTERS, channels // CHANNELS_PER_FILTER)
    return few and groups == 1 and all(axis.stride == 1 for axis in axes)


def is_narrower(
    channels: int, filters: int, axes: tuple[Axis, ...], groups: int
) -> bool:
    """Whether `correlate_narrow` has less to lay out in rows."""
    fewer = filters <= channels // 2
    return fewer and groups == 1 and all(axis.stride == 1 for axis in axes)


def convolve_narrow(
    out: np.ndarray, x: np.ndarray, w: np.ndarray, axes: tuple[Axis, ...]
) -> None:
    """Writes the convolution of x with w to ``out``.

    One product at every input, for all elements of the window; then sums of these.
    """
    dtype, filters = compute_dtype(x.dtype), w.shape[-1]
    columns = np.moveaxis(w, -1, -2).reshape(-1, x.shape[-1])
    columns = columns.astype(dtype, copy=False)
    window = len(columns) // filters
    nbytes = len(columns) * dtype.itemsize
    for block in blocks(len(x), axes, nbytes, BLOCK_BYTES):
        reads, alone = zip(*[axis.read_part() for axis in block.axes])
        source = x[(block.images, *reads)].astype(dtype, copy=False)
        products = np.matmul(columns, source.reshape(-1, x.shape[-1]).T)
        products = products.reshape(window, filters, *source.shape[:-1])
        total = np.zeros((filters, *block.shape), dtype)
        for offset, into, read in overlaps(alone):
            target = total[(slice(None), *into)]
            np.add(target, products[offset][(slice(None), *read)], out=target)
        out[block.region] = np.moveaxis(total, 0, -1)


def correlate_narrow(
    out: np.ndarray, x: np.ndarray, dy: np.ndarray, axes: tuple[Axis, ...]
) -> None:
    """Writes the gradient in the kernel, for the cotangent dy, to ``out``.

    It is the correlation of dy with x, with the window reversed.
    """
    swapped = tuple(
        axis._replace(size=axis.count, count=axis.size, low=axis.reach - 1 - axis.low)
        for axis in axes
    )
    back = np.empty((*out.shape[:-2], out.shape[-1], out.shape[-2]), out.dtype)
    correlate_lowered(back, dy, x, swapped, 1)
    out[...] = np.flip(back, tuple(range(len(axes)))).swapaxes(-1, -2)
