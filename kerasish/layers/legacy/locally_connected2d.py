"""Locally connected layers on images, as of Keras 1 and 2."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.argument_rules import data_format
from kerasish.layers.legacy.base_locally_connected import BaseLocallyConnected


@internal
class LocallyConnected2D(BaseLocallyConnected):
    """y at a place = activation(window @ the kernel of the place + its bias).

    Args:
        filters: channels of the output.
        kernel_size: size of the window.
        strides: distance of the windows.
        padding: "valid", or "same": half of a window may stand out of the input.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Weights:
        kernel: (output rows * columns, window * channels, filters).
        bias: (output rows, output columns, filters).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.LocallyConnected2D(4, 2)(np.ones((2, 6, 5, 3))).shape
        (2, 5, 4, 4)
    """

    rules = {
        "filters": rules.positive_int,
        "kernel_size": rules.int_or_tuple(2, low=1),
        "strides": rules.int_or_tuple(2, low=1),
        "padding": rules.one_of("valid", "same"),
        "data_format": data_format,
    }
    rank = 2
