"""Convolutions of images, channel by channel."""

from __future__ import annotations

from kerasish.layers.argument_rules import valid_or_same, window_rules
from kerasish.layers.convolutional.base_depthwise_conv import BaseDepthwiseConv


class DepthwiseConv2D(BaseDepthwiseConv):
    """y = activation(conv of each channel with its own kernels + bias).

    Args:
        kernel_size: size of the window, one number or one for each axis.
        strides: steps between windows, one number or one for each axis.
        padding: "valid" (whole windows only) or "same" (size / stride windows,
            rounded up).
        depth_multiplier: channels of the output for each of the input.
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window, one number or one for
            each axis.
        activation: name or function; None for none.
        use_bias: whether a bias is added.
        depthwise_initializer, bias_initializer: how the weights start.
        depthwise_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the output.
        depthwise_constraint, bias_constraint: applied after each update.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Weights:
        kernel: (*kernel_size, channels, depth_multiplier).
        bias: (channels * depth_multiplier,).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.DepthwiseConv2D(3, depth_multiplier=2)
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 6, 6, 6)
    """

    rules = {**window_rules(2), "padding": valid_or_same}
    rank = 2
    aliases = ("DepthwiseConvolution2D",)
