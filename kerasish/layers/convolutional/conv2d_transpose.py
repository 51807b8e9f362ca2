"""Transposed convolutions of images."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.argument_rules import valid_or_same, window_rules
from kerasish.layers.convolutional.base_conv_transpose import BaseConvTranspose


class Conv2DTranspose(BaseConvTranspose):
    """y = activation(the transpose of a convolution at x + bias): makes axes longer.

    Args:
        filters: channels of the output.
        kernel_size: size of the window, one number or one for each axis.
        strides: how many times longer an axis becomes, one number or one for each
            axis.
        padding: "valid" (everything is kept) or "same" (cut to size * stride).
        output_padding: how much is kept behind what the windows reach, below the
            strides; chosen by `padding` when None.
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window; not together with strides.
        activation: name or function; None for none.
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, bias_constraint: applied after each update.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Weights:
        kernel: (*kernel_size, filters, channels).
        bias: (filters,).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Conv2DTranspose(4, 3, strides=2, padding="same")
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 16, 16, 4)
    """

    rules = {
        **window_rules(2),
        "padding": valid_or_same,
        "output_padding": rules.optional(rules.int_or_tuple(2, low=0)),
    }
    rank = 2
    aliases = ("Convolution2DTranspose",)
