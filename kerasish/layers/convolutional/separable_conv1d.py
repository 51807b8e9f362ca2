"""Separable convolutions of sequences."""

from __future__ import annotations

from kerasish.layers.argument_rules import window_rules
from kerasish.layers.convolutional.base_separable_conv import BaseSeparableConv


class SeparableConv1D(BaseSeparableConv):
    """y = activation(pointwise conv of the depthwise conv of x + bias).

    Args:
        filters: channels of the output.
        kernel_size: size of the window, one number.
        strides: steps between windows, one number.
        padding: "valid" (whole windows only), "same" (size / stride windows, rounded
            up) or "causal" (zeros before the first step, so that no output sees what
            comes after it).
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window, one number.
        depth_multiplier: channels between the two parts for each of the input.
        activation: name or function; None for none.
        use_bias: whether a bias is added.
        depthwise_initializer, pointwise_initializer, bias_initializer: how the weights
            start.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer: penalties on
            the weights.
        activity_regularizer: penalty on the output.
        depthwise_constraint, pointwise_constraint, bias_constraint: applied after each
            update.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.

    Weights:
        depthwise_kernel: (*kernel_size, channels, depth_multiplier).
        pointwise_kernel: (*ones, channels * depth_multiplier, filters).
        bias: (filters,).

    Source:
        Chollet, 2017, https://arxiv.org/abs/1610.02357.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.SeparableConv1D(4, 3)
        >>> layer(np.zeros((2, 8, 3))).shape
        (2, 6, 4)
    """

    rules = window_rules(1)
    rank = 1
    aliases = ("SeparableConvolution1D",)
