"""CuDNNGRU and CuDNNLSTM, which are today's GRU and LSTM with other weights."""

from __future__ import annotations

import numpy as np

from kerasish.layers.rnn.gru import GRU
from kerasish.saving.upgrades.rules import config_rule, record_rule, weight_rule


@config_rule("CuDNNGRU", "CuDNNLSTM", majors=(1, 2))
def fixed_activations(config):
    """The fused layers had no arguments for them."""
    config.setdefault("recurrent_activation", "sigmoid")
    config.setdefault("activation", "tanh")


@record_rule("CuDNNGRU", "CuDNNLSTM", majors=(1, 2))
def plain_class(record):
    """cuDNN's GRU resets after the product."""
    if record["class_name"] == "CuDNNGRU":
        record["config"]["reset_after"] = True
    record["class_name"] = record["class_name"].removeprefix("CuDNN")


@weight_rule("GRU", "LSTM")
def from_cudnn(layer, arrays):
    """cuDNN has two biases in one array, and other orders of elements.

    The matrix of each gate stands by columns where Keras has rows.
    """
    gates = 3 if isinstance(layer, GRU) else 4
    if len(arrays) != 3 or arrays[2].shape != (2 * gates * layer.units,):
        return arrays
    kernel, recurrent, bias = arrays

    def by_gate(matrix, change):
        return np.hstack([change(part) for part in np.hsplit(matrix, gates)])

    kernel = by_gate(kernel, lambda part: part.T.reshape(part.shape, order="F"))
    recurrent = by_gate(recurrent, np.transpose)
    bias = bias.reshape(2, -1)
    return [kernel, recurrent, bias if gates == 3 else bias.sum(axis=0)]
