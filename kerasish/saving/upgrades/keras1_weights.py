"""Weights as Keras 1 laid them out: a matrix a gate, kernels in Theano's order."""

from __future__ import annotations

import numpy as np

from kerasish.saving.upgrades.keras1_arguments import KERAS_1
from kerasish.saving.upgrades.rules import weight_rule


def _channels_first(layer) -> bool:
    return layer.data_format == "channels_first"


def _gates(count: int):
    """For ``takes``: the gates' arrays, unless they were kept in one."""

    def takes(layer, arrays):
        own = [tuple(w.shape) for w in layer.weights]
        joined = [tuple(a.shape) for a in arrays[: len(own)]] == own
        return len(own) if joined else count

    return takes


def _joined(arrays, order):
    """Kernel, recurrent kernel and bias of each gate, as one of each."""
    return [
        np.concatenate([arrays[3 * gate + kind] for gate in order], axis=-1)
        for kind in range(3)
    ]


@weight_rule("GRU", majors=KERAS_1, takes=_gates(9))
def gru(layer, arrays):
    """Update, reset and candidate, three arrays each."""
    return _joined(arrays, (0, 1, 2)) if len(arrays) == 9 else arrays


@weight_rule("LSTM", majors=KERAS_1, takes=_gates(12))
def lstm(layer, arrays):
    """Input, candidate, forget and output gate, three arrays each."""
    return _joined(arrays, (0, 2, 1, 3)) if len(arrays) == 12 else arrays


@weight_rule("ConvLSTM2D", majors=KERAS_1, takes=lambda layer, arrays: 12)
def conv_lstm(layer, arrays):
    """As of LSTM, with kernels (filters, channels, rows, columns) in Theano's order."""
    if len(arrays) != 12:
        return arrays
    if _channels_first(layer):
        arrays = [a.transpose(2, 3, 1, 0) if a.ndim == 4 else a for a in arrays]
    return _joined(arrays, (0, 2, 1, 3))


@weight_rule("Conv1D", majors=KERAS_1)
def conv1d(layer, arrays):
    """Kernels had an axis of 1; before 1.1 in Theano's order."""
    kernel = arrays[0]
    if kernel.ndim != 4:
        return arrays
    steps, filters = layer.kernel_size[0], layer.filters
    if kernel.shape[:2] != (steps, 1) or kernel.shape[3] != filters:
        kernel = kernel.transpose(2, 3, 1, 0)
    return [kernel[:, 0], *arrays[1:]]


@weight_rule("Conv2D", "Conv3D", majors=KERAS_1)
def channels_first(layer, arrays):
    """Kernels (filters, channels, ...) where images were (channels, ...)."""
    if not _channels_first(layer):
        return arrays
    spatial = range(2, arrays[0].ndim)
    return [arrays[0].transpose(*spatial, 1, 0), *arrays[1:]]


@weight_rule("Conv2DTranspose", majors=KERAS_1)
def transposed(layer, arrays):
    """Kernels as those of convolutions; today the last two axes change places."""
    order = (2, 3, 0, 1) if _channels_first(layer) else (0, 1, 3, 2)
    return [arrays[0].transpose(order), *arrays[1:]]


@weight_rule("SeparableConv2D", majors=KERAS_1)
def separable(layer, arrays):
    """Both kernels as those of convolutions."""
    if not _channels_first(layer):
        return arrays
    return [*[a.transpose(2, 3, 1, 0) for a in arrays[:2]], *arrays[2:]]


@weight_rule("PReLU", "ParametricSoftplus", "SReLU", majors=KERAS_1)
def shared_axes(layer, arrays):
    """Which axes share a value is in the arrays alone: the config did not say it."""
    shapes = [tuple(w.shape) for w in layer.weights]
    if len(shapes) != len(arrays) or any(
        a.ndim != len(s) for a, s in zip(arrays, shapes)
    ):
        return arrays
    if not all(n in (1, m) for a, s in zip(arrays, shapes) for n, m in zip(a.shape, s)):
        return arrays
    return [np.broadcast_to(a, s) for a, s in zip(arrays, shapes)]
