"""Locally connected layers on sequences, as of Keras 1 and 2."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.argument_rules import data_format
from kerasish.layers.legacy.base_locally_connected import BaseLocallyConnected


@internal
class LocallyConnected1D(BaseLocallyConnected):
    """y at a place = activation(window @ the kernel of the place + its bias).

    Args:
        filters: channels of the output.
        kernel_size: size of the window.
        strides: distance of the windows.
        padding: "valid", or "same": half of a window may stand out of the input.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, steps, channels).

    Weights:
        kernel: (output steps, kernel_size * channels, filters).
        bias: (output steps, filters).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.LocallyConnected1D(4, 2)(np.ones((2, 6, 3))).shape
        (2, 5, 4)
    """

    rules = {
        "filters": rules.positive_int,
        "kernel_size": rules.int_or_tuple(1, low=1),
        "strides": rules.int_or_tuple(1, low=1),
        "padding": rules.one_of("valid", "same"),
        "data_format": data_format,
    }
    rank = 1
