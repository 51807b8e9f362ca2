"""Weights as older Keras laid them out, put into today's order and shape."""

from __future__ import annotations

import numpy as np

from kerasish.layers.rnn.bidirectional import Bidirectional
from kerasish.layers.rnn.gru import GRU
from kerasish.layers.rnn.lstm import LSTM
from kerasish.saving.files.keras_version import major_version


def upgrade_weights(layer, arrays: list[np.ndarray], version: str | None) -> list:
    """The arrays in the layout of the layer.

    Args:
        layer: whose weights they will be.
        arrays: as they stand in the file.
        version: ``keras_version`` of the file.

    Raises:
        NotImplementedError: a layout that is not known.
    """
    if major_version(version) < 2:
        raise NotImplementedError(
            f"layer {layer.name!r}: weights written by Keras 1 are not supported yet; "
            "open and save the file with Keras 2 first"
        )
    if isinstance(layer, Bidirectional) and len(arrays) % 2 == 0:
        half = len(arrays) // 2
        parts = zip((layer.forward_layer, layer.backward_layer), (0, half))
        return [
            array
            for part, start in parts
            for array in upgrade_weights(part, arrays[start : start + half], version)
        ]
    if isinstance(layer, (GRU, LSTM)) and _is_cudnn(layer, arrays):
        return _from_cudnn(layer, arrays)
    return arrays


def _is_cudnn(layer, arrays) -> bool:
    """cuDNN keeps two biases, in one array."""
    gates = 3 if isinstance(layer, GRU) else 4
    return len(arrays) == 3 and arrays[2].shape == (2 * gates * layer.units,)


def _from_cudnn(layer, arrays) -> list[np.ndarray]:
    """The weights of CuDNNGRU and CuDNNLSTM as those of GRU and LSTM.

    cuDNN stores the matrix of each gate by columns where Keras has rows.
    """
    kernel, recurrent, bias = arrays
    is_gru = isinstance(layer, GRU)
    gates = 3 if is_gru else 4

    def by_gate(matrix, change):
        return np.hstack([change(part) for part in np.hsplit(matrix, gates)])

    kernel = by_gate(kernel, lambda part: part.T.reshape(part.shape, order="F"))
    recurrent = by_gate(recurrent, np.transpose)
    bias = bias.reshape(2, -1)
    return [kernel, recurrent, bias if is_gru else bias.sum(axis=0)]
