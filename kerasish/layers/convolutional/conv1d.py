"""Convolutions of sequences."""

from __future__ import annotations

from kerasish.layers.argument_rules import window_rules
from kerasish.layers.convolutional.base_conv import BaseConv


class Conv1D(BaseConv):
    """y = activation(conv(x, kernel) + bias), over 1 spatial axis.

    Args:
        filters: channels of the output.
        kernel_size: size of the window, one number.
        strides: steps between windows, one number.
        padding: "valid" (whole windows only), "same" (size / stride windows, rounded
            up) or "causal" (zeros before the first step, so that no output sees what
            comes after it).
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window, one number; not
            together with strides.
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
        inputs: (batch, steps, channels), or channels before.

    Weights:
        kernel: (*kernel_size, channels / groups, filters).
        bias: (filters,).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Conv1D(4, 3, padding="same", activation="relu")
        >>> layer(np.zeros((2, 8, 3))).shape
        (2, 8, 4)
    """

    rules = window_rules(1)
    rank = 1
    aliases = ("Convolution1D",)
