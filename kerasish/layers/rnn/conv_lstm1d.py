"""A convolutional LSTM over 1 spatial axis."""

from __future__ import annotations

from kerasish.layers.argument_rules import valid_or_same, window_rules
from kerasish.layers.rnn.base_conv_lstm import BaseConvLSTM


class ConvLSTM1D(BaseConvLSTM):
    """An `LSTM` whose products are convolutions over 1 spatial axis.

    Args:
        filters: channels of the states and of the output.
        kernel_size: size of the windows, one number.
        strides: steps between windows on the input; those on the state are 1.
        padding: of the input, "valid" or "same"; that of the state is "same".
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window on the input; not together
            with strides.
        activation: of the candidate and of the output.
        recurrent_activation: of the gates.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: how the weights
            start.
        unit_forget_bias: whether the bias of the gate f starts with ones.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties on the
            weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, recurrent_constraint, bias_constraint: applied after each
            update.
        dropout: share of the inputs that is zeroed in training, the same at all steps.
        recurrent_dropout: share of the state that is zeroed in training.
        seed: of the dropout.
        return_sequences, return_state, go_backwards, stateful: see `RNN`.

    Call arguments:
        sequences: (batch, time, steps, channels), or channels before.
        initial_state: [h, c] to start with; zeros if None.
        mask: booleans (batch, time); False leaves the states as they are.
        training: whether dropout acts.

    Weights:
        kernel: (*kernel_size, channels, 4 filters).
        recurrent_kernel: (*kernel_size, filters, 4 filters).
        bias: (4 filters,). Blocks of channels in the order i, f, g, o.

    Source:
        Shi et al., 2015, equation 3 without peepholes, https://arxiv.org/abs/1506.04214.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layer = layers.ConvLSTM1D(4, 3, padding="same")
        >>> layer(np.zeros((2, 3, 8, 1))).shape
        (2, 8, 4)
    """

    rules = {**window_rules(1), "padding": valid_or_same}
    rank = 1
