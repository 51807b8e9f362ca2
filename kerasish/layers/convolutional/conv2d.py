"""Convolutions of images."""

from __future__ import annotations

from kerasish.layers.argument_rules import window_rules
from kerasish.layers.convolutional.base_conv import BaseConv


class Conv2D(BaseConv):
    """y = activation(conv(x, kernel) + bias), over 2 spatial axes.

    Args:
        filters: channels of the output.
        kernel_size: size of the window, one number or one for each axis.
        strides: steps between windows, one number or one for each axis.
        padding: "valid" (whole windows only) or "same" (size / stride windows,
            rounded up).
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window, one number or one for
            each axis; not together with strides.
        groups: into how many parts the channels are cut; each part of the filters sees
            one part of the channels.
        activation: name or function; None for none.
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, bias_constraint: applied after each update.
        lora_rank: the rank of `enable_lora`, which is called when the kernel is made.
        lora_alpha: that of `enable_lora`; the rank when None.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Weights:
        kernel: (*kernel_size, channels / groups, filters).
        bias: (filters,).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Conv2D(4, 3, padding="same", activation="relu")
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 8, 8, 4)
    """

    rules = window_rules(2)
    rank = 2
    aliases = ("Convolution2D",)
