"""Kernels of locally connected layers, which tf.keras laid out in three ways."""

from __future__ import annotations

import math

import numpy as np

from kerasish.saving.upgrades.rules import weight_rule


@weight_rule("LocallyConnected1D", "LocallyConnected2D", majors=(2,))
def one_window_for_each_place(layer, arrays):
    """(places, elements of a window, filters), from what implementations 2 and 3 kept:
    weights between all inputs and all outputs, or those that are no zeros, in a row."""
    kernel, shape = arrays[0], tuple(layer.kernel.shape)
    if kernel.shape == shape:
        return arrays
    if layer.data_format != "channels_last":
        raise NotImplementedError(
            f"layer {layer.name!r}: kernels of implementation 2 and 3 are read for "
            "channels_last only"
        )
    read = _from_row if kernel.ndim == 1 else _from_all_pairs
    return [read(layer, kernel, shape), *arrays[1:]]


def _windows(layer):
    """(number of the place, place, [(number in the window, place of the input)])."""
    for number, place in enumerate(np.ndindex(*layer._places)):
        starts = [
            p * s - low for p, s, low in zip(place, layer.strides, layer._margins)
        ]
        inside = []
        for i, offset in enumerate(np.ndindex(*layer.kernel_size)):
            source = tuple(a + b for a, b in zip(starts, offset))
            if all(0 <= a < n for a, n in zip(source, layer._sizes)):
                inside.append((i, source))
        yield number, place, inside


def _from_all_pairs(layer, kernel, shape):
    result = np.zeros(shape, kernel.dtype)
    parts = _by_channel(result, layer)
    for number, place, inside in _windows(layer):
        for i, source in inside:
            parts[number, i] = kernel[(*source, slice(None), *place)]
    return result


def _from_row(layer, kernel, shape):
    result = np.zeros(shape, kernel.dtype)
    parts, start = _by_channel(result, layer), 0
    channels, filters = parts.shape[2:]
    for number, _, inside in _windows(layer):
        count = len(inside) * channels * filters
        own = kernel[start : start + count].reshape(filters, len(inside), channels)
        parts[number, [i for i, _ in inside]] = own.transpose(1, 2, 0)
        start += count
    return result


def _by_channel(kernel, layer):
    """The kernel with an axis for the channels: (places, window, channels, filters)."""
    window = math.prod(layer.kernel_size)
    return kernel.reshape(kernel.shape[0], window, -1, kernel.shape[2])
